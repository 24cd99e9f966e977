import type { JsonValue } from '@backstage/types';
import { isMapValue } from './equal';

/** Fields that tell the items of Kubernetes' and the chart's lists apart; others are what they say. */
export const IDENTITY_FIELDS = [
  'kind',
  'name',
  'chart',
  'ref',
  'path',
  'key',
  'type',
];

function identityOf(item: JsonValue): string | undefined {
  if (typeof item === 'string' || typeof item === 'number') {
    return JSON.stringify(item);
  }
  if (!isMapValue(item)) return undefined;
  const fields = IDENTITY_FIELDS.filter(field => item[field] !== undefined);
  const { metadata } = item;
  return fields.length === 0
    ? undefined
    : JSON.stringify([
        ...fields.map(field => [field, item[field]]),
        // An object among `extraObjects`.
        ...(isMapValue(metadata) ? [metadata.name ?? null] : []),
      ]);
}

/**
 * Identities of a list's items, in their order.
 *
 * @returns `undefined` when an item has none, or two have the same
 */
export function identities(items: readonly JsonValue[]): string[] | undefined {
  const found = items
    .map(identityOf)
    .filter(identity => identity !== undefined);
  return found.length === items.length && new Set(found).size === found.length
    ? found
    : undefined;
}
