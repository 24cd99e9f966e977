import type { JsonObject } from '@backstage/types';
import { chartCapabilities, type ChartCapabilities } from '../capabilities';
import type {
  DefaultGroupInput,
  EngineInput,
  IngressInput,
  RenderTarget,
} from '../model';
import { toYaml } from '../yaml/toYaml';
import { extraObjectsValues } from './extraObjects';
import { ownManifests } from './ownManifests';
import {
  authValues,
  budgetValues,
  clickhouseValues,
  controlPlaneValues,
  otelCollectorValues,
} from './partValues';
import {
  DEFAULT_RESOURCES,
  deploymentPool,
  statefulSetPool,
} from './poolValues';
import {
  lgtmValues,
  mlflowValues,
  postgresValues,
  redisValues,
  scalingValues,
} from './storeValues';
import {
  bothResources,
  given,
  persistence,
  placementValues,
  sortedEntries,
} from './valuesOf';

function secretsValues(
  input: EngineInput,
  { database, s3proxy }: ChartCapabilities,
): JsonObject {
  return {
    existingControlPlaneSecret: input.secrets.controlPlane,
    existingHarmonySecret: input.secrets.harmony,
    existingRedisSecret: input.secrets.redis ?? '',
    ...(input.s3proxy && s3proxy === 'azure-flat'
      ? { existingS3ProxySecret: input.s3proxy.secret }
      : {}),
    ...given(
      'existingS3CredsSecret',
      input.secrets.s3Credentials,
      name => name,
    ),
    ...given(
      'existingClickHouseSecret',
      input.clickhouse?.secret,
      name => name,
    ),
    // The chart's placeholders must go, or it refuses the existing Secrets.
    ...(database === 'dbUrl'
      ? { dbUrl: '' }
      : { db: { username: '', password: '', host: '', database: '' } }),
    cookiesSecret: '',
    modelRegistryUrl: '',
    sharedDirectoryUrl: '',
    auth: { oidc: { providers: [] } },
  };
}

function defaultGroupValues(group: DefaultGroupInput): JsonObject {
  return {
    replicaCount: group.replicas,
    gpusPerReplica: group.gpusPerReplica,
    resources: bothResources(group.resources ?? DEFAULT_RESOURCES),
    ...given('nodeSelector', group.nodeSelector, sortedEntries),
  };
}

function harmonyValues(
  input: EngineInput,
  { pools }: ChartCapabilities,
): JsonObject {
  const common = {
    ...given('extraEnvVars', input.harmony?.extraEnv, sortedEntries),
    ...budgetValues(input.harmony?.disruptionBudget),
  };
  if (pools.shape === 'statefulset') {
    return {
      enabled: true,
      image: { ...input.images.harmony },
      ...common,
      computePools: input.pools.map(statefulSetPool),
    };
  }
  return {
    // Switches the default group only; without it an engine has the GPUs that its pools name, and no others.
    enabled: input.defaultGroup !== undefined,
    image: { ...input.images.harmony },
    ...(input.defaultGroup ? defaultGroupValues(input.defaultGroup) : {}),
    ...common,
    computePool: input.pools.map(pool => deploymentPool(pool, input)),
  };
}

function sandkastenValues({ images, sandkasten }: EngineInput): JsonObject {
  const values = {
    ...given('image', images.sandkasten, image => ({ ...image })),
    ...given('replicaCount', sandkasten?.replicas, count => count),
    ...given('resources', sandkasten?.resources, bothResources),
    ...budgetValues(sandkasten?.disruptionBudget),
    ...placementValues(sandkasten),
  };
  return Object.keys(values).length > 0 ? { sandkasten: values } : {};
}

const WHOLE_HOST = [{ path: '/', pathType: 'ImplementationSpecific' }];

function ingressValues(ingress: IngressInput): JsonObject {
  return {
    enabled: true,
    ...given('className', ingress.className, name => name),
    ...given('annotations', ingress.annotations, sortedEntries),
    hosts: ingress.hosts.map(({ host, paths }) => ({
      host,
      paths: (paths ?? WHOLE_HOST).map(path => ({ ...path })),
    })),
    ...given('tls', ingress.tls, entries =>
      entries.map(({ secretName, hosts }) => ({ secretName, hosts })),
    ),
  };
}

/** Parts that are off unless people ask for them. */
function optionalParts(
  input: EngineInput,
  capabilities: ChartCapabilities,
): JsonObject {
  const { tensorboard, s3proxy, monitoring } = input;
  return {
    ...given('ingress', input.ingress, ingressValues),
    ...given('imagePullSecrets', input.imagePullSecrets, names =>
      names.map(name => ({ name })),
    ),
    ...postgresValues(input),
    ...given('clickhouse', input.clickhouse, clickhouseValues),
    ...given('otelCollector', input.otelCollector, otelCollectorValues),
    ...given('tensorboard', tensorboard, ({ storage, resources }) => ({
      enabled: true,
      ...given('resources', resources, bothResources),
      // The chart has no size and no access mode of its own, and renders a claim without them.
      ...given('persistentVolume', storage, volume => ({
        ...persistence(volume),
        accessModes: ['ReadWriteOnce'],
      })),
    })),
    ...given('s3proxy', s3proxy, ({ accountName }) => ({
      enabled: true,
      ...given('azure', accountName, name => ({
        storageAccount: { name, accessKey: '' },
      })),
    })),
    ...(monitoring && !capabilities.monitoringChart
      ? { lgtm: lgtmValues(monitoring) }
      : {}),
  };
}

/**
 * The values of the chart for an engine, as `values.yaml` holds them; `extraValues` are in a file of their own.
 *
 * @throws InputError when the chart version is not known
 * @public
 */
export function engineValues(input: EngineInput): JsonObject {
  const capabilities = chartCapabilities(input.chartVersion);
  return {
    containerRegistry: input.containerRegistry,
    secrets: secretsValues(input, capabilities),
    controlPlane: {
      rootUrl: input.rootUrl,
      image: { ...input.images.controlPlane },
      ...controlPlaneValues(input.controlPlane),
    },
    ...given('auth', input.auth, authValues),
    harmony: harmonyValues(input, capabilities),
    ...sandkastenValues(input),
    mlflow: mlflowValues(input, capabilities),
    ...redisValues(input, capabilities),
    ...scalingValues(input, capabilities),
    ...optionalParts(input, capabilities),
  };
}

const COMMENT = `Values of the Adaptive chart, written by the portal; change them here through git as well.
Secrets are referenced by name only: never put their values into this file.`;

const EXTRA_COMMENT = `Further values of the Adaptive chart, laid over values.yaml.
Secrets are referenced by name only: never put their values into this file.`;

/** The values of an engine together with the objects that the chart is to install for the portal. */
export function targetValues(
  input: EngineInput,
  autoscaling: RenderTarget['autoscaling'],
): JsonObject {
  const { extraObjects } = ownManifests(input, autoscaling);
  return { ...engineValues(input), ...extraObjectsValues(extraObjects) };
}

export function renderValues(input: EngineInput, target: RenderTarget): string {
  return toYaml(
    // Environments have these objects each in its own values.
    target.gitops?.tool === 'applicationSet'
      ? engineValues(input)
      : targetValues(input, target.autoscaling),
    COMMENT,
  );
}

/** The second file of values; `undefined` when there are none. */
export function renderExtraValues({
  extraValues,
}: EngineInput): string | undefined {
  return extraValues && toYaml(extraValues, EXTRA_COMMENT);
}
