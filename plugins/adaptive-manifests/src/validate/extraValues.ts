import type { JsonObject, JsonValue } from '@backstage/types';
import { chartKey, type KeyRange } from '../capabilities';
import type { EngineInput, FindingFix } from '../model';
import { isObject } from '../predict/valuesView';
import { engineValues } from '../render/values';
import { shown } from '../parse/inputReader';
import type { Findings } from './findings';
import { pointer } from './fixes';

/** Keys that lead to everything in a tree that is no object with keys. */
function leaves(
  tree: JsonObject,
  before: string[] = [],
): Array<[string[], JsonValue]> {
  return Object.entries(tree).flatMap(
    ([key, value]): Array<[string[], JsonValue]> => {
      const keys = [...before, key];
      return isObject(value) && Object.keys(value).length > 0
        ? leaves(value, keys)
        : [[keys, value ?? null]];
    },
  );
}

/** Takes away a leaf, with the objects that would be empty without it. */
function withoutLeaf(tree: JsonObject, keys: string[]): FindingFix[] {
  let shared = 0;
  let node: JsonValue | undefined = tree;
  keys.forEach((key, depth) => {
    if (!isObject(node)) return;
    if (Object.keys(node).length > 1) shared = depth + 1;
    node = node[key];
  });
  const path = pointer('extraValues', ...keys.slice(0, shared));
  return [{ op: 'remove', path }];
}

/** Versions that have a key, in words. */
export function rangesInWords(ranges: readonly KeyRange[]): string {
  return ranges
    .map(({ from, to }) =>
      from === to ? `chart ${from} has it` : `charts ${from} to ${to} have it`,
    )
    .join(', and ');
}

function overlaps(path: string, owned: string): boolean {
  return (
    path === owned ||
    path.startsWith(`${owned}.`) ||
    owned.startsWith(`${path}.`)
  );
}

/** Any other value of the chart: only keys that the version knows, and none that a field of the input sets. */
export function checkExtraValues(input: EngineInput, findings: Findings): void {
  if (!input.extraValues) return;
  const owned = leaves(engineValues(input)).map(([keys]) => keys.join('.'));
  for (const [keys] of leaves(input.extraValues)) {
    const path = keys.join('.');
    const fix = withoutLeaf(input.extraValues, keys);
    const at = `extraValues.${path.slice(0, 120)}`;
    const own = owned.find(other => overlaps(path, other));
    const { known, ranges } = chartKey(path, input.chartVersion);
    if (own !== undefined) {
      findings.error(
        'extra-values-owned',
        at,
        `extraValues has ${shown(
          path,
        )}, which the engine's own fields write already`,
        'Use the field of the engine, and leave it out here',
        fix,
      );
    } else if (!known) {
      findings.error(
        'chart-key',
        at,
        `extraValues has ${shown(path)}, which chart ${
          input.chartVersion
        } does not know and would ignore in silence`,
        ranges.length > 0
          ? `Leave it out or choose another version: ${rangesInWords(ranges)}`
          : 'Leave it out; no version from 0.12.0 to 0.48.2 has it',
        fix,
      );
    }
  }
}
