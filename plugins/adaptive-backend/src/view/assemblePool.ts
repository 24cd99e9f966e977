import type {
  ComputePool,
  EngineGitOps,
  EngineRef,
  Problem,
} from '@adaptive-portal/plugin-adaptive-common';
import type { MetricsSnapshot } from '../metrics/types';
import type {
  ClusterObjects,
  EventObject,
  HpaObject,
  PodObject,
  ScaledObjectObject,
  WorkloadObject,
} from '../objects/types';
import type { ClusterWatchStatus } from '../objects/watchService';
import { detectPoolProblems } from '../problems/detectProblems';
import {
  assembleAutoscaling,
  readPause,
  readTtftTrigger,
  replicaLimits,
} from './autoscaling';
import type { ClusterCapacity, NodeUse } from './capacity';
import type { ViewConfig } from './config';
import { resourceFreshness } from './freshness';
import { knownFit } from './knownFit';
import { poolKeyOf } from './labels';
import type { NamespaceIndex } from './namespaceIndex';
import { assembleGpus, assemblePod, countPods, isUnscheduled } from './pods';
import { poolConditions } from './poolConditions';
import type { PoolContext } from './poolContext';
import { rawPoolName } from './poolWorkloads';
import { sumRequests } from './quantities';
import { scalingPath } from './scalingPath';
import { judgeReading } from './poolReading';
import type { ReadingFacts } from './poolReading';
import { poolStatus } from './status';

/** What the pools of one engine are assembled from. */
export interface PoolSources {
  ref: EngineRef;
  now: number;
  index: NamespaceIndex;
  podsKnown: boolean;
  /** Absent when nodes or pods cannot be listed. */
  capacity?: ClusterCapacity;
  metrics: MetricsSnapshot;
  metricSources: ReadingFacts['metricSources'];
  config: ViewConfig;
  watch: ClusterWatchStatus;
  /** What installs the engine from git. */
  installer?: EngineGitOps;
  objects: ClusterObjects;
  /** Engines of this cluster with a pool of this raw name. */
  enginesWithPool(name: string): readonly EngineRef[];
}

function sharedWith(
  sources: PoolSources,
  name: string,
  query: string | undefined,
): readonly EngineRef[] {
  if (query === undefined || /\bnamespace\s*=~?\s*"/.test(query)) {
    return [];
  }
  const { namespace, release } = sources.ref;
  return sources
    .enginesWithPool(name)
    .filter(ref => ref.namespace !== namespace || ref.release !== release);
}

function eventsOf(
  index: NamespaceIndex,
  workload: WorkloadObject,
  scalers: { scaledObject?: ScaledObjectObject; hpa?: HpaObject },
  pods: readonly PodObject[],
): EventObject[] {
  const { scaledObject, hpa } = scalers;
  return [
    ...index.eventsOf(workload.kind, workload.metadata.name),
    ...(scaledObject
      ? index.eventsOf('ScaledObject', scaledObject.metadata.name)
      : []),
    ...(hpa
      ? index.eventsOf('HorizontalPodAutoscaler', hpa.metadata.name)
      : []),
    ...pods
      .filter(isUnscheduled)
      .flatMap(pod => index.eventsOf('Pod', pod.metadata.name)),
  ];
}

/** Nodes that hold these pods, by name. */
function nodesOf(
  pods: readonly PodObject[],
  { nodes }: ClusterCapacity,
): NodeUse[] {
  const held = new Set(pods.map(pod => pod.nodeName));
  return nodes.filter(use => held.has(use.name));
}

/** Joins everything that is known of one pool. */
export function gatherPool(
  sources: PoolSources,
  workload: WorkloadObject,
): PoolContext {
  const { ref, index, podsKnown, capacity } = sources;
  const name = rawPoolName(workload);
  const key = poolKeyOf(workload.metadata) ?? name;
  const scaledObject = index.scaledObjectOf(workload);
  const hpa = index.hpaOf(workload, scaledObject);
  const pods = index.podsOf(workload).filter(pod => pod.phase !== 'Succeeded');
  const pause = readPause(scaledObject);
  const ttftTrigger = readTtftTrigger(scaledObject, hpa);
  const nodes = capacity ? nodesOf(pods, capacity) : [];
  const gpus = assembleGpus(
    pods,
    workload,
    capacity &&
      (node => nodes.find(use => use.name === node)?.product ?? 'unknown'),
  );
  const variant = index.variantOf(workload);
  return {
    ref,
    now: sources.now,
    name,
    key,
    workload,
    scaledObject,
    hpa,
    scales: index.scalesOf(hpa),
    installer: sources.installer,
    pause,
    ttftTrigger,
    pods,
    podsKnown,
    nodes,
    replicas: {
      ...replicaLimits(scaledObject, hpa),
      desired: hpa?.status.desiredReplicas ?? workload.replicas,
      ...countPods(pods, workload, podsKnown),
    },
    gpus,
    autoscaling: assembleAutoscaling({
      scaledObject,
      hpa,
      pause,
      ttftTrigger,
      variant,
    }),
    ...judgeReading(
      sources.metrics.pool({
        cluster: ref.cluster,
        namespace: ref.namespace,
        release: ref.release,
        pool: name,
        key,
        pods: pods.map(pod => pod.metadata.name),
        scaledObject: scaledObject?.metadata.name,
        triggerMetrics: scaledObject?.status.externalMetricNames,
        variantAutoscaling: variant?.metadata.name,
      }),
      {
        now: sources.now,
        pods,
        podsKnown,
        metricSources: sources.metricSources,
        rateWindow: sources.config.rateWindow,
      },
    ),
    fit:
      capacity && gpus
        ? knownFit(
            capacity,
            { ...workload, requests: sumRequests(workload.containers) },
            gpus.resource,
          )
        : undefined,
    events: eventsOf(index, workload, { scaledObject, hpa }, pods),
    quotas: [...sources.objects.inNamespace('resourcequotas', ref.namespace)],
    freshnessOf: resource => resourceFreshness(sources.watch, resource),
    sharesMetricWith: sharedWith(sources, name, ttftTrigger?.query),
  };
}

/** Assembles a pool from what was gathered. */
export function assemblePool(
  context: PoolContext,
  since: (problem: Problem) => string | undefined,
): ComputePool {
  const problems = detectPoolProblems(context, since);
  const path = scalingPath(context);
  const { status, reason } = poolStatus(context, problems, path.next);
  const image = (
    context.workload.containers.find(c => c.name === 'harmony') ??
    context.workload.containers[0]
  )?.image;
  return {
    name: context.name,
    key: context.key,
    workload: {
      kind: context.workload.kind,
      name: context.workload.metadata.name,
    },
    status,
    statusReason: reason,
    replicas: context.replicas,
    ...(context.gpus && { gpus: context.gpus }),
    autoscaling: context.autoscaling,
    conditions: poolConditions(context),
    metrics: context.reading.metrics,
    ...(image !== undefined && { image }),
    pods: context.pods.map(assemblePod),
    problems,
    scalingPath: path,
  };
}
