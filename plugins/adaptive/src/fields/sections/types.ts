/** What every field of a section has. */
interface Described {
  /** Where the value is in its section; empty for the section itself. */
  path: string;
  label: string;
  help?: string;
  placeholder?: string;
  /** The chart's key without which the field has no meaning. */
  chartKey?: string;
  /** First and last chart version with the field. */
  from?: string;
  until?: string;
}

/**
 * One field of a section, as data.
 *
 * @internal
 */
export type FieldSpec =
  | (Described & { kind: 'text' | 'number' | 'flag' | 'yaml' })
  /** One entry per line; `map` as `key=value`. */
  | (Described & { kind: 'lines' | 'map' })
  | (Described & { kind: 'choice'; choices: Record<string, string> })
  | (Described & { kind: 'list'; noun: string; fields: FieldSpec[] });

/**
 * One section of the chart, as data.
 *
 * @internal
 */
export interface SectionSpec {
  /** Key below `options`. */
  id: string;
  /** Where the section is in an engine's input; default: `id`. */
  at?: string;
  title: string;
  description: string;
  /** Whether there is a section at all says something, even without values: what it holds when it is switched on. */
  initial?: Record<string, string | number>;
  chartKey?: string;
  from?: string;
  until?: string;
  fields: FieldSpec[];
}
