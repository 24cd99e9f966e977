import { isDeepStrictEqual } from 'node:util';
import { KubeError, badRequest } from './errors';
import { type JsonRecord, cloneJson, isRecord } from './json';
import { mergeKeyOf, mergesPrimitives } from './mergeKeys';

/** JSON merge patch, RFC 7396. Returns a new value. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) {
    return patch;
  }
  const result: JsonRecord = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = mergePatch(result[key], value);
    }
  }
  return result;
}

function rejected(why: string): KubeError {
  return new KubeError(
    422,
    'Invalid',
    `the server rejected our request due to an error in our request: ${why}`,
  );
}

function steps(pointer: unknown): string[] {
  if (typeof pointer !== 'string' || (pointer !== '' && pointer[0] !== '/')) {
    throw badRequest(`JSON patch: "${String(pointer)}" is no JSON pointer`);
  }
  const parts = pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (parts.includes('__proto__')) {
    throw badRequest(`JSON patch: "${pointer}" must not name __proto__`);
  }
  return parts;
}

function indexIn(list: unknown[], step: string, pointer: string): number {
  const index = Number(step);
  if (!/^\d+$/.test(step) || index >= list.length) {
    throw rejected(`no element "${step}" for path "${pointer}"`);
  }
  return index;
}

function readPointer(document: unknown, pointer: string): unknown {
  return steps(pointer).reduce<unknown>((current, step) => {
    if (Array.isArray(current)) {
      return current[indexIn(current, step, pointer)];
    }
    if (isRecord(current) && Object.hasOwn(current, step)) {
      return current[step];
    }
    throw rejected(`path "${pointer}" does not exist`);
  }, document);
}

function addAt(document: unknown, pointer: string, value: unknown): unknown {
  const path = steps(pointer);
  const last = path.pop();
  if (last === undefined) {
    return value;
  }
  const parent = readPointer(
    document,
    pointer.slice(0, pointer.lastIndexOf('/')),
  );
  if (Array.isArray(parent)) {
    const index =
      last === '-' || last === String(parent.length)
        ? parent.length
        : indexIn(parent, last, pointer);
    parent.splice(index, 0, value);
  } else if (isRecord(parent)) {
    parent[last] = value;
  } else {
    throw rejected(`path "${pointer}" does not exist`);
  }
  return document;
}

function removeAt(document: unknown, pointer: string): unknown {
  readPointer(document, pointer);
  const last = steps(pointer).pop();
  if (last === undefined) {
    return null;
  }
  const parent = readPointer(
    document,
    pointer.slice(0, pointer.lastIndexOf('/')),
  );
  if (Array.isArray(parent)) {
    parent.splice(indexIn(parent, last, pointer), 1);
  } else if (isRecord(parent)) {
    delete parent[last];
  }
  return document;
}

function applyOperation(document: unknown, operation: unknown): unknown {
  if (!isRecord(operation)) {
    throw badRequest('JSON patch: every operation must be an object');
  }
  const path = String(operation.path);
  steps(operation.path);
  switch (operation.op) {
    case 'add':
      return addAt(document, path, operation.value);
    case 'remove':
      return removeAt(document, path);
    case 'replace':
      return addAt(removeAt(document, path), path, operation.value);
    case 'copy':
      steps(operation.from);
      return addAt(
        document,
        path,
        cloneJson(readPointer(document, String(operation.from))),
      );
    case 'move': {
      steps(operation.from);
      const from = String(operation.from);
      const value = readPointer(document, from);
      return addAt(removeAt(document, from), path, value);
    }
    case 'test':
      if (!isDeepStrictEqual(readPointer(document, path), operation.value)) {
        throw rejected(`testing path "${path}" value failed`);
      }
      return document;
    default:
      throw badRequest(
        `JSON patch: op "${String(
          operation.op,
        )}" is none of add, remove, replace, move, copy, test`,
      );
  }
}

/** JSON patch, RFC 6902. Returns a new value; a failing `test` or a missing path is a 422 KubeError. */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw badRequest('JSON patch: the body must be a list of operations');
  }
  return patch.reduce<unknown>(applyOperation, cloneJson(target));
}

function mergeLists(
  field: string,
  current: unknown[],
  patch: unknown[],
): unknown[] {
  const result = [...current];
  for (const item of patch) {
    if (isRecord(item) && item.$patch === 'replace') {
      const rest = patch.filter(each => each !== item);
      return rest.map(each => strategicMerge(undefined, each));
    }
    const key = mergeKeyOf(field, item);
    const index =
      key && isRecord(item)
        ? result.findIndex(each => isRecord(each) && each[key] === item[key])
        : -1;
    if (isRecord(item) && item.$patch === 'delete') {
      if (index >= 0) {
        result.splice(index, 1);
      }
    } else if (index >= 0) {
      result[index] = strategicMerge(result[index], item);
    } else {
      result.push(strategicMerge(undefined, item));
    }
  }
  return result;
}

function mergesByKey(field: string, patch: unknown[]): boolean {
  return (
    patch.length > 0 &&
    patch.every(
      item =>
        mergeKeyOf(field, item) !== undefined ||
        (isRecord(item) && item.$patch === 'replace'),
    )
  );
}

function mergeField(field: string, current: unknown, value: unknown): unknown {
  if (!Array.isArray(value)) {
    return strategicMerge(current, value);
  }
  const list = Array.isArray(current) ? current : [];
  if (mergesPrimitives(field)) {
    return [...new Set([...list, ...value])];
  }
  return mergesByKey(field, value) ? mergeLists(field, list, value) : value;
}

function applyDirective(result: JsonRecord, key: string, value: unknown): void {
  const [directive, field] = key.split('/');
  const values = Array.isArray(value) ? value : [];
  if (directive === '$retainKeys') {
    for (const name of Object.keys(result)) {
      if (!values.includes(name)) {
        delete result[name];
      }
    }
  } else if (directive === '$deleteFromPrimitiveList' && field) {
    const list = result[field];
    if (Array.isArray(list)) {
      result[field] = list.filter(item => !values.includes(item));
    }
  }
}

/**
 * Strategic merge patch: lists of named things are merged by their key (see `mergeKeyOf`), other lists replaced.
 * Understands `$patch: delete|replace`, `$retainKeys`, `$deleteFromPrimitiveList`; `$setElementOrder` is accepted and
 * has no effect.
 */
export function strategicMerge(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) {
    return patch;
  }
  const replace = patch.$patch === 'replace';
  const result: JsonRecord = isRecord(target) && !replace ? { ...target } : {};
  const entries = Object.entries(patch).filter(([key]) => key !== '$patch');
  for (const [key, value] of entries) {
    if (key.startsWith('$')) {
      applyDirective(result, key, value);
    }
  }
  for (const [key, value] of entries) {
    if (key.startsWith('$')) {
      continue;
    }
    if (value === null || (isRecord(value) && value.$patch === 'delete')) {
      delete result[key];
    } else {
      result[key] = mergeField(key, result[key], value);
    }
  }
  return result;
}
