import type { z as zod } from 'zod/v3';
import { resourcesSchema, textMapSchema, tolerationsSchema } from './parts';

/** Schema of one compute pool. */
export function poolSchema(z: typeof zod) {
  return z
    .object({
      name: z.string().describe('Name of the compute pool'),
      minReplicas: z.number().describe('Fewest replicas'),
      maxReplicas: z.number().describe('Most replicas'),
      gpusPerReplica: z.number().describe('GPUs of each replica'),
      requestsPerSecondPerReplica: z
        .number()
        .nullish()
        .describe('Load one replica carries; enables the load trigger'),
      nodeSelector: textMapSchema(
        z,
        'Labels of the nodes, for example nvidia.com/gpu.product',
      ).nullish(),
      resources: resourcesSchema(
        z,
        "CPU and memory of one replica; the chart's default is 30 and 500Gi",
      ).nullish(),
      tolerations: tolerationsSchema(
        z,
        "In place of the chart's toleration of nvidia.com/gpu",
      ).nullish(),
      podAnnotations: textMapSchema(
        z,
        'Annotations beside those by which Prometheus and log collectors find the pods',
      ).nullish(),
      imageTag: z
        .string()
        .nullish()
        .describe('In place of the tag of images.harmony'),
      extraEnv: textMapSchema(
        z,
        'Environment variables; never secrets',
      ).nullish(),
      shmSize: z
        .string()
        .nullish()
        .describe('Shared memory, for example 64Gi; charts from 0.19.0'),
    })
    .passthrough();
}
