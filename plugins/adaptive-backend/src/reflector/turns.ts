import { setImmediate as nextTurn } from 'node:timers/promises';

let last: Promise<unknown> = Promise.resolve();

/**
 * Does work that takes a while in a turn of the event loop of its own. When many pages arrive at once, from whatever
 * clusters, requests are answered between them.
 */
export function inOwnTurn<T>(work: () => T): Promise<T> {
  const mine = last.then(() => nextTurn()).then(work);
  last = mine.catch(() => {});
  return mine;
}
