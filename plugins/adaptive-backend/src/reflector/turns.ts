/** How long the work of one turn may take: requests are answered between turns. */
const TURN_MS = 5;

const waiting: Array<() => void> = [];
let isScheduled = false;

function takeTurn(): void {
  const end = performance.now() + TURN_MS;
  do {
    waiting.shift()?.();
  } while (waiting.length > 0 && performance.now() < end);
  isScheduled = waiting.length > 0;
  if (isScheduled) setImmediate(takeTurn);
}

/**
 * Does a small piece of work when it is its turn: pieces are done in the order in which they came, from whatever
 * cluster, and after a few milliseconds of them the event loop goes round. However many API servers send at once, what
 * they send is read at the pace at which everything else goes on; the rest waits in their connections.
 */
export function inTurn<T>(work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    waiting.push(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    });
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(takeTurn);
  });
}
