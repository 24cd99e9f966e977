import { isRecord } from './json';
import type { JsonObject, KubernetesObject } from './object';
import { type FieldSet, changedFields, subtract, unite } from './fieldSets';

/** Who writes, and how. */
export interface Writer {
  manager: string;
  operation: 'Update' | 'Apply';
  subresource?: string;
  /** RFC 3339. */
  time: string;
}

export function fieldsOf(entry: JsonObject): FieldSet {
  const fields: unknown = entry.fieldsV1;
  return isRecord(fields) ? (entry.fieldsV1 as FieldSet) : {};
}

function sameWriter(entry: JsonObject, writer: Writer): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === writer.operation &&
    (entry.subresource ?? '') === (writer.subresource ?? '')
  );
}

/**
 * The `metadata.managedFields` after a write: the writer owns what it changed (an applier what it applied), nobody else
 * does any longer, except other appliers of the same value. Entries that own nothing are dropped.
 */
export function managedFieldsAfter(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  writer: Writer,
  applied?: FieldSet,
): JsonObject[] {
  const changed = changedFields(before, after);
  const entries = before?.metadata.managedFields ?? [];
  const own = entries.find(entry => sameWriter(entry, writer));
  const owned = applied ?? unite(own ? fieldsOf(own) : {}, changed);
  const others = entries
    .filter(entry => entry !== own)
    .map(entry => ({ ...entry, fieldsV1: subtract(fieldsOf(entry), changed) }))
    .filter(entry => Object.keys(entry.fieldsV1).length > 0);
  if (Object.keys(owned).length === 0) {
    return others;
  }
  const unchanged =
    own && Object.keys(changed).length === 0 && applied === undefined;
  return [
    ...others,
    {
      manager: writer.manager,
      operation: writer.operation,
      apiVersion: after.apiVersion,
      time: unchanged ? own.time : writer.time,
      fieldsType: 'FieldsV1',
      fieldsV1: owned,
      ...(writer.subresource ? { subresource: writer.subresource } : {}),
    },
  ];
}
