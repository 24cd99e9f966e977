import type { JsonObject, JsonValue } from '@backstage/types';
import { DEFAULT_CHART_VERSION } from '@adaptive-portal/plugin-adaptive-manifests';

/**
 * Sections of the chart that the template hands on as they are, below `options` of its parameters.
 *
 * @internal
 */
export const OPTION_SECTIONS = [
  'ingress',
  'auth',
  'controlPlane',
  'harmony',
  'sandkasten',
  'defaultGroup',
  'prometheus',
  'postgres',
  'redis',
  'oidc',
  'tensorboard',
  'clickhouse',
  'otelCollector',
  's3proxy',
  'monitoring',
  'imagePullSecrets',
  'environments',
  'extraValues',
] as const;

/** Names of the Secrets when the form or a caller gives none. */
export const DEFAULT_SECRETS = {
  controlPlane: 'adaptive-control-plane',
  harmony: 'adaptive-harmony',
} as const;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a template's `default("…")` does: only what is not there has one. */
function orDefault(value: JsonValue | undefined, byDefault: string): JsonValue {
  return value === undefined ? byDefault : value;
}

function imagesOf(parameters: JsonObject): JsonObject {
  return {
    harmony: {
      repository: orDefault(parameters.harmonyRepository, 'harmony'),
      tag: parameters.harmonyTag,
    },
    controlPlane: {
      repository: orDefault(parameters.controlPlaneRepository, 'control-plane'),
      tag: parameters.controlPlaneTag,
    },
    sandkasten: parameters.sandkastenTag
      ? {
          repository: orDefault(parameters.sandkastenRepository, 'sandkasten'),
          tag: parameters.sandkastenTag,
        }
      : null,
  };
}

/**
 * The Secrets of the engine that the form describes.
 *
 * @returns untrusted data, without values of secrets
 * @internal
 */
export function secretsOf(parameters: JsonObject): JsonObject {
  const options = isObject(parameters.options) ? parameters.options : {};
  const supply = isObject(parameters.secretsSupply)
    ? parameters.secretsSupply
    : {};
  return {
    controlPlane: orDefault(
      parameters.controlPlaneSecret,
      DEFAULT_SECRETS.controlPlane,
    ),
    harmony: orDefault(parameters.harmonySecret, DEFAULT_SECRETS.harmony),
    redis: parameters.redisSecret || null,
    s3Credentials: options.s3Credentials,
    mode: supply.mode,
    store: supply.store,
    remoteKeys: supply.remoteKeys,
    encryptedData: supply.encryptedData,
  };
}

/**
 * The engine that the template `adaptive-engine` hands to its actions for the values of its form: the same as its step
 * `render` writes with expressions, so that the form checks and shows what the task will do. Held together by a test that
 * runs the template's own expressions.
 *
 * @returns untrusted data, to be checked with `checkEngineInput`
 * @internal
 */
export function engineOfForm(parameters: JsonObject): JsonObject {
  const options = isObject(parameters.options) ? parameters.options : {};
  const mlflow = isObject(options.mlflow) ? options.mlflow : {};
  return withoutUndefined({
    name: parameters.name,
    owner: parameters.owner,
    description: parameters.description,
    cluster: parameters.cluster,
    namespace: parameters.namespace,
    rootUrl: parameters.rootUrl,
    chartVersion: orDefault(parameters.chartVersion, DEFAULT_CHART_VERSION),
    pools: parameters.pools,
    containerRegistry: parameters.containerRegistry,
    images: imagesOf(parameters),
    secrets: secretsOf(parameters),
    autoscaling: {
      mode: orDefault(parameters.autoscalingMode, 'platform'),
      ttftTimeoutThreshold: parameters.ttftTimeoutThreshold,
      coolDownSeconds: parameters.coolDownSeconds,
      externalPrometheusEndpoint: parameters.externalPrometheusEndpoint,
      acknowledgeElasticPools: parameters.acknowledgeElasticPools,
    },
    mlflow: {
      mode: orDefault(parameters.mlflowMode, 'internal'),
      url: parameters.mlflowUrl,
      workers: mlflow.workers,
      resources: mlflow.resources,
      storage: mlflow.storage,
    },
    ...Object.fromEntries(
      OPTION_SECTIONS.map(section => [section, options[section]]),
    ),
  });
}

/** As the scaffolder does: what has no value is not there. */
function withoutUndefined(tree: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(tree));
}
