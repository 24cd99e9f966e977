import type { PoolInput } from '../model';
import { fields, list, number, text } from './fields';
import type { InputReader } from './inputReader';
import { resources, textMap } from './basics';
import { tolerations } from './readOptions';

const MAX_POOLS = 64;

const pools = list(
  fields(
    {
      name: text,
      minReplicas: number,
      maxReplicas: number,
      gpusPerReplica: number,
    },
    {
      requestsPerSecondPerReplica: number,
      nodeSelector: textMap,
      resources,
      tolerations,
      podAnnotations: textMap,
      imageTag: text,
      extraEnv: textMap,
      shmSize: text,
    },
  ),
  MAX_POOLS,
);

/** Reads the list of compute pools. */
export function readPools(
  reader: InputReader,
  value: unknown,
): PoolInput[] | undefined {
  return pools(reader, value, 'pools');
}
