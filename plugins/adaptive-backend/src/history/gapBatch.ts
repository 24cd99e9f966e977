import { ALL_ENGINES } from './entries';
import type { HistoryBatch } from './HistoryStore';

/** Says on every timeline that nobody recorded in between; milliseconds since the epoch. */
export function gapBatch(from: number, to: number): HistoryBatch {
  return {
    entries: [
      {
        engine: ALL_ENGINES,
        at: to,
        content: {
          kind: 'gap',
          from: new Date(from).toISOString(),
          reason:
            'Nobody recorded in between: no backend ran, or more happened while the database was away than could be kept.',
        },
      },
    ],
    states: [],
    views: [],
  };
}
