import type { JsonObject, JsonValue } from '@backstage/types';
import { ValuesView } from '../predict/valuesView';

/** A volume; `undefined` where it is off. */
export function storageOf(
  values: ValuesView,
  path: string,
): JsonObject | undefined {
  const size = values.at(`${path}.size`);
  return values.has(`${path}.enabled`) && size !== undefined
    ? { size, storageClass: values.at(`${path}.storageClass`) }
    : undefined;
}

/** Node selector, tolerations and environment of a part. */
export function placementOf(values: ValuesView, part: string): JsonObject {
  return {
    nodeSelector: values.at(`${part}.nodeSelector`),
    tolerations: values.at(`${part}.tolerations`),
    extraEnv: values.at(`${part}.extraEnvVars`),
  };
}

/** Amounts of a part; `undefined` when they are the ones that the generator writes anyway. */
export function resourcesOf(
  part: JsonObject,
  defaults?: JsonObject,
): JsonValue | undefined {
  const { cpu, memory } = new ValuesView(part).object('resources.requests');
  const isDefault = cpu === defaults?.cpu && memory === defaults?.memory;
  return cpu === undefined || memory === undefined || isDefault
    ? undefined
    : { cpu, memory };
}
