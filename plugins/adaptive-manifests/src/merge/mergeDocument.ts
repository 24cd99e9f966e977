import type { JsonObject, JsonValue } from '@backstage/types';
import {
  isCollection,
  isMap,
  isNode,
  isSeq,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';
import { toYaml } from '../yaml/toYaml';
import { isEqual, isMapValue } from './equal';
import { identities, IDENTITY_FIELDS } from './listItems';

type Path = ReadonlyArray<string | number>;

/** A node in the style of the generator: quoted wherever a reader of YAML could take text for something else. */
function createNode(value: JsonValue): Node | null {
  return parseDocument(toYaml(value)).contents;
}

function show(path: Path): string {
  return path.length === 0
    ? 'the document'
    : path
        .map((step, index) => {
          if (typeof step === 'number') return `[${step}]`;
          return index === 0 ? step : `.${step}`;
        })
        .join('');
}

function brief(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}

/** Applies the difference of two values to a YAML document that people may have edited since the first. */
class DocumentMerge {
  readonly conflicts: string[] = [];
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
  }

  merge(path: Path, was: JsonValue, is: JsonValue): void {
    if (isEqual(was, is)) return;
    const there = this.#valueAt(path);
    if (isEqual(there, is)) return;
    const node = this.#nodeAt(path);
    if (isMapValue(was) && isMapValue(is) && isMap(node)) {
      this.#mergeMap(path, was, is);
    } else if (Array.isArray(was) && Array.isArray(is) && isSeq(node)) {
      this.#mergeList(path, was, is);
    } else if (isEqual(there, was)) {
      this.#set(path, is);
    } else {
      this.#conflict(path, was, is);
    }
  }

  #mergeMap(path: Path, was: JsonObject, is: JsonObject): void {
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const [before, after] = [was[key], is[key]];
      const at = [...path, key];
      if (before === undefined && after !== undefined) {
        this.#add(at, after);
      } else if (after === undefined && before !== undefined) {
        this.#remove(at, before);
      } else if (before !== undefined && after !== undefined) {
        this.merge(at, before, after);
      }
    }
  }

  #add(path: Path, value: JsonValue): void {
    const there = this.#valueAt(path);
    if (there === undefined) {
      this.#set(path, value);
    } else if (isMapValue(there) && isMapValue(value)) {
      this.#mergeMap(path, {}, value);
    } else if (!isEqual(there, value)) {
      this.#conflict(path, undefined, value);
    }
  }

  /** Takes away what was ours; what people added beside it stays. */
  #remove(path: Path, was: JsonValue): void {
    const there = this.#valueAt(path);
    if (there === undefined) return;
    if (isMapValue(there) && isMapValue(was) && !isEqual(there, was)) {
      this.#mergeMap(path, was, {});
      if (isEqual(this.#valueAt(path), {})) this.#document.deleteIn(path);
    } else if (isEqual(there, was)) {
      this.#document.deleteIn(path);
    } else {
      this.#conflict(path, was, undefined);
    }
  }

  #mergeList(path: Path, was: JsonValue[], is: JsonValue[]): void {
    const [before, after] = [identities(was), identities(is)];
    if (!before || !after || !identities(this.#listAt(path))) {
      if (isEqual(this.#valueAt(path), was)) this.#set(path, is);
      else this.#conflict(path, was, is);
      return;
    }
    for (const identity of before) {
      const index = this.#indexOf(path, identity);
      if (!after.includes(identity) && index >= 0) {
        this.#document.deleteIn([...path, index]);
      }
    }
    this.#reorder(path, before, after);
    after.forEach((identity, position) => {
      const index = this.#indexOf(path, identity);
      const old = before.indexOf(identity);
      const item = is[position];
      if (index < 0 && old < 0) {
        this.#insert(path, item, this.#placeOf(path, after, position));
      } else if (index < 0) {
        if (!isEqual(was[old], item)) {
          this.#conflict([...path, position], was[old], item);
        }
      } else if (old < 0) {
        this.#add([...path, index], item);
      } else {
        this.merge([...path, index], was[old], item);
      }
    });
  }

  /**
   * Gives items that change places the new order; each takes the place of another, so that what people added stays
   * where it is. An order that people chose stays as long as the change has none of its own.
   */
  #reorder(path: Path, before: string[], after: string[]): void {
    const list = this.#nodeAt(path);
    const common = after.filter(identity => before.includes(identity));
    const old = before.filter(identity => after.includes(identity));
    if (!isSeq(list) || isEqual(common, old)) return;
    const moved = common.filter(identity => this.#indexOf(path, identity) >= 0);
    const places = moved
      .map(identity => this.#indexOf(path, identity))
      .sort((a, b) => a - b);
    const items = moved.map(
      identity => list.items[this.#indexOf(path, identity)],
    );
    places.forEach((place, at) => {
      list.items[place] = items[at];
    });
  }

  /** Behind the nearest item that is to be before a new one; else before the nearest behind it, or at the end. */
  #placeOf(path: Path, order: string[], position: number): number {
    for (let other = position - 1; other >= 0; other--) {
      const index = this.#indexOf(path, order[other]);
      if (index >= 0) return index + 1;
    }
    const following = order
      .slice(position + 1)
      .map(identity => this.#indexOf(path, identity))
      .filter(index => index >= 0);
    return following[0] ?? this.#listAt(path).length;
  }

  #insert(path: Path, item: JsonValue, index: number): void {
    const list = this.#nodeAt(path);
    if (!isSeq(list)) return;
    if (list.items.length === 0) list.flow = false;
    list.items.splice(index, 0, createNode(item));
  }

  #set(path: Path, value: JsonValue): void {
    const node = createNode(value);
    const old = this.#nodeAt(path);
    if (node && isNode(old)) {
      node.comment = old.comment;
      node.commentBefore = old.commentBefore;
      node.spaceBefore = old.spaceBefore;
    }
    const parent = this.#nodeAt(path.slice(0, -1));
    if (isCollection(parent) && parent.items.length === 0) {
      parent.flow = false;
    }
    this.#document.setIn(path, node);
  }

  #conflict(
    path: Path,
    was: JsonValue | undefined,
    is: JsonValue | undefined,
  ): void {
    this.conflicts.push(
      `${show(path)} is ${brief(
        this.#valueAt(path),
      )}, where the change goes from ${brief(was)} to ${brief(is)}`,
    );
  }

  #nodeAt(path: Path): unknown {
    return path.length === 0
      ? this.#document.contents
      : this.#document.getIn(path, true);
  }

  #valueAt(path: Path): JsonValue | undefined {
    const node = this.#nodeAt(path);
    return isNode(node)
      ? node.toJS(this.#document, { maxAliasCount: 100 })
      : undefined;
  }

  #listAt(path: Path): JsonValue[] {
    const value = this.#valueAt(path);
    return Array.isArray(value) ? value : [];
  }

  #indexOf(path: Path, identity: string): number {
    const list = this.#nodeAt(path);
    return isSeq(list)
      ? list.items.findIndex(
          item => identities([this.#nameOf(item)])?.[0] === identity,
        )
      : -1;
  }

  /** As much of an item as names it: the rest of a long list need not be read for that. */
  #nameOf(item: unknown): JsonValue {
    if (isMap(item)) {
      const fields = IDENTITY_FIELDS.map(field => [field, item.get(field)]);
      const metadata = item.get('metadata');
      return Object.fromEntries([
        ...fields.filter(([, value]) => value !== undefined),
        ...(isMap(metadata)
          ? [['metadata', { name: metadata.get('name') }]]
          : []),
      ]);
    }
    return isNode(item) ? item.toJS(this.#document) : null;
  }
}

/**
 * Applies what changed from one value to another to a document, and touches nothing else in it: comments, order and
 * what people added stay.
 *
 * Lists are joined by what names their items, for example pools by `name`.
 *
 * @returns a phrase for every place that people changed and the change would change to something else; the document
 * must then not be used
 */
export function mergeDocument(
  document: Document,
  was: JsonValue,
  is: JsonValue,
): string[] {
  const merge = new DocumentMerge(document);
  merge.merge([], was, is);
  return merge.conflicts;
}
