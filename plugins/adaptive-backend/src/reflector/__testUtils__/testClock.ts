import { Clock, systemClock } from '../../clusters/Clock';

/** The real clock, whose waits are noted and cut short; chance always gives one half. */
export function impatientClock(): Clock & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => systemClock.now(),
    random: () => 0.5,
    sleep: (ms, signal) => {
      waits.push(ms);
      return systemClock.sleep(Math.min(ms, 5), signal);
    },
  };
}

/** Resolves as soon as the condition holds; rejects with what it is about when it never does. */
export async function eventually(
  what: string,
  condition: () => boolean,
): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Never happened: ${what}`);
    await new Promise(resolve => {
      setTimeout(resolve, 2);
    });
  }
}
