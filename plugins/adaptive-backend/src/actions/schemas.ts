import type { ActionsRegistryActionOptions } from '@backstage/backend-plugin-api/alpha';

/** The version of zod that the registry hands to schemas. */
type Zod = Parameters<
  ActionsRegistryActionOptions<never, never>['schema']['input']
>[0];

/** Reference of an engine, in parts. */
export function refOutput(z: Zod) {
  return z.object({
    cluster: z.string(),
    namespace: z.string(),
    release: z.string(),
  });
}

/** How far a cluster's data can be trusted. */
export function freshnessOutput(z: Zod) {
  return z
    .object({ status: z.string(), since: z.string() })
    .passthrough()
    .describe(
      'Whether the data is live; when it is stale or unreachable, since when and why',
    );
}

/** A problem with its evidence. */
export function problemOutput(z: Zod) {
  return z
    .object({
      code: z.string(),
      severity: z.enum(['critical', 'warning', 'info']),
      pool: z.string().optional(),
      sentence: z.string(),
      evidence: z.array(
        z.object({ object: z.string(), field: z.string(), value: z.string() }),
      ),
      remedy: z.string(),
      since: z.string().optional(),
    })
    .passthrough();
}

/** Clusters whose engines may be missing from an answer. */
export function incompleteOutput(z: Zod) {
  return z
    .array(z.object({}).passthrough())
    .describe(
      'Clusters that do not answer or may not be read: engines there may be missing from the list',
    );
}

/** Findings of validation. */
export function findingsOutput(z: Zod) {
  return z.array(
    z.object({
      rule: z.string(),
      severity: z.enum(['error', 'warning', 'info']),
      path: z.string(),
      sentence: z.string(),
      remedy: z.string(),
    }),
  );
}

/** Narrows a list to one cluster, and cuts it. */
export function listInput(z: Zod) {
  return {
    cluster: z.string().optional().describe('Only engines on this cluster'),
    namespace: z.string().optional().describe('Only engines in this namespace'),
    search: z
      .string()
      .max(200)
      .optional()
      .describe('Words that all occur in the names'),
    limit: z
      .number()
      .int()
      .min(1)
      .max(200)
      .optional()
      .describe('Most items to answer; default 50'),
    cursor: z
      .string()
      .max(1000)
      .optional()
      .describe('nextCursor of the answer before, for the next page'),
  };
}
