import type { z as zod } from 'zod/v3';

/** Schema of a change to an engine. Pools may have more fields: the rules are those of the generator. */
export function changeSchema(z: typeof zod) {
  return z
    .object({
      setPools: z
        .array(
          z
            .object({
              name: z.string().describe('Name of the compute pool'),
              minReplicas: z.number().optional(),
              maxReplicas: z.number().optional(),
              gpusPerReplica: z.number().optional(),
            })
            .passthrough(),
        )
        .optional()
        .describe('Pools to add or to change; what is left out stays'),
      removePools: z
        .array(z.string())
        .optional()
        .describe('Names of pools to remove'),
      chartVersion: z
        .string()
        .optional()
        .describe('Chart version in which pools are the same kind of workload'),
      autoscaling: z
        .object({
          action: z.enum(['pause', 'resume']),
          pools: z
            .array(z.string())
            .optional()
            .describe('Names of pools; all when there are none'),
        })
        .optional()
        .describe('Pauses or resumes autoscaling'),
    })
    .strict()
    .optional()
    .describe('What to change; nothing when absent');
}
