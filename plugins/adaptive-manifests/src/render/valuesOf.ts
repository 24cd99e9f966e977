import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  PlacementInput,
  ResourcesInput,
  StorageInput,
  TolerationInput,
} from '../model';

/** Keys in one order, whatever the order in which people wrote them. */
export function sortedEntries(
  map: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The same amount as request and as limit. */
export function bothResources({ cpu, memory }: ResourcesInput): JsonObject {
  return { requests: { cpu, memory }, limits: { cpu, memory } };
}

/** The fields of `storage` with the names that most of the chart's parts use. */
export function persistence(storage: StorageInput): JsonObject {
  return {
    enabled: true,
    size: storage.size,
    ...(storage.storageClass ? { storageClass: storage.storageClass } : {}),
  };
}

/** A toleration with its fields in one order. */
export function tolerationValues(tolerations: TolerationInput[]): JsonValue[] {
  return tolerations.map(({ key, operator, value, effect }) => ({
    ...(key === undefined ? {} : { key }),
    ...(operator === undefined ? {} : { operator }),
    ...(value === undefined ? {} : { value }),
    ...(effect === undefined ? {} : { effect }),
  }));
}

/** One entry under `key`, or none. */
export function given<T>(
  key: string,
  value: T | undefined,
  render: (value: T) => JsonValue,
): JsonObject {
  return value === undefined ? {} : { [key]: render(value) };
}

/** Node selector, tolerations and environment of a part. */
export function placementValues(part: PlacementInput | undefined): JsonObject {
  return {
    ...given('nodeSelector', part?.nodeSelector, sortedEntries),
    ...given('tolerations', part?.tolerations, tolerationValues),
    ...given('extraEnvVars', part?.extraEnv, sortedEntries),
  };
}
