import type {
  ApplicationObject,
  Condition,
  HpaObject,
  NodeObject,
  PodObject,
  ScaledObjectObject,
  WorkloadObject,
} from '../../objects/types';

export const NOW = Date.parse('2026-11-22T14:04:00Z');
export const HOUR_AGO = '2026-11-22T13:04:00Z';
export const NAMESPACE = 'chat';
export const RELEASE = 'adaptive';

let lastUid = 0;

export function meta(name: string, labels: Record<string, string> = {}) {
  lastUid += 1;
  return {
    name,
    namespace: NAMESPACE,
    uid: `uid-${lastUid}`,
    resourceVersion: String(lastUid),
    labels,
    creationTimestamp: HOUR_AGO,
  };
}

function chartLabels(component: string, more: Record<string, string> = {}) {
  return {
    'app.kubernetes.io/name': 'adaptive',
    'app.kubernetes.io/instance': RELEASE,
    'app.kubernetes.io/component': component,
    'helm.sh/chart': 'adaptive-0.23.0',
    ...more,
  };
}

export function condition(
  type: string,
  status: Condition['status'],
  reason?: string,
  message?: string,
): Condition {
  return { type, status, reason, message, lastTransitionTime: HOUR_AGO };
}

/** Workload of a pool: a Deployment as of chart 0.23, or a StatefulSet as from 0.24. */
export function poolWorkload(
  options: {
    kind?: WorkloadObject['kind'];
    key?: string;
    group?: string;
    replicas?: number;
    ready?: number;
    gpus?: string;
    requests?: Record<string, string>;
  } = {},
): WorkloadObject {
  const {
    kind = 'Deployment',
    key = 'llama-70b',
    group = key,
    replicas = 2,
    gpus = '8',
  } = options;
  const label =
    kind === 'Deployment' ? 'inference-pool' : 'app.kubernetes.io/pool';
  const component = kind === 'Deployment' ? 'harmony-dpl' : 'harmony';
  const labels = chartLabels(component, { [label]: key });
  return {
    kind,
    metadata: meta(`adaptive-harmony-${key}`, labels),
    replicas,
    selector: { 'app.kubernetes.io/instance': RELEASE, [label]: key },
    podLabels: labels,
    containers: [
      {
        name: 'harmony',
        image: 'registry.example/harmony:1.2.3',
        requests: options.requests ?? {
          cpu: '30',
          memory: '500Gi',
          'nvidia.com/gpu': gpus,
        },
        group,
      },
    ],
    tolerations: [
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
    ],
    status: {
      replicas,
      readyReplicas: options.ready ?? replicas,
      updatedReplicas: replicas,
      conditions: [],
    },
  };
}

export function componentWorkload(
  component: string,
  options: { replicas?: number; ready?: number } = {},
): WorkloadObject {
  const { replicas = 1, ready = replicas } = options;
  return {
    kind: 'Deployment',
    metadata: meta(`adaptive-${component}`, chartLabels(component)),
    replicas,
    selector: {},
    podLabels: {},
    containers: [
      { name: component, image: 'registry.example/x:1', requests: {} },
    ],
    tolerations: [],
    status: {
      replicas,
      readyReplicas: ready,
      updatedReplicas: replicas,
      conditions: [],
    },
  };
}

export type PodState =
  | 'ready'
  | 'starting'
  | 'pending'
  | { waiting: string; message?: string; lastReason?: string };

/** A pod as a workload of the given shape would have it. */
export function podOf(
  workload: WorkloadObject,
  name: string,
  state: PodState,
  options: { node?: string; owner?: string; since?: string } = {},
): PodObject {
  const pending = state === 'pending';
  const ready = state === 'ready';
  const owner = options.owner ?? workload.metadata.uid;
  const failing = typeof state === 'object' ? state : undefined;
  return {
    metadata: {
      ...meta(name, workload.podLabels),
      ownerReferences: [
        {
          kind: workload.kind === 'Deployment' ? 'ReplicaSet' : 'StatefulSet',
          name: workload.metadata.name,
          uid: owner,
          controller: true,
        },
      ],
    },
    ...(pending ? {} : { nodeName: options.node ?? 'gpu-1' }),
    tolerations: workload.tolerations,
    containers: workload.containers,
    phase: pending ? 'Pending' : 'Running',
    conditions: pending
      ? [
          condition(
            'PodScheduled',
            'False',
            'Unschedulable',
            '0/2 nodes are available: 2 Insufficient nvidia.com/gpu.',
          ),
        ]
      : [
          {
            ...condition('Ready', ready ? 'True' : 'False'),
            lastTransitionTime: options.since ?? '2026-11-22T14:03:30Z',
          },
        ],
    containerStates: pending
      ? []
      : [
          {
            name: 'harmony',
            ready,
            restartCount: failing ? 7 : 0,
            reason: failing?.waiting,
            message: failing?.message,
            lastReason: failing?.lastReason,
          },
        ],
  };
}

export function gpuNode(
  name: string,
  options: Partial<Omit<NodeObject, 'metadata'>> & {
    labels?: Record<string, string>;
    ready?: boolean;
  } = {},
): NodeObject {
  const { labels, ready = true, ...rest } = options;
  return {
    metadata: {
      ...meta(name, {
        'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
        ...labels,
      }),
      namespace: undefined,
    },
    unschedulable: false,
    taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
    allocatable: {
      cpu: '96',
      memory: '2000Gi',
      pods: '110',
      'nvidia.com/gpu': '8',
    },
    conditions: [condition('Ready', ready ? 'True' : 'False', 'Kubelet')],
    ...rest,
  };
}

export const CHART_QUERY =
  'clamp_max(sum(rate(harmony_ttft_timeout_count{namespace="chat",pool="llama-70b"}[5m])) / clamp_min(sum(rate(harmony_generation_requests_count{namespace="chat",pool="llama-70b"}[5m])), 0.00001), 1)';

const LOAD_TRIGGER = {
  type: 'prometheus',
  metricType: 'AverageValue' as const,
  metadata: {
    serverAddress: 'http://prometheus',
    query: 'sum(rate(harmony_generation_requests_count{namespace="chat"}[5m]))',
    threshold: '5',
  },
};

/** A ScaledObject with the one trigger of the chart, unless told otherwise. */
export function scaledObjectOf(
  workload: WorkloadObject,
  options: Partial<Omit<ScaledObjectObject, 'metadata' | 'target'>> & {
    annotations?: Record<string, string>;
    query?: string;
    threshold?: string;
    metricType?: 'AverageValue' | 'Value';
    /** A second trigger, for the load. */
    load?: boolean;
  } = {},
): ScaledObjectObject {
  const { annotations, query, threshold, metricType, load, ...rest } = options;
  const { name } = workload.metadata;
  return {
    metadata: { ...meta(name), annotations },
    target: { kind: workload.kind, name },
    minReplicaCount: 2,
    maxReplicaCount: 6,
    triggers: [
      {
        type: 'prometheus',
        metricType,
        metadata: {
          serverAddress: 'http://prometheus',
          query: query ?? CHART_QUERY,
          threshold: threshold ?? '0.1',
        },
      },
      ...(load ? [LOAD_TRIGGER] : []),
    ],
    status: {
      hpaName: `keda-hpa-${name}`,
      conditions: [
        condition('Ready', 'True', 'ScaledObjectReady'),
        condition('Active', 'False', 'ScalerNotActive'),
        condition('Fallback', 'False', 'NoFallbackFound'),
      ],
      health: {},
      externalMetricNames: ['s0-prometheus'],
    },
    ...rest,
  };
}

/** An HPA as KEDA makes it from `scaledObjectOf`. */
export function hpaOf(
  workload: WorkloadObject,
  options: {
    current?: number;
    desired?: number;
    average?: string;
    value?: string;
    targetType?: 'AverageValue' | 'Value';
    conditions?: Condition[];
    lastScaleTime?: string;
    behavior?: HpaObject['behavior'];
    max?: number;
  } = {},
): HpaObject {
  const { targetType = 'AverageValue', current = workload.replicas } = options;
  return {
    metadata: meta(`keda-hpa-${workload.metadata.name}`),
    target: { kind: workload.kind, name: workload.metadata.name },
    minReplicas: 2,
    maxReplicas: options.max ?? 6,
    metrics: [
      { type: 'External', name: 's0-prometheus', targetType, target: '100m' },
    ],
    behavior: options.behavior,
    status: {
      currentReplicas: current,
      desiredReplicas: options.desired ?? current,
      lastScaleTime: options.lastScaleTime ?? HOUR_AGO,
      currentMetrics: [
        {
          type: 'External',
          name: 's0-prometheus',
          ...(targetType === 'Value'
            ? { value: options.value ?? '0' }
            : { averageValue: options.average ?? '0' }),
        },
      ],
      conditions: [
        condition('AbleToScale', 'True', 'ReadyForNewScale'),
        condition('ScalingActive', 'True', 'ValidMetricFound'),
        condition('ScalingLimited', 'True', 'TooFewReplicas'),
        ...(options.conditions ?? []),
      ].filter(
        (c, i, all) => all.findLastIndex(other => other.type === c.type) === i,
      ),
    },
  };
}

export function applicationOf(
  options: Partial<ApplicationObject['status']> & {
    destination?: ApplicationObject['destination'];
  } = {},
): ApplicationObject {
  const { destination, ...status } = options;
  return {
    metadata: { ...meta('chat-eu'), namespace: 'argocd' },
    destination: destination ?? { name: 'eu-1', namespace: NAMESPACE },
    sources: [
      {
        repoUrl: 'ghcr.io/adaptive-ml',
        chart: 'adaptive',
        targetRevision: '0.23.0',
        releaseName: RELEASE,
        valueFiles: ['$values/engines/eu-1/chat/values.yaml'],
      },
      { repoUrl: 'https://git.example/platform.git', ref: 'values' },
    ],
    status: {
      sync: 'Synced',
      health: 'Healthy',
      revision: '4f2c1a9',
      conditions: [],
      ...status,
    },
  };
}
