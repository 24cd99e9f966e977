import type { EventObject } from '../objects/types';
import type { PoolContext } from '../view/poolContext';
import { parseTime } from '../view/text';

const MINUTE = 60_000;

/** Events of a pool within the last minutes, the newest first. */
export function recentEvents(
  { events, now }: PoolContext,
  minutes: number,
  wanted: (event: EventObject) => boolean,
): EventObject[] {
  return events
    .filter(
      event =>
        wanted(event) && now - (parseTime(event.at) ?? 0) <= minutes * MINUTE,
    )
    .sort((a, b) => (parseTime(b.at) ?? 0) - (parseTime(a.at) ?? 0));
}

/** How often an event happened within the last hour: its count goes back to when it happened first. */
export function timesInHour(event: EventObject, now: number): number {
  const first = parseTime(event.firstAt);
  const whole = first !== undefined && now - first <= 60 * MINUTE;
  return whole ? event.count : 1;
}
