import { ClusterTables } from '../store/ClusterTables';

/** Bounds on the events kept. */
export interface EventBounds {
  maxPerNamespace: number;
  maxAgeMs: number;
}

/** Defaults of {@link EventBounds}: API servers forget events after an hour themselves. */
export const DEFAULT_EVENT_BOUNDS: EventBounds = {
  maxPerNamespace: 300,
  maxAgeMs: 2 * 3_600_000,
};

// Sorting for every event of a burst would cost more than holding a few too many for a while.
const SLACK = 50;

/** Whether so many events are held that trimming is worth its cost. */
export function needsTrim(
  tables: ClusterTables,
  namespace: string,
  bounds: EventBounds,
): boolean {
  return (
    tables.sizeInNamespace('events', namespace) > bounds.maxPerNamespace + SLACK
  );
}

/** Drops the oldest events of a namespace, and those that are too old. An event without a time is the oldest. */
export function trimEvents(
  tables: ClusterTables,
  namespace: string,
  bounds: EventBounds,
  now: number,
): void {
  const events = [...tables.inNamespace('events', namespace)]
    .map(event => ({
      name: event.metadata.name,
      at: event.at ? Date.parse(event.at) : 0,
    }))
    .sort((a, b) => b.at - a.at);
  events.forEach((event, i) => {
    const isOld = event.at !== 0 && now - event.at > bounds.maxAgeMs;
    if (i >= bounds.maxPerNamespace || isOld)
      tables.delete('events', namespace, event.name);
  });
}
