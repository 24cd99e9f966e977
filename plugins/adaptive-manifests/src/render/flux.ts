import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type {
  EngineInput,
  FluxTarget,
  KubernetesObject,
  RenderedFile,
  RenderTarget,
  RepositoryLayout,
} from '../model';
import { engineEntityName, engineNames } from '../names';
import { toYaml } from '../yaml/toYaml';
import {
  appliedFolder,
  kustomization,
  NAME_REFERENCE,
  relativePath,
} from './kustomize';
import { monitoringChart } from './monitoring';
import { namespaceOwner, OWNER_LABEL } from './owner';
import type { OwnManifest, OwnManifests } from './ownManifests';
import {
  sealedByPeople,
  sealedSecretFile,
  secretsAnnotation,
  usedSecrets,
} from './secretManifests';
import { suppliedSecrets } from './suppliedSecrets';
import { valueFiles } from './valueFiles';

const MANAGED = { 'app.kubernetes.io/managed-by': 'adaptive-portal' };

/** Media type of the layer of an OCI artifact that is a chart. */
const CHART_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

function ociRepository(
  input: EngineInput,
  registry: string,
  chart: { name: string; chart: string; version: string },
): KubernetesObject {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: {
      name: chart.name,
      namespace: input.namespace,
      labels: MANAGED,
    },
    spec: {
      interval: '1h',
      url: `oci://${registry}/${chart.chart}`,
      ref: { tag: chart.version },
      // Without copy Flux would unpack the chart and could not install it.
      layerSelector: { mediaType: CHART_LAYER, operation: 'copy' },
    },
  };
}

function scaledWorkloads(input: EngineInput): JsonObject[] {
  const { pools } = chartCapabilities(input.chartVersion);
  const names = engineNames(input.name, input.chartVersion);
  return input.autoscaling.mode === 'off'
    ? []
    : input.pools.map(pool => ({
        paths: ['/spec/replicas'],
        target: {
          kind: pools.shape === 'deployment' ? 'Deployment' : 'StatefulSet',
          name: names.poolWorkload(pool.name),
        },
      }));
}

function helmRelease(
  input: EngineInput,
  release: { name: string; interval: string; valuesFrom: JsonObject[] },
  ignore: JsonObject[],
): KubernetesObject {
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: {
      name: release.name,
      namespace: input.namespace,
      labels: MANAGED,
      ...secretsAnnotation(input),
    },
    spec: {
      interval: release.interval,
      // All names and labels derive from it.
      releaseName: release.name,
      chartRef: { kind: 'OCIRepository', name: release.name },
      // Pods with models of many gigabytes take their time.
      timeout: '30m',
      install: { remediation: { retries: 3 } },
      upgrade: { remediation: { retries: 3 } },
      driftDetection: {
        mode: 'enabled',
        ...(ignore.length > 0 ? { ignore } : {}),
      },
      valuesFrom: release.valuesFrom,
    },
  };
}

function configMapValues(name: string, keys: readonly string[]): JsonObject[] {
  return keys.map(valuesKey => ({ kind: 'ConfigMap', name, valuesKey }));
}

function fluxKustomization(
  name: string,
  flux: FluxTarget,
  path: string,
  dependsOn: readonly string[],
): KubernetesObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: flux.namespace, labels: MANAGED },
    spec: {
      interval: flux.interval ?? '10m',
      path: `./${path}`,
      prune: true,
      wait: true,
      timeout: '40m',
      sourceRef: { kind: 'GitRepository', name: flux.sourceName },
      ...(dependsOn.length > 0
        ? { dependsOn: dependsOn.map(other => ({ name: other })) }
        : {}),
    },
  };
}

function namespaceManifest(input: EngineInput): OwnManifest {
  const owner = namespaceOwner(input.owner);
  return {
    file: 'namespace.yaml',
    object: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: input.namespace,
        labels: { ...MANAGED, ...(owner ? { [OWNER_LABEL]: owner } : {}) },
        // Other engines of the team may live in it.
        annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
      },
    },
  };
}

/** Sources and releases of the engine and, where asked for, of its monitoring. */
function releases(input: EngineInput, target: RenderTarget, flux: FluxTarget) {
  const interval = flux.interval ?? '10m';
  const registry = target.argocd.chartRegistry;
  const files = valueFiles(input);
  const monitoring = monitoringChart(input);
  const configMap = `${input.name}-values`;
  const secrets = suppliedSecrets(input).map(({ name, key, valuesPath }) => ({
    kind: 'Secret',
    name,
    valuesKey: key,
    targetPath: valuesPath,
  }));
  const objects = [
    ociRepository(input, registry, {
      name: input.name,
      chart: 'adaptive',
      version: input.chartVersion,
    }),
    helmRelease(
      input,
      {
        name: input.name,
        interval,
        valuesFrom: [...configMapValues(configMap, files.engine), ...secrets],
      },
      scaledWorkloads(input),
    ),
  ];
  if (monitoring) {
    const name = `${input.name}-monitoring`;
    objects.push(
      ociRepository(input, registry, {
        name,
        chart: 'monitoring',
        version: monitoring.chartVersion,
      }),
      helmRelease(
        input,
        {
          name,
          interval,
          valuesFrom: configMapValues(configMap, files.monitoring),
        },
        [],
      ),
    );
  }
  return { objects, configMap, files: [...files.engine, ...files.monitoring] };
}

/** What Flux needs beside the values: sources, releases, and three Kustomizations in their order. */
export function fluxFiles(
  input: EngineInput,
  target: RenderTarget,
  flux: FluxTarget,
  paths: RepositoryLayout,
  own: OwnManifests,
): RenderedFile[] {
  const name = engineEntityName({
    cluster: input.cluster,
    namespace: input.namespace,
    release: input.name,
  });
  const { objects, configMap, files } = releases(input, target, flux);
  const beside = own.beside.map(({ file, object }) => ({
    path: `${paths.manifests}/engine/${file}`,
    content: toYaml(object),
  }));
  const kustomizations = [
    fluxKustomization(
      `${name}-secrets`,
      flux,
      `${paths.manifests}/secrets`,
      [],
    ),
    fluxKustomization(name, flux, paths.engine, [`${name}-secrets`]),
    ...(own.scaling.length > 0
      ? [
          fluxKustomization(
            `${name}-scaling`,
            flux,
            `${paths.manifests}/scaling`,
            [name],
          ),
        ]
      : []),
  ];
  return [
    {
      path: paths.application,
      content: kustomizations.map(object => toYaml(object)).join('---\n'),
    },
    {
      path: `${paths.engine}/helmrelease.yaml`,
      content: objects.map(object => toYaml(object)).join('---\n'),
    },
    {
      path: `${paths.engine}/kustomization.yaml`,
      content: toYaml(
        kustomization(
          [
            'helmrelease.yaml',
            ...beside.map(({ path }) => relativePath(paths.engine, path)),
          ],
          {
            namespace: input.namespace,
            configMapGenerator: [{ name: configMap, files }],
            configurations: ['kustomizeconfig.yaml'],
          },
        ),
      ),
    },
    {
      path: `${paths.engine}/kustomizeconfig.yaml`,
      content: toYaml(NAME_REFERENCE),
    },
    ...beside,
    ...appliedFolder(
      `${paths.manifests}/secrets`,
      [namespaceManifest(input), ...own.secrets],
      sealedByPeople(input)
        ? usedSecrets(input).map(secret => sealedSecretFile(secret.name))
        : [],
    ),
    ...(own.scaling.length > 0
      ? appliedFolder(`${paths.manifests}/scaling`, own.scaling)
      : []),
  ];
}
