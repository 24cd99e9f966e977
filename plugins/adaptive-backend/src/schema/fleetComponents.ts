import type {
  CapacityResponse,
  ClusterCapacityView,
  EngineGpuShare,
  FleetPool,
  FleetProblem,
  GpuProductCapacity,
  IncompleteCluster,
  MetricsRangeResponse,
  PoolsResponse,
  ProblemsResponse,
  ScalingPathResponse,
  WaitingGpus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { SourcesHealthReport } from '../service/SourcesHealth';
import {
  arrayOf,
  count,
  dateTime,
  flag,
  maybe,
  model,
  number,
  poolGpus,
  POOL_METRICS,
  poolHead,
  ref,
  type Schema,
  severity,
  severityCounts,
  strings,
  text,
} from './schemaParts';

const incomplete = maybe(arrayOf(ref('IncompleteCluster')));

const product = model<GpuProductCapacity>({
  resource: text,
  product: text,
  nodes: count,
  allocatable: count,
  requested: count,
  // Negative where a node went away under its pods.
  free: { type: 'integer' },
  largestFreeOnOneNode: count,
  engines: arrayOf(
    model<EngineGpuShare>({ ref: ref('EngineRef'), allocated: count }),
  ),
  otherAllocated: count,
});

/** What is answered about the fleet as a whole. */
export const fleetSchemas: Record<string, Schema> = {
  IncompleteCluster: model<IncompleteCluster>({
    cluster: text,
    freshness: ref('Freshness'),
  }),
  FleetPool: model<FleetPool>({
    ...poolHead,
    gpus: maybe(poolGpus),
    ref: ref('EngineRef'),
    workload: ref('PoolWorkload'),
    autoscaling: ref('PoolAutoscaling'),
    metrics: ref('PoolMetrics'),
    image: maybe(text),
    owner: maybe(text),
    freshness: ref('Freshness'),
    problems: severityCounts,
    limitedBy: maybe(ref('StageId')),
  }),
  PoolsResponse: model<PoolsResponse>({
    items: arrayOf(ref('FleetPool')),
    totalItems: count,
    nextCursor: maybe(text),
    incomplete,
  }),
  FleetProblem: model<FleetProblem>({
    ref: ref('EngineRef'),
    owner: maybe(text),
    freshness: ref('Freshness'),
    code: text,
    severity,
    pool: maybe(text),
    sentence: text,
    evidence: arrayOf(ref('ProblemEvidence')),
    remedy: text,
    fix: maybe(ref('ProblemFix')),
    docs: maybe(text),
    since: maybe(dateTime),
  }),
  ProblemsResponse: model<ProblemsResponse>({
    items: arrayOf(ref('FleetProblem')),
    totalItems: count,
    counts: severityCounts,
    nextCursor: maybe(text),
    incomplete,
  }),
  ScalingPathResponse: model<ScalingPathResponse>({
    ...poolHead,
    ref: ref('EngineRef'),
    autoscaling: ref('PoolAutoscaling'),
    scalingPath: ref('ScalingPath'),
    problems: arrayOf(ref('Problem')),
    freshness: ref('Freshness'),
    version: text,
  }),
  SourcesHealth: model<SourcesHealthReport>({
    synced: flag,
    sources: arrayOf(
      model<SourcesHealthReport['sources'][number]>({
        kind: ref('SourceKind'),
        status: ref('FreshnessStatus'),
        count,
      }),
    ),
  }),
  MetricsRangeResponse: model<MetricsRangeResponse>({
    ref: ref('EngineRef'),
    pool: text,
    metric: strings(...POOL_METRICS),
    unit: strings('ratio', 'perSecond', 'milliseconds', 'count'),
    from: count,
    to: count,
    step: count,
    points: arrayOf(arrayOf(number)),
    source: maybe(text),
    answeredAt: maybe(dateTime),
    reason: maybe(text),
  }),
  CapacityResponse: model<CapacityResponse>({
    items: arrayOf(
      model<ClusterCapacityView>({
        cluster: text,
        title: text,
        freshness: ref('Freshness'),
        products: maybe(arrayOf(product)),
        waiting: arrayOf(
          model<WaitingGpus>({
            ref: ref('EngineRef'),
            pool: text,
            resource: text,
            pods: count,
            gpus: count,
          }),
        ),
      }),
    ),
  }),
};
