import Tooltip from '@material-ui/core/Tooltip';
import type { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { age, clockTime } from '../../format';
import { useNow } from '../../live/useNow';
import { StateLabel } from './StateLabel';
import { FRESHNESS } from './tones';

/**
 * Whether values of a source are old enough to be shown as the last known ones.
 *
 * @internal
 */
export function isLastKnown({ status }: Freshness): boolean {
  return status === 'unreachable' || status === 'notPermitted';
}

/**
 * What a source does instead of answering, and since when: `has not answered since 09:03:11`.
 *
 * @internal
 */
export function describeSilence({ status, since }: Freshness): string {
  const what =
    status === 'notPermitted' ? 'has refused the portal' : 'has not answered';
  return `${what} since ${clockTime(since)}`;
}

/**
 * `Live`, or what is wrong and since when; cause and last contact on hover.
 *
 * @internal
 */
export function FreshnessLabel({ freshness }: { freshness: Freshness }) {
  const now = useNow();
  const wording = FRESHNESS[freshness.status];
  return (
    <Tooltip title={describe(freshness, now)}>
      <span>
        <StateLabel wording={wording}>
          {freshness.status === 'live'
            ? wording.label
            : `${wording.label} since ${clockTime(freshness.since)}`}
        </StateLabel>
      </span>
    </Tooltip>
  );
}

function describe({ lastSeenAt, message }: Freshness, now: number): string {
  const seen = lastSeenAt
    ? `Last heard ${age(lastSeenAt, now)} ago, at ${clockTime(lastSeenAt)}.`
    : 'Never heard of since the portal started.';
  return message ? `${seen} ${message}` : seen;
}
