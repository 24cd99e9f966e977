import type { z as zod } from 'zod/v3';
import { engineSchema } from '../schema/engineSchema';
import { findingsSchema, kedaIsIndependentSchema } from './checkEngine';
import { engineRefSchema } from './engineRef';

type Zod = typeof zod;

/** Input of `adaptive:engine:plan`. */
export const planInput = {
  repositoryId: (z: Zod) =>
    z.string().describe('Id of a repository in adaptive.gitops.repositories'),
  operation: (z: Zod) =>
    z
      .enum(['apply', 'delete'])
      .optional()
      .describe(
        'apply, the default, plans an engine, new or edited; delete plans its deletion',
      ),
  engine: (z: Zod) => engineSchema(z).optional(),
  pausedPools: (z: Zod) =>
    z
      .array(z.string())
      .optional()
      .describe('Pools whose autoscaling is paused'),
  engineRef: (z: Zod) => engineRefSchema(z).optional(),
  kedaIsIndependent: kedaIsIndependentSchema,
};

function rangeSchema(z: Zod, what: string) {
  return z
    .object({ min: z.number(), max: z.number() })
    .optional()
    .describe(what);
}

function poolsSchema(z: Zod) {
  const size = z
    .object({
      min: z.number(),
      max: z.number(),
      gpusPerReplica: z.number(),
      paused: z.boolean(),
    })
    .optional();
  return z
    .array(
      z
        .object({
          pool: z.string(),
          workload: z.string(),
          before: size.describe('Absent for a new pool'),
          after: size.describe('Absent for a pool that goes'),
          fit: z
            .object({
              verdict: z
                .string()
                .describe('fits, maxTooLarge, minTooLarge or never'),
              capacity: z.number(),
              free: z.number(),
            })
            .passthrough()
            .optional()
            .describe('Absent when the nodes are not known'),
        })
        .passthrough(),
    )
    .describe('Compute pools before and after, and whether nodes hold them');
}

/** Output of `adaptive:engine:plan`. */
export const planOutput = {
  engineRef: (z: Zod) => z.string().describe('<cluster>/<namespace>/<release>'),
  entityRef: (z: Zod) => z.string().describe("The engine's catalog entity"),
  exists: (z: Zod) =>
    z.boolean().describe('Whether the target branch has the engine'),
  changed: (z: Zod) => z.boolean().describe('False when no file would change'),
  files: (z: Zod) =>
    z
      .array(
        z.object({
          path: z.string(),
          change: z.string().describe('added, changed or removed'),
          diff: z.string().describe('Unified'),
        }),
      )
      .describe('Files that would change'),
  changes: (z: Zod) =>
    z
      .array(
        z
          .object({
            kind: z.string().describe('Values for a file of values'),
            name: z.string(),
            path: z.string(),
            change: z.string().describe('added, changed or removed'),
            keys: z
              .array(z.object({ key: z.string() }).passthrough())
              .describe('Keys that differ, with before and after'),
          })
          .passthrough(),
      )
      .describe('What differs in values and manifests'),
  pools: poolsSchema,
  gpus: (z: Zod) =>
    z
      .object({
        before: rangeSchema(z, 'Absent without an engine before'),
        after: rangeSchema(z, 'Absent without an engine after'),
        peakWhileRolling: rangeSchema(z, 'The most while it rolls out'),
        held: z.number().optional().describe('In use now, when known'),
        fits: z
          .boolean()
          .optional()
          .describe(
            'Whether the nodes hold every pool at its largest; absent when they are not known',
          ),
      })
      .describe('GPUs with pools at their smallest and largest'),
  restarts: (z: Zod) =>
    z
      .array(
        z
          .object({
            workload: z.string(),
            effect: z
              .string()
              .describe('restarted, replaced, added, removed or left'),
            pods: z.object({ min: z.number(), max: z.number() }),
          })
          .passthrough(),
      )
      .describe('Workloads and what becomes of their pods'),
  findings: (z: Zod) => findingsSchema(z).describe('Warnings and notes'),
  commit: (z: Zod) => z.string().describe('Commit of the target branch'),
  summary: (z: Zod) =>
    z.string().describe('All of it in Markdown, for the pull request'),
};
