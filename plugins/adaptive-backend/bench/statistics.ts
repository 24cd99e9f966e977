/** What is told of many measurements; in the unit of the measurements. */
export interface Distribution {
  p50: number;
  p99: number;
  count: number;
}

/** Median and 99th percentile (nearest rank). */
export function distribution(values: readonly number[]): Distribution {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number) =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return { p50: rank(0.5), p99: rank(0.99), count: sorted.length };
}

/** Resolves when the condition holds; rejects after so many seconds. */
export async function until(
  what: string,
  condition: () => boolean,
  { seconds = 600, everyMs = 10 } = {},
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what} took too long`);
    await pause(everyMs);
  }
}

/** Resolves after a while. */
export function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
}

/** Bytes in use after everything that is not has been collected. */
export async function usedHeap(): Promise<number> {
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc?.();
    await pause(20);
  }
  return process.memoryUsage().heapUsed;
}
