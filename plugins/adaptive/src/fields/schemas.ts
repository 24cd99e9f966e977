import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import type { JsonObject } from '@backstage/types';

/**
 * Value: the name of a cluster as in `kubernetes.clusterLocatorMethods`.
 *
 * @internal
 */
export const clusterPickerSchema = makeFieldSchema({
  output: z => z.string(),
});

/**
 * Value: the id of a repository in `adaptive.gitops.repositories[]`.
 *
 * @internal
 */
export const repositoryPickerSchema = makeFieldSchema({
  output: z => z.string(),
});

/**
 * Value: rows of the shape of `PoolInput`. A number that was not typed yet is absent.
 *
 * @internal
 */
export const poolsFieldSchema = makeFieldSchema({
  output: z =>
    z.array(
      z.object({
        name: z.string().optional(),
        minReplicas: z.number().optional(),
        maxReplicas: z.number().optional(),
        gpusPerReplica: z.number().optional(),
        requestsPerSecondPerReplica: z.number().optional(),
        resources: z
          .object({
            cpu: z.number().optional(),
            memory: z.string().optional(),
          })
          .optional(),
      }),
    ),
  uiOptions: z =>
    z.object({
      clusterField: z
        .string()
        .optional()
        .describe('Form field that holds the cluster; default `cluster`'),
      chartVersionField: z
        .string()
        .optional()
        .describe(
          'Form field that holds the chart version; default `chartVersion`',
        ),
    }),
});

/**
 * Value: a word that says that the plan was shown.
 *
 * @internal
 */
export const planReviewSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      pages: z
        .record(z.array(z.string()))
        .optional()
        .describe(
          'Titles of the pages of the form, each with the beginnings of the paths of an engine that it has',
        ),
    }),
});

/**
 * Value: sections of the shape of `EngineOptions`, by name; `mlflow` has those fields of an engine's `mlflow` that may be
 * left out.
 *
 * @internal
 */
export const sectionsFieldSchema = makeFieldSchema({
  output: z => z.custom<JsonObject>(),
});

/**
 * Value: how Secrets come into the namespace: `mode`, `store`, `remoteKeys` and `encryptedData` of `SecretsInput`, and
 * `sealedFor`, what sealed values are bound to. Never values of Secrets.
 *
 * @internal
 */
export const secretsFieldSchema = makeFieldSchema({
  output: z => z.custom<JsonObject>(),
});

/**
 * Value: a change of the shape of `EngineChange`. A link may have one of the words that callers of the API use.
 *
 * @internal
 */
export const engineChangeSchema = makeFieldSchema({
  output: z => z.custom<JsonObject>(),
});

/**
 * Value: a version of the chart.
 *
 * @internal
 */
export const chartVersionSchema = makeFieldSchema({
  output: z => z.string(),
});

/**
 * Value: `platform`, `bundled` or `off`.
 *
 * @internal
 */
export const autoscalingModeSchema = makeFieldSchema({
  output: z => z.string(),
});

/**
 * Value: true when somebody acknowledged that pools only grow.
 *
 * @internal
 */
export const elasticPoolsSchema = makeFieldSchema({
  output: z => z.boolean(),
});

/**
 * One row of the pools field while it is being typed.
 *
 * @internal
 */
export type PoolRow = (typeof poolsFieldSchema)['TOutput'][number];
