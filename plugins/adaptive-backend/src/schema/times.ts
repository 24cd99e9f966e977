import { InputError } from '@backstage/errors';

/** ISO 8601 with a zone, as without one a time would mean the server's; or Unix seconds until the year 9999. */
export const TIME =
  '^(\\d{1,12}|\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))$';

/** What {@link TIME} means, for people. */
export const ACCEPTED_TIME =
  'a time in ISO 8601 with a zone, such as 2026-08-01T12:00:00Z, or in whole Unix seconds, such as 1785585600';

const LAST_SECOND = 253_402_300_799;

/** A refusal that names a parameter of the query, its value and what is accepted. */
export function refuseParameter(
  name: string,
  value: string,
  accepted: string,
): InputError {
  return new InputError(
    `Invalid query parameter '${name}': '${value.slice(
      0,
      100,
    )}', accepted: ${accepted}`,
  );
}

function millisecondsOf(text: string): number {
  if (!new RegExp(TIME).test(text)) return NaN;
  if (!/^\d+$/.test(text)) return Date.parse(text);
  const seconds = Number(text);
  return seconds > LAST_SECOND ? NaN : seconds * 1000;
}

/**
 * A time of a query, in milliseconds since the epoch.
 *
 * @throws InputError naming the parameter, its value and both forms
 */
export function readTime(name: string, text: string): number {
  const time = millisecondsOf(text);
  if (Number.isNaN(time)) throw refuseParameter(name, text, ACCEPTED_TIME);
  return time;
}
