export type Labels = Record<string, string>;

/** One sample in Prometheus' text format. */
export function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels)
    .map(([key, labelValue]) => `${key}="${escapeLabel(labelValue)}"`)
    .join(',');
  return `${name}{${pairs}} ${value}`;
}

function escapeLabel(value: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n');
}

export function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
