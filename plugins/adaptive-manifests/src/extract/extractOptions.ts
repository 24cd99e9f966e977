import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import { engineNames } from '../names';
import { isObject, ValuesView, type Maybe } from '../predict/valuesView';
import { DEFAULT_MONITORING_VERSION } from '../render/monitoring';
import { readNetworkPolicy } from '../render/networkPolicy';
import { DEFAULT_RESOURCES } from '../render/poolValues';
import { suppliedName } from '../render/suppliedSecrets';
import {
  authOf,
  budgetOf,
  clickhouseOf,
  controlPlaneOf,
  otelCollectorOf,
} from './extractParts';
import { oidcOf } from './extractSecrets';
import { placementOf, resourcesOf, storageOf } from './extractValues';
import type { EngineFiles, Installation } from './manifestReader';

/** MLflow, with its claim where the chart has none. */
export function mlflowOf(
  values: ValuesView,
  claim: ValuesView | undefined,
): JsonObject {
  if (values.at('mlflow.enabled') === false) {
    return { mode: 'off' };
  }
  if (values.has('mlflow.external.enabled')) {
    return { mode: 'external', url: values.at('mlflow.external.url') };
  }
  return {
    mode: 'internal',
    workers: values.at('mlflow.workers'),
    resources: resourcesOf(values.object('mlflow')),
    storage: claim
      ? {
          size: claim.at('spec.resources.requests.storage'),
          storageClass: claim.at('spec.storageClassName'),
        }
      : storageOf(values, 'mlflow.persistence'),
  };
}

const WHOLE_HOST = JSON.stringify([
  { path: '/', pathType: 'ImplementationSpecific' },
]);

function ingressOf(values: ValuesView): JsonObject | undefined {
  if (!values.has('ingress.enabled')) return undefined;
  return {
    className: values.at('ingress.className'),
    annotations: values.at('ingress.annotations'),
    hosts: values
      .list('ingress.hosts')
      .filter(isObject)
      .map(({ host, paths }) => ({
        host,
        paths: JSON.stringify(paths) === WHOLE_HOST ? undefined : paths,
      })),
    tls: values.at('ingress.tls'),
  };
}

function defaultGroupOf(
  values: ValuesView,
  { chartVersion }: Installation,
): JsonObject | undefined {
  const { defaultGroup } = chartCapabilities(chartVersion);
  if (!defaultGroup || !values.has('harmony.enabled')) return undefined;
  return {
    replicas: values.at('harmony.replicaCount') ?? 1,
    gpusPerReplica: values.at('harmony.gpusPerReplica') ?? 8,
    resources: resourcesOf(values.object('harmony'), DEFAULT_RESOURCES),
    nodeSelector: values.at('harmony.nodeSelector'),
  };
}

function prometheusOf(values: ValuesView): JsonObject | undefined {
  const server = 'prometheus.server';
  const given = {
    retention: values.at(`${server}.retention`),
    replicas: values.at(`${server}.replicaCount`),
    storage: storageOf(values, `${server}.persistentVolume`),
  };
  const isGiven = Object.values(given).some(value => value !== undefined);
  // The chart's own autoscaling brings it along.
  return values.has('prometheus.enabled') &&
    (isGiven || !values.has('autoscaling.enabled'))
    ? given
    : undefined;
}

function redisOf(values: ValuesView): JsonObject | undefined {
  const url = values.at('redis.external.url');
  if (values.at('redis.install.enabled') === true) return { mode: 'internal' };
  return url === undefined ? undefined : { mode: 'external', url };
}

function s3proxyOf(
  values: ValuesView,
  files: EngineFiles,
): JsonObject | undefined {
  if (!values.has('s3proxy.enabled')) return undefined;
  return {
    accountName: values.at('s3proxy.azure.storageAccount.name'),
    secret:
      values.at('secrets.existingS3ProxySecret') ??
      suppliedName(
        files.helmReleases,
        's3proxy.azure.storageAccount.accessKey',
      ) ??
      'adaptive-s3proxy',
  };
}

function monitoringOf(
  values: ValuesView,
  { monitoringVersion }: Installation,
  { monitoringValues }: EngineFiles,
): JsonObject | undefined {
  if (values.has('lgtm.enabled')) {
    return { storage: storageOf(values, 'lgtm.persistence') };
  }
  if (monitoringVersion === undefined) return undefined;
  return {
    chartVersion:
      monitoringVersion === DEFAULT_MONITORING_VERSION
        ? undefined
        : monitoringVersion,
    storage: monitoringValues?.has('grafana.enablePersistence')
      ? {
          size: monitoringValues.at('grafana.pvc.size'),
          storageClass: monitoringValues.at('grafana.storageClass'),
        }
      : undefined,
  };
}

function policyOf({ networkPolicy }: EngineFiles): Maybe {
  return (
    networkPolicy && {
      ...readNetworkPolicy(networkPolicy.list('spec.egress').filter(isObject)),
    }
  );
}

/** Everything that an engine may leave out. */
export function optionsOf(
  values: ValuesView,
  installed: Installation,
  files: EngineFiles,
): JsonObject {
  const names = engineNames(installed.release, installed.chartVersion);
  return {
    ingress: ingressOf(values),
    auth: authOf(values),
    controlPlane: controlPlaneOf(values),
    harmony: {
      extraEnv: values.at('harmony.extraEnvVars'),
      disruptionBudget: budgetOf(values, 'harmony'),
    },
    sandkasten: {
      ...placementOf(values, 'sandkasten'),
      replicas: values.at('sandkasten.replicaCount'),
      resources: resourcesOf(values.object('sandkasten')),
      disruptionBudget: budgetOf(values, 'sandkasten'),
      networkPolicy: policyOf(files),
    },
    defaultGroup: defaultGroupOf(values, installed),
    prometheus: prometheusOf(values),
    postgres: values.has('installPostgres.enabled')
      ? {
          passwordSecret:
            suppliedName(files.helmReleases, 'installPostgres.password') ??
            names.postgresSecret,
          storage: storageOf(values, 'installPostgres.persistence'),
        }
      : undefined,
    redis: redisOf(values),
    oidc: oidcOf(values, files),
    tensorboard: values.has('tensorboard.enabled')
      ? {
          storage: storageOf(values, 'tensorboard.persistentVolume'),
          resources: resourcesOf(values.object('tensorboard')),
        }
      : undefined,
    clickhouse: clickhouseOf(values),
    otelCollector: otelCollectorOf(values),
    s3proxy: s3proxyOf(values, files),
    monitoring: monitoringOf(values, installed, files),
    imagePullSecrets: values
      .list('imagePullSecrets')
      .filter(isObject)
      .map(({ name }) => name ?? ''),
    extraValues: files.extraValues?.root,
  };
}
