import type { z as zod } from 'zod/v3';
import { optionsShape } from './optionsShape';
import { resourcesSchema, storageSchema } from './parts';
import { poolSchema } from './poolSchema';
import { secretsSchema } from './secretsSchema';

type Zod = typeof zod;

function imagesSchema(z: Zod) {
  const image = (what: string) =>
    z
      .object({
        repository: z
          .string()
          .describe('Repository below the registry, without a tag'),
        tag: z.string().describe('Image tag'),
      })
      .passthrough()
      .describe(what);
  return z
    .object({
      harmony: image('Image of the workers'),
      controlPlane: image('Image of the control plane'),
      sandkasten: image('Image of the service that runs recipes').nullish(),
    })
    .passthrough()
    .describe('Images below the registry');
}

function autoscalingSchema(z: Zod) {
  return z
    .object({
      mode: z
        .enum(['platform', 'bundled', 'off'])
        .describe(
          "platform: ScaledObjects for the cluster's own KEDA; bundled: the chart's own, up to 0.23.0, one engine per cluster; off: every pool has its minReplicas",
        ),
      ttftTimeoutThreshold: z
        .number()
        .nullish()
        .describe(
          'Timed-out requests ÷ all requests above which a pool grows; more than 0, at most 1, default 0.1',
        ),
      coolDownSeconds: z
        .number()
        .nullish()
        .describe(
          "Seconds without load before a pool shrinks; default 1800, with bundled 180 and KEDA's cooldownPeriod",
        ),
      externalPrometheusEndpoint: z
        .string()
        .nullish()
        .describe(
          'Address of a Prometheus for bundled, in place of the one that the chart installs',
        ),
      acknowledgeElasticPools: z
        .boolean()
        .nullish()
        .describe(
          'Charts from 0.24.0, platform only: pools may change their size although the chart does not promise it',
        ),
    })
    .passthrough()
    .describe('How compute pools are scaled');
}

function mlflowSchema(z: Zod) {
  return z
    .object({
      mode: z
        .enum(['internal', 'external', 'off'])
        .describe(
          'internal: installed by the chart; external: one that is there',
        ),
      url: z
        .string()
        .nullish()
        .describe(
          'external, and needed there: its URL as the engine reaches it',
        ),
      workers: z
        .number()
        .nullish()
        .describe(
          "internal: processes of the server; the chart's default is 4",
        ),
      resources: resourcesSchema(z, 'internal: CPU and memory').nullish(),
      storage: storageSchema(
        z,
        'internal: a volume; without it runs and artifacts end with the pod',
      ).nullish(),
    })
    .passthrough()
    .describe('Tracking of experiments');
}

/**
 * Schema of the input `engine` of actions, for the list of actions and for editors: every field the generator knows,
 * with its type. It lets unknown fields pass and has no rules about values, as the generator has sentences for both
 * that people can act on.
 */
export function engineSchema(z: Zod) {
  return z
    .object({
      name: z.string().describe('Helm release name'),
      owner: z.string().describe('Entity ref of the owning group'),
      description: z.string().nullish().describe('One line for the catalog'),
      cluster: z.string().describe('Name of a cluster the portal watches'),
      namespace: z
        .string()
        .describe('Namespace of the engine; one engine in each'),
      chartVersion: z
        .string()
        .describe('Exact version of the Adaptive chart, for example 0.23.0'),
      containerRegistry: z
        .string()
        .describe('Host and path in front of all images, without a scheme'),
      images: imagesSchema(z),
      rootUrl: z.string().describe('Public URL of the control plane'),
      secrets: secretsSchema(z),
      pools: z.array(poolSchema(z)).describe('Compute pools'),
      autoscaling: autoscalingSchema(z),
      mlflow: mlflowSchema(z),
      ...optionsShape(z),
    })
    .passthrough()
    .describe('What to render, in the words of the generator');
}
