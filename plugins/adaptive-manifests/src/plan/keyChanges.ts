import type { JsonObject, JsonValue } from '@backstage/types';
import { isEqual } from '../merge/equal';
import { identities, IDENTITY_FIELDS } from '../merge/listItems';
import { isObject, toText, type Maybe } from '../predict/valuesView';
import { secretFault } from '../validate/scanSecrets';
import type { KeyChange } from './types';

/** Whether a value, or something below it, must not be shown under its key. */
function isSecret(key: string, value: Maybe): boolean {
  if (Array.isArray(value)) return value.some(item => isSecret('', item));
  if (isObject(value)) {
    return Object.entries(value).some(([name, item]) => isSecret(name, item));
  }
  return toText(value)
    .split('\n')
    .some(
      line =>
        secretFault(line) !== undefined ||
        (key !== '' && line !== '' && secretFault(`${key}: ${line}`)),
    );
}

function step(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function itemName(item: JsonValue): string {
  if (!isObject(item)) return toText(item);
  const names = IDENTITY_FIELDS.flatMap(field => {
    const text = toText(item[field]);
    return text === '' ? [] : [text];
  });
  return toText(item.name) || names.join(' ');
}

/** Walks two values side by side. */
class Comparison {
  readonly changes: KeyChange[] = [];

  constructor(private readonly hideAll: boolean) {}

  private report(path: string, key: string, was: Maybe, is: Maybe): void {
    let change: KeyChange['change'] = 'changed';
    if (was === undefined) change = 'added';
    else if (is === undefined) change = 'removed';
    const hidden = this.hideAll || isSecret(key, was) || isSecret(key, is);
    this.changes.push({
      key: path,
      change,
      ...(was === undefined || hidden ? {} : { before: was }),
      ...(is === undefined || hidden ? {} : { after: is }),
      ...(hidden ? { hidden } : {}),
    });
  }

  compare(path: string, key: string, was: Maybe, is: Maybe): void {
    if (isEqual(was, is)) return;
    if (isObject(was) && isObject(is)) {
      this.compareMaps(path, was, is);
    } else if (!Array.isArray(was) || !Array.isArray(is)) {
      this.report(path, key, was, is);
    } else if (!this.compareItems(path, was, is)) {
      this.report(path, key, was, is);
    }
  }

  compareMaps(path: string, was: JsonObject, is: JsonObject): void {
    const keys = new Set([...Object.keys(is), ...Object.keys(was)]);
    for (const key of keys) {
      const before = Object.hasOwn(was, key) ? was[key] : undefined;
      const after = Object.hasOwn(is, key) ? is[key] : undefined;
      this.compare(step(path, key), key, before, after);
    }
  }

  /** Items by what tells them apart; `false` when nothing does, so that the list is one value. */
  private compareItems(
    path: string,
    was: JsonValue[],
    is: JsonValue[],
  ): boolean {
    const old = identities(was);
    const next = identities(is);
    // Of plain values the order may matter: arguments, files of values.
    if (!old || !next || ![...was, ...is].every(isObject)) return false;
    const find = (ids: string[], items: JsonValue[], id: string) => {
      const index = ids.indexOf(id);
      return index < 0 ? undefined : items[index];
    };
    for (const id of new Set([...next, ...old])) {
      const before = find(old, was, id);
      const after = find(next, is, id);
      const name = itemName(after ?? before ?? null);
      this.compare(`${path}[${name}]`, '', before, after);
    }
    return true;
  }
}

/**
 * What differs between two objects, key by key: the order of keys, and of list items that have names, is no difference.
 *
 * @param hideAll - shows no value at all
 */
export function keyChanges(
  before: JsonObject,
  after: JsonObject,
  hideAll = false,
): KeyChange[] {
  const comparison = new Comparison(hideAll);
  comparison.compareMaps('', before, after);
  return comparison.changes;
}
