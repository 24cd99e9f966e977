import type { JsonRecord } from './json';
import { type ServedType, groupVersion } from './resources';

const INFO = { title: 'Kubernetes (simulated)', version: 'v1.33.0+sandbox' };

/** Media type in which kubectl asks for version 2 documents. */
export const OPENAPI_V2_PROTOBUF =
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

function protobufText(field: number, value: Buffer): Buffer {
  // Field key and length are single bytes: fields below 16, texts below 128 bytes.
  return Buffer.concat([Buffer.from([field * 8 + 2, value.length]), value]);
}

/** The version 2 document without definitions, encoded as the protobuf message `openapi.v2.Document`. */
export function openApiV2Protobuf(): Buffer {
  const info = Buffer.concat([
    protobufText(1, Buffer.from(INFO.title)),
    protobufText(2, Buffer.from(INFO.version)),
  ]);
  return Buffer.concat([
    protobufText(1, Buffer.from('2.0')),
    protobufText(2, info),
  ]);
}

/** The version 2 document. It defines no types: clients then fall back to what they know themselves. */
export function openApiV2(): JsonRecord {
  return { swagger: '2.0', info: INFO, paths: {}, definitions: {} };
}

function documentPath(name: string): string {
  return name.includes('/') ? `apis/${name}` : `api/${name}`;
}

/** The index of version 3 documents, one per group and version. */
export function openApiV3Index(types: ServedType[]): JsonRecord {
  const names = new Set(types.map(groupVersion));
  return {
    paths: Object.fromEntries(
      [...names].map(documentPath).map(path => [
        path,
        {
          serverRelativeURL: `/openapi/v3/${path}?hash=${types.length}-sandbox`,
        },
      ]),
    ),
  };
}

function schemaName(type: ServedType): string {
  const reversed = type.group.split('.').reverse().join('.');
  return `${reversed || 'io.k8s.api.core'}.${type.version}.${type.kind}`;
}

function schemaOf(type: ServedType): JsonRecord {
  const { group, version, kind } = type;
  return {
    type: 'object',
    description: `${kind} (simulated: any fields are accepted)`,
    'x-kubernetes-preserve-unknown-fields': true,
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
    },
  };
}

function operations(type: ServedType): JsonRecord {
  const { group, version, kind } = type;
  const operation = (action: string) => ({
    operationId: `${action}${kind}`,
    parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map(name => ({
      name,
      in: 'query',
      schema: { type: 'string' },
    })),
    responses: { '200': { description: 'OK' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
  });
  return { put: operation('put'), patch: operation('patch') };
}

/** The version 3 document of one group and version, named as in the index; undefined when it is not served. */
export function openApiV3(
  types: ServedType[],
  path: string,
): JsonRecord | undefined {
  const served = types.filter(
    type => documentPath(groupVersion(type)) === path,
  );
  if (served.length === 0) {
    return undefined;
  }
  return {
    openapi: '3.0.0',
    info: INFO,
    paths: Object.fromEntries(
      served.map(type => [
        `/${path}/${type.namespaced ? 'namespaces/{namespace}/' : ''}${
          type.plural
        }/{name}`,
        operations(type),
      ]),
    ),
    components: {
      schemas: Object.fromEntries(
        served.map(type => [schemaName(type), schemaOf(type)]),
      ),
    },
  };
}
