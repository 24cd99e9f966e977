import type { JsonObject, JsonValue } from '@backstage/types';
import {
  CHART_VERSIONS,
  chartKey,
  type Finding,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { FieldSpec, SectionSpec } from './types';

/** @internal */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether a chart version has a field or a section.
 *
 * @param version - one of `CHART_VERSIONS`
 * @internal
 */
export function isOffered(
  spec: Pick<FieldSpec, 'chartKey' | 'from' | 'until'>,
  version: string,
): boolean {
  const at = CHART_VERSIONS.indexOf(version);
  return (
    (spec.chartKey === undefined || chartKey(spec.chartKey, version).known) &&
    (spec.from === undefined || CHART_VERSIONS.indexOf(spec.from) <= at) &&
    (spec.until === undefined || at <= CHART_VERSIONS.indexOf(spec.until))
  );
}

/**
 * Reads the value at a path with dots; the whole for an empty path.
 *
 * @internal
 */
export function valueAt(
  tree: JsonValue | undefined,
  path: string,
): JsonValue | undefined {
  if (path === '') return tree;
  return path
    .split('.')
    .reduce<JsonValue | undefined>(
      (value, key) => (isObject(value) ? value[key] : undefined),
      tree,
    );
}

function isNothing(value: JsonValue | undefined): boolean {
  if (value === undefined || value === '') return true;
  return typeof value === 'object' && value !== null
    ? Object.keys(value).length === 0
    : false;
}

/**
 * Writes the value at a path; objects in between that hold nothing any more go.
 *
 * @returns `undefined` when nothing is left
 * @internal
 */
export function withValueAt(
  tree: JsonValue | undefined,
  path: string,
  value: JsonValue | undefined,
): JsonValue | undefined {
  if (path === '') return isNothing(value) ? undefined : value;
  const [key, ...rest] = path.split('.');
  const { [key]: before, ...others } = isObject(tree) ? tree : {};
  const after = withValueAt(before, rest.join('.'), value);
  if (after !== undefined) return { ...others, [key]: after };
  return Object.keys(others).length > 0 ? others : undefined;
}

/** Whether a path is at or below another. */
function isBelow(path: string, above: string): boolean {
  return (
    path === above ||
    path.startsWith(`${above}.`) ||
    path.startsWith(`${above}[`)
  );
}

/**
 * Findings at a field, or below it.
 *
 * @internal
 */
export function findingsAt<F extends Pick<Finding, 'path'>>(
  findings: F[],
  at: string,
): F[] {
  return findings.filter(({ path }) => isBelow(path, at));
}

/** @internal */
export function joinPath(at: string, path: string): string {
  return path === '' ? at : `${at}.${path}`;
}

/** Paths of everything that has an input of its own. */
function inputPaths(
  fields: FieldSpec[],
  value: JsonValue | undefined,
  at: string,
): string[] {
  return fields.flatMap(field => {
    const path = joinPath(at, field.path);
    if (field.kind !== 'list') return [path];
    const items = valueAt(value, field.path);
    return (Array.isArray(items) ? items : []).flatMap((item, index) =>
      inputPaths(field.fields, item, `${path}[${index}]`),
    );
  });
}

/**
 * Findings of a section that none of its inputs shows.
 *
 * @internal
 */
export function findingsOfSection(
  section: SectionSpec,
  value: JsonValue | undefined,
  findings: Finding[],
): Finding[] {
  const at = section.at ?? section.id;
  const paths = inputPaths(section.fields, value, at);
  return findingsAt(findings, at).filter(
    finding => !paths.some(path => isBelow(finding.path, path)),
  );
}
