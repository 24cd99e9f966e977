import type { EventObject } from '../objects/types';
import { plainMessage } from '../view/plainMessage';
import type { PoolContext } from '../view/poolContext';
import { parseTime } from '../view/text';
import { recentEvents, timesInHour } from './events';

/** What keeps KEDA from reading a trigger, by its own events. */
export interface KedaFailure {
  /** Clause that follows `KEDA`, for example `cannot reach Prometheus at http://prom:9090 (connection refused)`. */
  what: string;
  /** How often within the last `minutes`. */
  times: number;
  /** 10, or 60 where an event counts failures from before that. */
  minutes: number;
  /** Prometheus did not answer, or refused: nothing that a new pool's missing series could explain. */
  outage: boolean;
  /** The newest of them. */
  event: EventObject;
}

/** What KEDA said longer ago is over. */
const MINUTES = 10;
const HOUR = 60;

/** Of a trigger, and of one that a formula reads. */
const REASONS = new Set(['KEDAScalerFailed', 'KEDAMetricSourceFailed']);

/** What Go says of a request that failed, and what that means. */
const TRANSPORT: Array<[RegExp, string]> = [
  [/connection refused/, 'connection refused'],
  [/no such host/, 'its name is not known'],
  [/x509|certificate/, 'its certificate is not trusted'],
  [/deadline exceeded|timeout|Timeout/, 'no answer in time'],
  [/no route to host|network is unreachable/, 'no way to it'],
  [/connection reset|EOF/, 'it ends the connection'],
];

/** `Get "http://prom:9090/api/v1/query?query=…": dial tcp …: connection refused` */
const REQUEST = /\b(?:Get|Post) "([^"]*)(?:": (.*))?$/s;

function addressOf(url: string): string | undefined {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    // A URL that was cut, or that the trigger has wrong.
    return undefined;
  }
}

function transportFailure(message: string): string | undefined {
  const match = REQUEST.exec(message);
  if (!match) return undefined;
  const [, url, cause = ''] = match;
  const address = addressOf(url);
  const known = TRANSPORT.find(([pattern]) => pattern.test(cause))?.[1];
  return `cannot reach Prometheus${address ? ` at ${address}` : ''}${
    known ? ` (${known})` : ''
  }`;
}

function describe(message: string): Pick<KedaFailure, 'what' | 'outage'> {
  const unreachable = transportFailure(message);
  if (unreachable) return { what: unreachable, outage: true };
  const status = message.match(/query api returned error\. status: (\d+)/)?.[1];
  if (status) {
    return { what: `is refused by Prometheus (HTTP ${status})`, outage: true };
  }
  if (/the (?:result|value list) is empty/.test(message)) {
    return { what: 'gets no series for its query', outage: false };
  }
  if (/returned multiple elements/.test(message)) {
    return { what: 'gets more than one series for its query', outage: false };
  }
  const plain = plainMessage(message)?.replace(/[.:]+$/, '');
  return { what: `cannot read its trigger (${plain})`, outage: false };
}

function failures(context: PoolContext, minutes: number): EventObject[] {
  return recentEvents(
    context,
    minutes,
    ({ involved, reason }) =>
      involved.kind === 'ScaledObject' && REASONS.has(reason),
  );
}

/** What KEDA said lately of its failing triggers; undefined when it said nothing. */
export function kedaFailure(context: PoolContext): KedaFailure | undefined {
  const { now } = context;
  const [event] = failures(context, MINUTES);
  if (!event) return undefined;
  const said = describe(event.message);
  const alike = (minutes: number) =>
    failures(context, minutes).filter(
      ({ message }) => describe(message).what === said.what,
    );
  // Each failure is an event of its own, as the time of the query is in its message; older servers count them in one,
  // which does not tell how many of them are recent.
  const goesBack = alike(MINUTES).some(
    ({ count, firstAt }) =>
      count > 1 && now - (parseTime(firstAt) ?? now) > MINUTES * 60_000,
  );
  const minutes = goesBack ? HOUR : MINUTES;
  const times = alike(minutes).reduce((n, e) => n + timesInHour(e, now), 0);
  return { ...said, times, minutes, event };
}

/** `, 3 times in the last 10 minutes`; nothing for a failure that came once. */
export function howOften({ times, minutes }: KedaFailure): string {
  const span = minutes === HOUR ? 'hour' : `${minutes} minutes`;
  return times > 1 ? `, ${times} times in the last ${span}` : '';
}
