import type {
  ComputePool,
  MetricValue,
  PoolAutoscaling,
  PoolCondition,
  PoolMetrics,
  PoolPod,
  Problem,
  ProblemChange,
  ProblemEvidence,
  ProblemFix,
  ScalingPath,
  Stage,
  StageId,
  TriggerReading,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  arrayOf,
  count,
  dateTime,
  flag,
  maybe,
  model,
  number,
  poolGpus,
  poolHead,
  ref,
  type Schema,
  severity,
  strings,
  text,
  words,
} from './schemaParts';

const stageId = words<StageId>({
  metric: true,
  trigger: true,
  hpa: true,
  workload: true,
  pods: true,
  nodes: true,
});

const change = model<ProblemChange>({
  setPools: maybe(
    arrayOf(
      model<NonNullable<ProblemChange['setPools']>[number]>({
        name: text,
        minReplicas: maybe(count),
        maxReplicas: maybe(count),
      }),
    ),
  ),
  autoscaling: maybe(
    model<NonNullable<ProblemChange['autoscaling']>>({
      action: strings('pause', 'resume'),
      pools: maybe(arrayOf(text)),
    }),
  ),
  chartVersion: maybe(text),
});

const stage = model<Stage>({
  id: stageId,
  verdict: words<Stage['verdict']>({
    ok: true,
    limiting: true,
    broken: true,
    unknown: true,
    inactive: true,
  }),
  value: text,
  limit: maybe(text),
  sentence: text,
  observedAt: maybe(dateTime),
  source: maybe(text),
});

const metricValue = ref('MetricValue');

/** What is answered about a pool, and the problems of pools and engines. */
export const poolSchemas: Record<string, Schema> = {
  StageId: stageId,
  MetricValue: model<MetricValue>({
    value: maybe(number),
    at: maybe(dateTime),
    source: maybe(text),
    reason: maybe(text),
  }),
  ProblemEvidence: model<ProblemEvidence>({
    object: text,
    field: text,
    value: text,
  }),
  ProblemFix: model<ProblemFix>({
    template: strings('adaptive-engine-edit'),
    title: text,
    change,
  }),
  Problem: model<Problem>({
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
  PoolAutoscaling: model<PoolAutoscaling>({
    mode: strings('keda', 'hpa', 'none'),
    scaledObject: maybe(text),
    hpa: maybe(text),
    paused: maybe(flag),
    threshold: maybe(number),
    metricType: maybe(strings('AverageValue', 'Value', 'Utilization')),
    fallbackActive: maybe(flag),
    lastScaleAt: maybe(dateTime),
    variantAutoscaling: maybe(text),
  }),
  PoolMetrics: model<PoolMetrics>({
    ttftTimeoutRatio: metricValue,
    requestRate: metricValue,
    ttftP95: metricValue,
    ttftP50: maybe(metricValue),
    gpuUtilization: maybe(metricValue),
    gpuMemory: maybe(metricValue),
    scalerErrorRate: maybe(metricValue),
    triggers: maybe(
      arrayOf(
        model<TriggerReading>({
          metric: text,
          value: metricValue,
          latency: metricValue,
        }),
      ),
    ),
    variantDesiredReplicas: maybe(metricValue),
    ttftTimeoutHistory: maybe(arrayOf(arrayOf(number))),
  }),
  PoolWorkload: model<ComputePool['workload']>({
    kind: strings('Deployment', 'StatefulSet'),
    name: text,
  }),
  PoolCondition: model<PoolCondition>({
    of: words<PoolCondition['of']>({
      scaledObject: true,
      hpa: true,
      workload: true,
    }),
    type: text,
    status: words<PoolCondition['status']>({
      True: true,
      False: true,
      Unknown: true,
    }),
    reason: maybe(text),
  }),
  PoolPod: model<PoolPod>({
    name: text,
    phase: words<PoolPod['phase']>({
      Pending: true,
      Starting: true,
      Ready: true,
      Failed: true,
      Terminating: true,
    }),
    node: maybe(text),
    reason: maybe(text),
    createdAt: maybe(dateTime),
    restarts: count,
  }),
  ScalingPath: model<ScalingPath>({
    stages: arrayOf(stage),
    limitedBy: maybe(stageId),
    summary: text,
    computedReplicas: maybe(count),
    agreement: words<ScalingPath['agreement']>({
      explained: true,
      cannotExplain: true,
      notApplicable: true,
    }),
    next: maybe(
      model<NonNullable<ScalingPath['next']>>({
        replicas: count,
        notBefore: maybe(dateTime),
        sentence: text,
      }),
    ),
  }),
  ComputePool: model<ComputePool>({
    ...poolHead,
    gpus: maybe(poolGpus),
    workload: ref('PoolWorkload'),
    autoscaling: ref('PoolAutoscaling'),
    conditions: maybe(arrayOf(ref('PoolCondition'))),
    metrics: ref('PoolMetrics'),
    image: maybe(text),
    pods: arrayOf(ref('PoolPod')),
    problems: arrayOf(ref('Problem')),
    scalingPath: ref('ScalingPath'),
  }),
};
