import { isRecord } from './json';

/**
 * Lists that strategic merge patch merges by key, by field name. Tolerations are not among them: the real API replaces
 * that list as a whole.
 */
const MERGE_KEYS: Record<string, string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port'],
  conditions: ['type'],
  addresses: ['type'],
  taints: ['key'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  ownerReferences: ['uid'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
};

const MERGED_PRIMITIVES = new Set(['finalizers']);

/** The key by which items like `item` of the list `field` are told apart; undefined for lists replaced as a whole. */
export function mergeKeyOf(field: string, item: unknown): string | undefined {
  if (!isRecord(item) || !Object.hasOwn(MERGE_KEYS, field)) {
    return undefined;
  }
  return MERGE_KEYS[field].find(key => item[key] !== undefined);
}

/** Whether the list `field` of plain values is united with the patch's instead of replaced. */
export function mergesPrimitives(field: string): boolean {
  return MERGED_PRIMITIVES.has(field);
}
