import type { EventObject } from '../objects/types';
import { directionOf } from '../view/pastScales';
import type { PastScale } from '../view/pastScales';
import { parseTime } from '../view/text';
import { timesInHour } from './events';

type Direction = PastScale['direction'];

interface Rescale {
  direction: Direction;
  times: number;
  first: number;
  last: number;
}

/** What an HPA did within an hour. */
export interface Turns {
  /** How often growing became shrinking or the other way round, as far as the events prove it: never too many. */
  turns: number;
  ups: number;
  downs: number;
}

function readRescale(event: EventObject, now: number): Rescale[] {
  const direction = directionOf(event);
  const last = parseTime(event.at);
  if (!direction || last === undefined) return [];
  const times = timesInHour(event, now);
  const first = times > 1 ? parseTime(event.firstAt) ?? last : last;
  return [{ direction, times, first, last }];
}

function changes(directions: readonly Direction[]): number {
  return directions.filter((way, i) => i > 0 && way !== directions[i - 1])
    .length;
}

/**
 * Changes of direction among the rescale events of one HPA. Kubernetes keeps one event for equal messages, with a count
 * and the first and last time. To go to the same size in the same direction again, the size must have gone back in
 * between: `n` times are `2 (n - 1)` turns, if the HPA went back that often.
 */
export function turnsOf(events: readonly EventObject[], now: number): Turns {
  const rescales = events.flatMap(event => readRescale(event, now));
  const times = (way: Direction) =>
    rescales
      .filter(({ direction }) => direction === way)
      .reduce((sum, rescale) => sum + rescale.times, 0);
  const [ups, downs] = [times('out'), times('in')];
  const points = rescales
    .flatMap(({ direction, first, last }) =>
      first === last
        ? [{ direction, at: last }]
        : [
            { direction, at: first },
            { direction, at: last },
          ],
    )
    .sort((a, b) => a.at - b.at);
  const seen = changes(points.map(({ direction }) => direction));
  const proven = rescales.map(rescale => {
    const { direction, first, last } = rescale;
    const before = points.filter(({ at }) => at < first);
    const after = points.filter(({ at }) => at > last);
    const back = Math.min(rescale.times - 1, direction === 'out' ? downs : ups);
    return (
      changes([...before.map(p => p.direction), direction]) +
      2 * back +
      changes([direction, ...after.map(p => p.direction)])
    );
  });
  return { turns: Math.max(seen, ...proven), ups, downs };
}
