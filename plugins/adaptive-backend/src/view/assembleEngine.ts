import { hash } from 'node:crypto';
import type {
  ComputePool,
  Engine,
  Freshness,
  Problem,
} from '@adaptive-portal/plugin-adaptive-common';
import type { WorkloadObject } from '../objects/types';
import {
  bySeverity,
  detectEngineProblems,
  knownSince,
} from '../problems/detectProblems';
import type { EngineContext } from '../problems/types';
import { assemblePool, gatherPool } from './assemblePool';
import type { PoolSources } from './assemblePool';
import { companionsOf } from './companions';
import { assembleComponents } from './components';
import { readDeployedSettings } from './deployedSettings';
import { clusterFreshness } from './freshness';
import type { FluxEntry } from './flux';
import { pinnedChartVersion } from './gitops';
import type { GitOpsEntry } from './gitops';
import { CHART_LABEL, poolKeyOf } from './labels';
import { madeByControlPlane } from './made';
import { splitPools } from './poolWorkloads';
import { assembleSurroundings } from './surroundings';
import { assembleLinks } from './links';
import { engineStatus } from './status';
import { toolPods } from './toolPods';
import type { OwnerOf } from './types';

/** What an engine is assembled from, besides what its pools need. */
export interface EngineSources extends PoolSources {
  /** Deployments of KEDA operators anywhere in the cluster. */
  kedaOperators(): readonly WorkloadObject[];
  /** Workloads of the release. */
  workloads: readonly WorkloadObject[];
  gitops?: GitOpsEntry;
  flux?: FluxEntry;
  /** How far the GitOps object can be trusted. */
  gitopsFreshness?: Freshness;
  ownerOf?: OwnerOf;
  /** The view that this one replaces; says since when problems are known. */
  previous?: Engine;
}

/** Installed chart version by the label that charts up to 0.37 put on everything, else as the GitOps object pins it. */
function chartVersion(sources: EngineSources): string | undefined {
  const versions = new Set(
    sources.workloads.flatMap(({ metadata }) => {
      const chart = metadata.labels?.[CHART_LABEL];
      return chart ? [chart.replace(/^.*?-(?=v?\d+\.)/, '')] : [];
    }),
  );
  // In the middle of an upgrade the labels differ; then git says where it goes.
  const pinned =
    sources.flux?.helmRelease.status.installed?.chartVersion ??
    pinnedChartVersion(sources.gitops?.application);
  return versions.size === 1 ? [...versions][0] : pinned;
}

const TOOLS = { argocd: 'Argo CD', flux: 'Flux' };

function sourcesOf(
  sources: EngineSources,
  kubernetes: Freshness,
): Engine['sources'] {
  const { ref, watch, metricSources, installer, gitopsFreshness } = sources;
  return [
    {
      id: `kubernetes:${ref.cluster}`,
      title: `Cluster ${watch.title}`,
      freshness: kubernetes,
    },
    ...metricSources.map(({ info, status }) => ({
      id: `prometheus:${info.id}`,
      title: info.title,
      freshness: status.freshness,
    })),
    ...(installer && gitopsFreshness
      ? [
          {
            id: `gitops:${installer.cluster}`,
            title: `${TOOLS[installer.tool]} on ${installer.cluster}`,
            freshness: gitopsFreshness,
          },
        ]
      : []),
  ];
}

/** A live source is heard from all the time: that alone is no change of the engine. */
function steady(freshness: Freshness): Freshness {
  return freshness.status === 'live'
    ? { ...freshness, lastSeenAt: undefined }
    : freshness;
}

/** As `steady`; the age of the metric stays, as its value is of that time. */
function steadyPool(pool: ComputePool): ComputePool {
  const stages = pool.scalingPath.stages.map(stage =>
    stage.id === 'metric' ? stage : { ...stage, observedAt: undefined },
  );
  return { ...pool, scalingPath: { ...pool.scalingPath, stages } };
}

/** Hash of everything that a reader could see change. */
function versionOf(engine: Omit<Engine, 'version'>): string {
  const content = JSON.stringify({
    ...engine,
    computePools: engine.computePools.map(steadyPool),
    freshness: steady(engine.freshness),
    sources: engine.sources.map(source => ({
      ...source,
      freshness: steady(source.freshness),
    })),
    services: engine.services?.map(service => ({
      ...service,
      freshness: steady(service.freshness),
    })),
  });
  return hash('sha256', content, 'base64url').slice(0, 22);
}

function owner(sources: EngineSources): string | undefined {
  const { ref, objects, ownerOf, gitops } = sources;
  const namespace = objects.get('namespaces', undefined, ref.namespace);
  return ownerOf?.({
    ref,
    namespaceLabels: namespace?.metadata.labels ?? {},
    gitopsSources: gitops?.application.sources ?? [],
  });
}

/** A pool with those of the engine's problems that turned out to be its own. */
function withProblems(
  pool: ComputePool,
  found: readonly Problem[],
): ComputePool {
  const more = found.filter(problem => problem.pool === pool.name);
  return more.length === 0
    ? pool
    : { ...pool, problems: bySeverity([...pool.problems, ...more]) };
}

/** Assembles one engine. Pure: the same sources give the same engine, version included. */
export function assembleEngine(sources: EngineSources): Engine {
  const { ref, now, workloads, watch, config, previous, installer } = sources;
  const { pools, leftovers } = splitPools(workloads);
  const since = knownSince(previous?.problems ?? []);
  const contexts = pools.map(workload => gatherPool(sources, workload));
  const assembled = contexts.map(context => assemblePool(context, since));
  const releasesInNamespace = sources.index.releases.size;
  const made = madeByControlPlane(sources.objects, ref.namespace, workloads);
  const components = assembleComponents({
    own: workloads.filter(w => poolKeyOf(w.metadata) === undefined),
    companions: companionsOf(sources.objects, {
      ...ref,
      alone: releasesInNamespace === 1,
    }).filter(({ workload }) => !made.includes(workload)),
    leftovers,
    made,
  });
  const kubernetes = clusterFreshness(watch);
  const isNamespace = (name: string) =>
    sources.objects.get('namespaces', undefined, name) !== undefined;
  const settings = readDeployedSettings(workloads, ref.namespace, isNamespace);
  const version = chartVersion(sources);
  const measured = sources.metrics.namespace(ref);
  const alerts = sources.metrics.alerts(ref);
  const services = sources.metrics.services(
    ref,
    settings.mlflow === 'internal' || settings.mlflow === 'external'
      ? 'used'
      : 'unused',
    tool =>
      toolPods({ tool, objects: sources.objects, workloads, settings, ref }),
  );
  const engineContext: EngineContext = {
    ref,
    now,
    clusterTitle: watch.title,
    kubernetes,
    metrics: sources.metricSources,
    gitops: sources.gitops,
    flux: sources.flux,
    components,
    leftovers,
    pools: contexts,
    watch,
    objects: sources.objects,
    workloads,
    releasesInNamespace,
    chartVersion: version,
    mlflow: settings.mlflow,
    kedaOperators: sources.kedaOperators(),
    certificates: measured.certificates,
    alerts: alerts ?? [],
    alertmanager: config.hasAlertmanager(ref.cluster),
    services,
  };
  const found = detectEngineProblems(engineContext, since);
  const own = found.filter(({ pool }) => pool === undefined);
  const computePools = assembled.map(pool => withProblems(pool, found));
  const { status, reason } = engineStatus({
    pools: computePools,
    problems: own,
    kubernetes,
    clusterTitle: watch.title,
  });
  const engine: Omit<Engine, 'version'> = {
    ref,
    status,
    statusReason: reason,
    chartVersion: version,
    freshness: kubernetes,
    owner: owner(sources),
    computePools,
    components: components.map(c => c.component),
    problems: bySeverity([...own, ...computePools.flatMap(p => p.problems)]),
    gitops: installer,
    links: assembleLinks({
      ref,
      config,
      sources: sources.metricSources.map(s => s.info),
      gitops: installer,
      settings,
      isNamespace,
    }),
    sources: sourcesOf(sources, kubernetes),
    mlflow: settings.mlflow,
    surroundings: assembleSurroundings({
      ref,
      objects: sources.objects,
      watch,
      releasesInNamespace,
    }),
    metrics: { tokensPerSecond: measured.tokensPerSecond },
    ...(alerts && { alerts }),
    services,
  };
  return { ...engine, version: versionOf(engine) };
}
