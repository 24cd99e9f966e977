/**
 * What stands in a cell when there is no number. Never 0.
 *
 * @internal
 */
export const NO_DATA = 'no data';

/**
 * Ratio (0 to 1) as percentage: `23 %`, `0.4 %`; small ratios keep one digit so that they do not look like zero.
 *
 * @internal
 */
export function percent(ratio: number): string {
  const value = ratio * 100;
  const text =
    value > 0 && value < 0.05
      ? '< 0.1'
      : String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
  return `${text} %`;
}

/**
 * Milliseconds as `412 ms` or `8.1 s`.
 *
 * @internal
 */
export function milliseconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/**
 * Requests per second as `12.3 /s`; below 0.1 two digits.
 *
 * @internal
 */
export function perSecond(rate: number): string {
  if (rate >= 100) {
    return `${rate.toFixed(0)} /s`;
  }
  return `${rate.toFixed(rate > 0 && rate < 0.1 ? 2 : 1)} /s`;
}

/**
 * A number without a unit, in the digits of the reader's language, with at most three decimals.
 *
 * @internal
 */
export function plainNumber(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: 3 });
}

/**
 * Tokens per second as `1,240 tokens/s`, in the digits of the reader's language; below 10 one decimal.
 *
 * @internal
 */
export function tokensPerSecond(rate: number): string {
  const digits = rate < 10 ? 1 : 0;
  return `${rate.toLocaleString(undefined, {
    maximumFractionDigits: digits,
  })} tokens/s`;
}

/**
 * `1 GPU`, `2 GPUs`.
 *
 * @internal
 */
export function count(
  n: number,
  singular: string,
  plural: string = `${singular}s`,
): string {
  return `${n} ${n === 1 ? singular : plural}`;
}
