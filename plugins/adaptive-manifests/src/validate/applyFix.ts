import { InputError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { EngineInput, Finding, FindingFix } from '../model';
import { parseEngineInput } from '../parse';

function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(key => key.replace(/~1/g, '/').replace(/~0/g, '~'));
}

type Node = JsonObject | JsonValue[];

function isNode(value: JsonValue | undefined): value is Node {
  return typeof value === 'object' && value !== null;
}

function childOf(node: Node, key: string): JsonValue | undefined {
  if (Array.isArray(node)) return node[Number(key)];
  return Object.hasOwn(node, key) ? node[key] : undefined;
}

function add(node: Node, key: string, value: JsonValue): void {
  if (!Array.isArray(node)) node[key] = value;
  else if (key === '-') node.push(value);
  else node[Number(key)] = value;
}

function remove(node: Node, key: string): void {
  if (Array.isArray(node)) node.splice(Number(key), 1);
  else delete node[key];
}

function applyStep(root: JsonObject, fix: FindingFix): void {
  const keys = keysOf(fix.path);
  const last = keys.pop();
  if (last === undefined || [...keys, last].includes('__proto__')) return;
  let node: Node = root;
  for (const key of keys) {
    const child: JsonValue | undefined = childOf(node, key);
    if (!isNode(child)) return;
    node = child;
  }
  if (fix.op === 'add') add(node, last, fix.value);
  else if (childOf(node, last) !== undefined) remove(node, last);
}

/**
 * Applies the fix of a finding to the engine that was checked. What the fix does not lead to any more is left alone.
 *
 * @param finding - one with `fix`, of the same engine
 * @returns a new engine; the given one is not changed
 * @throws InputError when the finding has no fix, or the result is no engine
 * @public
 */
export function applyFix(input: EngineInput, finding: Finding): EngineInput {
  if (!finding.fix) {
    throw new InputError(
      `Finding ${finding.rule} has no fix; its remedy is for people: ${finding.remedy}`,
    );
  }
  const copy: JsonObject = JSON.parse(JSON.stringify(input));
  finding.fix.forEach(step => applyStep(copy, step));
  return parseEngineInput(copy);
}
