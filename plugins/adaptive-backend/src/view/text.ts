/** `23 %`, `4.5 %`: one decimal below 10. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  const digits = value < 10 && value % 1 !== 0 ? 1 : 0;
  return `${Number(value.toFixed(digits))} %`;
}

/** `1 pod`, `2 pods`. */
export function count(
  n: number,
  singular: string,
  plural: string = `${singular}s`,
): string {
  return `${n} ${n === 1 ? singular : plural}`;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Milliseconds since the epoch; undefined for no time and for text that is no time. */
export function parseTime(text: string | undefined): number | undefined {
  const ms = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Text with one full stop at its end, for messages of others inside our sentences. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** `Kind namespace/name`, as evidence and stages name objects. */
export function objectName(
  kind: string,
  metadata: { namespace?: string; name: string },
): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}
