import type { Finding } from '../model';

/** Longest text that any field of the input accepts. */
const MAX_TEXT = 2000;

/** How many findings one run reports; a hostile input could otherwise have a finding per byte. */
const MAX_FINDINGS = 100;

// C0 and C1 controls, line and paragraph separators, bidirectional controls and lone surrogates.
const CONTROL =
  /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

/**
 * Writes an untrusted value into a sentence: short, on one line, and never with what could be a password.
 */
export function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  if (typeof value === 'function' || typeof value === 'symbol') {
    return `a ${typeof value}`;
  }
  if (typeof value !== 'string') {
    return `${value}`;
  }
  if (value.includes('@') || /:\/\/.*[?#]/.test(value)) {
    return '(not shown, as it may hold credentials)';
  }
  const short = value.length > 80 ? `${value.slice(0, 80)}…` : value;
  return JSON.stringify(short).replace(
    /[\p{Zl}\p{Zp}\p{Cc}\p{Cf}]/gu,
    char => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}

/** Leaves out keys without a value, so that an input compares equal whether a form sent `null` or nothing. */
export function withoutUndefined<T extends object>(value: T): T {
  const copy = { ...value };
  for (const key of Object.keys(copy) as Array<keyof T>) {
    if (copy[key] === undefined) {
      delete copy[key];
    }
  }
  return copy;
}

function typeName(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'a list' : typeof value;
}

/**
 * Reads untrusted data field by field and collects what is wrong with it instead of stopping at the first fault.
 */
export class InputReader {
  readonly findings: Finding[] = [];

  report(
    rule: string,
    path: string,
    sentence: string,
    remedy: string,
  ): undefined {
    if (this.findings.length < MAX_FINDINGS) {
      this.findings.push({ rule, severity: 'error', path, sentence, remedy });
    }
    return undefined;
  }

  /** Returns the object, after reporting keys that are not in `keys`; values of such keys are never shown. */
  object(
    value: unknown,
    path: string,
    keys: readonly string[],
  ): Record<string, unknown> | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.wrongType(value, path, 'an object');
    }
    const record: Record<string, unknown> = { ...value };
    for (const key of Object.keys(record)) {
      // What cannot be reported any more need not be looked for.
      if (this.findings.length >= MAX_FINDINGS) break;
      if (!keys.includes(key)) {
        const at = path ? `${path}.${key.slice(0, 60)}` : key.slice(0, 60);
        this.report(
          'unknown-field',
          at,
          `${shown(at)} is not a field of an engine`,
          `Accepted here: ${keys.join(', ')}`,
        );
      }
    }
    return record;
  }

  text(value: unknown, path: string): string | undefined {
    if (typeof value !== 'string') {
      return this.wrongType(value, path, 'text');
    }
    if (value.trim() === '') {
      return this.report(
        'required',
        path,
        `${path} is empty`,
        'Give a value, or leave the field out if it is optional',
      );
    }
    if (value.length > MAX_TEXT) {
      return this.report(
        'too-long',
        path,
        `${path} has ${value.length} characters`,
        `Accepted are at most ${MAX_TEXT}`,
      );
    }
    if (CONTROL.test(value)) {
      return this.report(
        'control-characters',
        path,
        `${path} is ${shown(
          value,
        )}, which has line breaks or invisible control characters`,
        'Accepted is one line of visible text',
      );
    }
    return value;
  }

  number(value: unknown, path: string): number | undefined {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return this.wrongType(value, path, 'a number');
    }
    return value;
  }

  list(value: unknown, path: string, maxLength: number): unknown[] | undefined {
    if (!Array.isArray(value)) {
      return this.wrongType(value, path, 'a list');
    }
    if (value.length > maxLength) {
      return this.report(
        'too-long',
        path,
        `${path} has ${value.length} entries`,
        `Accepted are at most ${maxLength}`,
      );
    }
    return value;
  }

  choice<T extends string>(
    value: unknown,
    path: string,
    accepted: readonly T[],
  ): T | undefined {
    const found = accepted.find(option => option === value);
    if (found === undefined) {
      return this.report(
        value === undefined ? 'required' : 'choice',
        path,
        `${path} is ${value === undefined ? 'missing' : shown(value)}`,
        `Accepted: ${accepted.join(', ')}`,
      );
    }
    return found;
  }

  /** Calls `read` unless the field is absent; forms send `null` for a field that was cleared. */
  optional<T>(
    value: unknown,
    path: string,
    read: (value: unknown, path: string) => T | undefined,
  ): T | undefined {
    return value === undefined || value === null
      ? undefined
      : read(value, path);
  }

  private wrongType(value: unknown, path: string, expected: string): undefined {
    const at = path || 'the input';
    return value === undefined
      ? this.report(
          'required',
          path,
          `${at} is missing`,
          `Accepted is ${expected}`,
        )
      : this.report(
          'type',
          path,
          `${at} is ${typeName(value)}`,
          `Accepted is ${expected}`,
        );
  }
}
