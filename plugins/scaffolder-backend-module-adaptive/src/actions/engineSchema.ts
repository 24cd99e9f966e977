import type { z as zod } from 'zod/v3';

/**
 * Schema of the action's `engine`, for the list of actions and editors. Deliberately names types only: the rules, with
 * sentences people can act on, are those of the generator.
 */
export function engineSchema(z: typeof zod) {
  const image = z.object({
    repository: z.string().describe('Repository below the registry'),
    tag: z.string().describe('Image tag'),
  });
  const pool = z.object({
    name: z.string().describe('Name of the compute pool'),
    minReplicas: z.number().describe('Fewest replicas'),
    maxReplicas: z.number().describe('Most replicas'),
    gpusPerReplica: z.number().describe('GPUs of each replica'),
    requestsPerSecondPerReplica: z
      .number()
      .optional()
      .describe('Load one replica carries; enables the load trigger'),
    nodeSelector: z.record(z.string()).optional().describe('Node labels'),
    resources: z
      .object({ cpu: z.number(), memory: z.string() })
      .optional()
      .describe('CPU and memory of one replica; default: those of the chart'),
  });
  return z
    .object({
      name: z.string().describe('Helm release name'),
      owner: z.string().describe('Entity ref of the owning group'),
      description: z.string().optional(),
      cluster: z.string().describe('Name of a cluster the portal watches'),
      namespace: z.string(),
      chartVersion: z.string().describe('Exact version of the Adaptive chart'),
      containerRegistry: z.string().describe('Registry of all images'),
      images: z.object({
        harmony: image,
        controlPlane: image,
        sandkasten: image.nullish(),
      }),
      rootUrl: z.string().describe('Public URL of the control plane'),
      secrets: z
        .object({
          controlPlane: z.string(),
          harmony: z.string(),
          redis: z.string().nullish(),
        })
        .describe('Names of Secrets in the namespace, never their values'),
      pools: z.array(pool.passthrough()).describe('Compute pools'),
      autoscaling: z.object({
        mode: z.enum(['platform', 'off']),
        ttftTimeoutThreshold: z.number().optional(),
        coolDownSeconds: z.number().optional(),
      }),
      mlflow: z.object({
        mode: z.enum(['internal', 'external', 'off']),
        url: z.string().optional(),
      }),
    })
    .passthrough()
    .describe('What to render, in the words of the adaptive-engine template');
}
