import type { ClusterObjects, EventObject } from '../objects/types';
import { parseTime } from './text';

/** A change of size that an HPA made, read from its events. */
export interface PastScale {
  /** Milliseconds since the epoch. */
  at: number;
  direction: 'out' | 'in';
  /** Size that it set. */
  to?: number;
  /** How many pods that was; unknown for the first change that events tell of. */
  pods?: number;
}

/** `New size: 4; reason: …` */
export function sizeOf({ message }: EventObject): number | undefined {
  const size = message.match(/^New size: (\d+)/)?.[1];
  return size === undefined ? undefined : Number(size);
}

/**
 * The HPA controller says `…above target` when it scales out and `…below target` when it scales in, and names the limit
 * that a pool had left.
 */
export function directionOf(
  event: EventObject,
): PastScale['direction'] | undefined {
  if (/above target|below Spec\.MinReplicas/.test(event.message)) return 'out';
  return /below target|above Spec\.MaxReplicas/.test(event.message)
    ? 'in'
    : undefined;
}

function readScales(events: readonly EventObject[]): PastScale[] {
  const ordered = events
    .map(event => ({ event, at: parseTime(event.at) ?? NaN }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((a, b) => a.at - b.at);
  return ordered.flatMap(({ event, at }, i) => {
    const direction = directionOf(event);
    if (!direction) return [];
    const to = sizeOf(event);
    const from = i > 0 ? sizeOf(ordered[i - 1].event) : undefined;
    const grown = to === undefined || from === undefined ? 0 : to - from;
    const pods = direction === 'out' ? grown : -grown;
    return [
      {
        at,
        direction,
        ...(to !== undefined && { to }),
        // Against its own direction: somebody else changed the size in between.
        ...(pods > 0 && { pods }),
      },
    ];
  });
}

/** What the HPAs of a namespace did, by their names, oldest first, as far as events are kept. */
export function pastScales(
  objects: ClusterObjects,
  namespace: string,
): ReadonlyMap<string, readonly PastScale[]> {
  const events = new Map<string, EventObject[]>();
  for (const event of objects.inNamespace('events', namespace)) {
    if (event.reason !== 'SuccessfulRescale') continue;
    const known = events.get(event.involved.name);
    if (known) known.push(event);
    else events.set(event.involved.name, [event]);
  }
  return new Map([...events].map(([hpa, all]) => [hpa, readScales(all)]));
}
