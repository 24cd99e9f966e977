import { useSyncExternalStore } from 'react';

const TICK_MS = 5_000;

/** One clock for all ages on a page; it stands still while nobody looks. */
const clock = {
  now: Date.now(),
  listeners: new Set<() => void>(),
  timer: undefined as ReturnType<typeof setInterval> | undefined,
};

function tick() {
  clock.now = Date.now();
  for (const listener of clock.listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  clock.listeners.add(listener);
  if (clock.timer === undefined) {
    clock.now = Date.now();
    clock.timer = setInterval(tick, TICK_MS);
  }
  return () => {
    clock.listeners.delete(listener);
    if (clock.listeners.size === 0) {
      clearInterval(clock.timer);
      clock.timer = undefined;
    }
  };
}

/**
 * Unix milliseconds, advancing every few seconds; for ages such as `12 s old`.
 *
 * @internal
 */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => clock.now);
}
