import type { PoolInput, PoolResourcesInput } from '../model';
import { withoutUndefined, type InputReader } from './inputReader';

const MAX_POOLS = 64;
const MAX_SELECTOR_KEYS = 16;

const POOL_FIELDS = [
  'name',
  'minReplicas',
  'maxReplicas',
  'gpusPerReplica',
  'requestsPerSecondPerReplica',
  'nodeSelector',
  'resources',
];

function readNodeSelector(
  reader: InputReader,
  value: unknown,
  path: string,
): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    reader.object(value, path, []);
    return undefined;
  }
  const entries = Object.entries(value);
  if (entries.length > MAX_SELECTOR_KEYS) {
    return reader.report(
      'too-long',
      path,
      `${path} has ${entries.length} keys`,
      `Accepted are at most ${MAX_SELECTOR_KEYS}`,
    );
  }
  const read: Array<[string, string]> = [];
  for (const [key, label] of entries) {
    const name = reader.text(key, `${path} (a key)`);
    const text = reader.text(
      label,
      `${path}[${JSON.stringify(key.slice(0, 80))}]`,
    );
    if (name !== undefined && text !== undefined) {
      read.push([name, text]);
    }
  }
  // No selector and an empty one mean the same, so there is one way to write it.
  return read.length > 0 ? Object.fromEntries(read) : undefined;
}

function readResources(
  reader: InputReader,
  value: unknown,
  path: string,
): PoolResourcesInput | undefined {
  const resources = reader.object(value, path, ['cpu', 'memory']);
  if (!resources) {
    return undefined;
  }
  const cpu = reader.number(resources.cpu, `${path}.cpu`);
  const memory = reader.text(resources.memory, `${path}.memory`);
  return cpu !== undefined && memory !== undefined
    ? { cpu, memory }
    : undefined;
}

function readPool(
  reader: InputReader,
  value: unknown,
  path: string,
): PoolInput | undefined {
  const pool = reader.object(value, path, POOL_FIELDS);
  if (!pool) {
    return undefined;
  }
  const number = (field: string) =>
    reader.number(pool[field], `${path}.${field}`);
  const name = reader.text(pool.name, `${path}.name`);
  const minReplicas = number('minReplicas');
  const maxReplicas = number('maxReplicas');
  const gpusPerReplica = number('gpusPerReplica');
  const optional = {
    requestsPerSecondPerReplica: reader.optional(
      pool.requestsPerSecondPerReplica,
      `${path}.requestsPerSecondPerReplica`,
      (rate, at) => reader.number(rate, at),
    ),
    nodeSelector: reader.optional(
      pool.nodeSelector,
      `${path}.nodeSelector`,
      (selector, at) => readNodeSelector(reader, selector, at),
    ),
    resources: reader.optional(
      pool.resources,
      `${path}.resources`,
      (resources, at) => readResources(reader, resources, at),
    ),
  };
  if (
    name === undefined ||
    minReplicas === undefined ||
    maxReplicas === undefined ||
    gpusPerReplica === undefined
  ) {
    return undefined;
  }
  return withoutUndefined({
    name,
    minReplicas,
    maxReplicas,
    gpusPerReplica,
    ...optional,
  });
}

/** Reads the list of compute pools. */
export function readPools(
  reader: InputReader,
  value: unknown,
): PoolInput[] | undefined {
  return reader
    .list(value, 'pools', MAX_POOLS)
    ?.map((pool, index) => readPool(reader, pool, `pools[${index}]`))
    .filter(pool => pool !== undefined);
}
