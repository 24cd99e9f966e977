import { InputError } from '@backstage/errors';

/** Where something stands in a list: compared part by part; numbers before text, what is missing last. */
export type SortKey = ReadonlyArray<string | number | null>;

function comparePart(a: SortKey[number], b: SortKey[number]): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  // By code unit: the same on every machine, unlike a locale's order.
  return a < b ? -1 : 1;
}

function compareKeys(a: SortKey, b: SortKey): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = comparePart(a[i] ?? null, b[i] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function encodeCursor(sort: string, key: SortKey): string {
  return Buffer.from(JSON.stringify([sort, ...key])).toString('base64url');
}

function isPart(value: unknown): value is SortKey[number] {
  return (
    value === null || typeof value === 'string' || typeof value === 'number'
  );
}

/** The place of the last item of the page before; pages stay right when items come and go in between. */
function decodeCursor(sort: string, cursor: string): SortKey {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    if (Array.isArray(value) && value.length > 1 && value.every(isPart)) {
      const [cursorSort, ...key] = value;
      if (cursorSort === sort) return key;
    }
  } catch {
    // Said below, as for everything that is no cursor.
  }
  throw new InputError(
    `Invalid query parameter 'cursor': '${cursor.slice(
      0,
      100,
    )}', accepted: the nextCursor of the page before, in the same order`,
  );
}

/**
 * Sorts items and cuts a page out of them.
 *
 * @param items - all that match
 * @param options.sort - name of the order, which a cursor is good for
 * @param options.keyOf - has to differ for every item, or one may be missing on the pages
 * @throws InputError for a cursor that no page in this order gave out
 */
export function cutPage<T>(
  items: readonly T[],
  options: {
    sort: string;
    keyOf: (item: T) => SortKey;
    limit?: number;
    cursor?: string;
  },
): { items: T[]; totalItems: number; nextCursor?: string } {
  const { sort, keyOf, limit = 50, cursor } = options;
  const sorted = items
    .map(item => ({ item, key: keyOf(item) }))
    .sort((a, b) => compareKeys(a.key, b.key));
  const after = cursor === undefined ? undefined : decodeCursor(sort, cursor);
  const rest = after
    ? sorted.filter(({ key }) => compareKeys(key, after) > 0)
    : sorted;
  const page = rest.slice(0, limit);
  return {
    items: page.map(({ item }) => item),
    totalItems: items.length,
    ...(rest.length > limit && {
      nextCursor: encodeCursor(sort, page[page.length - 1].key),
    }),
  };
}
