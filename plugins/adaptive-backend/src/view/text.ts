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

// The same few times are asked for at every change of an engine, and finding one is ten times as fast as parsing it.
const MAX_PARSED = 20_000;
const parsed = new Map<string, number>();

/** Milliseconds since the epoch; undefined for no time and for text that is no time. */
export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  let ms = parsed.get(text);
  if (ms === undefined) {
    ms = Date.parse(text);
    if (parsed.size >= MAX_PARSED) parsed.clear();
    parsed.set(text, ms);
  }
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
