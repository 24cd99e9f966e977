/** How long the work of one turn may take: requests are answered between turns. */
const TURN_MS = 5;

/** With so many pieces waiting the next few turns are full: what is asked for now would only wait in buffers. */
const ENOUGH = 32;

const waiting: Array<() => void> = [];
/** Who wants to ask for more. */
const asking: Array<() => void> = [];
let isScheduled = false;

function takeTurn(): void {
  const end = performance.now() + TURN_MS;
  do {
    waiting.shift()?.();
  } while (waiting.length > 0 && performance.now() < end);
  for (const ask of asking.splice(0, ENOUGH - waiting.length)) ask();
  isScheduled = waiting.length > 0 || asking.length > 0;
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

/**
 * Resolves when there is not more to read than the next few turns can take. Asked before a list is: hundreds of API
 * servers that all answer at once would fill memory, and the event loop, with what nobody has time for yet. One that
 * does not answer keeps nobody waiting, as nothing of it waits to be read.
 */
export function whenReadable(): Promise<void> {
  if (waiting.length < ENOUGH && asking.length === 0) return Promise.resolve();
  return new Promise(resolve => {
    asking.push(resolve);
  });
}
