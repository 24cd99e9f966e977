import { KNOWN_KEYS } from './knownKeys';
import { CHART_VERSIONS } from './versions';

/**
 * Chart versions that know a key.
 *
 * @public
 */
export interface KeyRange {
  /** First version. */
  from: string;
  /** Last version. */
  to: string;
}

interface Known extends KeyRange {
  /** Below it everything is accepted. */
  open: boolean;
}

function lastBefore(version: string | undefined): string {
  const end = version === undefined ? CHART_VERSIONS.length : indexOf(version);
  return CHART_VERSIONS[end - 1];
}

function indexOf(version: string): number {
  return CHART_VERSIONS.indexOf(version);
}

function readTable(): Map<string, Known[]> {
  const table = new Map<string, Known[]>();
  for (const { from, before, keys } of KNOWN_KEYS) {
    for (const line of keys) {
      const [top, rest] = line.split(': ');
      for (const key of rest === undefined ? [''] : rest.split(' ')) {
        const path = key === '' || key === '*' ? top : `${top}.${key}`;
        const open = key.endsWith('*');
        const name = path.replace(/\.\*$/, '');
        const known = { from, to: lastBefore(before), open };
        table.set(name, [...(table.get(name) ?? []), known]);
      }
    }
  }
  return table;
}

const TABLE = readTable();

function covers({ from, to }: KeyRange, version: string): boolean {
  const at = indexOf(version);
  return indexOf(from) <= at && at <= indexOf(to);
}

/** Ranges of the key itself, of an open key above it, or of any key below it. */
function rangesOf(path: string): Known[] {
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length--) {
    const known = TABLE.get(parts.slice(0, length).join('.')) ?? [];
    const usable = known.filter(({ open }) => open || length === parts.length);
    if (usable.length > 0) return usable;
  }
  return [...TABLE]
    .filter(([name]) => name.startsWith(`${path}.`))
    .flatMap(([, known]) => known);
}

/**
 * Which chart versions know a key of the values, and whether this one does.
 *
 * @param path - key with dots, for example `redis.external.url`
 * @returns `known`, and the ranges of versions that know it; none when no version does
 * @throws never; a version that is not known knows no key
 * @public
 */
export function chartKey(
  path: string,
  version: string,
): { known: boolean; ranges: KeyRange[] } {
  const found = rangesOf(path);
  const ranges = found
    .map(({ from, to }) => ({ from, to }))
    .filter(
      (range, index, all) =>
        all.findIndex(
          other => other.from === range.from && other.to === range.to,
        ) === index,
    );
  return { known: found.some(range => covers(range, version)), ranges };
}
