import type {
  ComputePool,
  Engine,
  EngineSummary,
  Freshness,
  Stage,
} from '@adaptive-portal/plugin-adaptive-common';

const at = '2026-11-22T09:00:00Z';
const live: Freshness = { status: 'live', since: at, lastSeenAt: at };

const okStages: Stage[] = [
  {
    id: 'metric',
    verdict: 'ok',
    value: '0 %',
    sentence: 'No request timed out in the last 5 minutes.',
    observedAt: at,
    source: 'Prometheus main',
  },
  {
    id: 'trigger',
    verdict: 'ok',
    value: 'inactive',
    limit: 'above 10 %',
    sentence: 'The ratio is below the threshold.',
    observedAt: at,
    source: 'ScaledObject team-chat/chat-eu-judge',
  },
  {
    id: 'hpa',
    verdict: 'ok',
    value: 'wants 1, now 1',
    limit: '1 to 2',
    sentence: 'The HPA wants what is there.',
    observedAt: at,
  },
  {
    id: 'workload',
    verdict: 'ok',
    value: '1 of 1',
    sentence: 'The Deployment has the replicas it was asked for.',
    observedAt: at,
  },
  {
    id: 'pods',
    verdict: 'ok',
    value: '1 ready',
    sentence: 'All pods are ready.',
    observedAt: at,
  },
  {
    id: 'nodes',
    verdict: 'ok',
    value: '8 of 64 GPUs free',
    sentence: 'There is room for one more replica.',
    observedAt: at,
  },
];

/** @internal */
export const judge: ComputePool = {
  name: 'judge',
  key: 'judge',
  workload: { kind: 'Deployment', name: 'chat-eu-judge' },
  status: 'healthy',
  statusReason: '1 of 1 replicas are ready',
  replicas: {
    min: 1,
    max: 2,
    desired: 1,
    current: 1,
    ready: 1,
    starting: 0,
    pending: 0,
  },
  gpus: {
    resource: 'nvidia.com/gpu',
    perReplica: 1,
    requested: 1,
    allocated: 1,
  },
  autoscaling: { mode: 'keda', threshold: 0.1, metricType: 'Value' },
  metrics: {
    ttftTimeoutRatio: { value: 0, at, source: 'main' },
    requestRate: { value: 3.25, at, source: 'main' },
    ttftP95: { value: 412, at, source: 'main' },
    ttftTimeoutHistory: [
      [1, 0],
      [2, 0],
      [3, 0],
    ],
  },
  pods: [
    {
      name: 'chat-eu-judge-5d8f-x2k4p',
      phase: 'Ready',
      node: 'eu-1-gpu-3',
      createdAt: at,
      restarts: 0,
    },
  ],
  problems: [],
  scalingPath: {
    stages: okStages,
    summary: 'One replica is enough: no request times out.',
    computedReplicas: 1,
    agreement: 'explained',
  },
};

function replaceStages(changes: Partial<Record<Stage['id'], Partial<Stage>>>) {
  return okStages.map(stage => ({ ...stage, ...changes[stage.id] }));
}

/** @internal */
export const llama: ComputePool = {
  ...judge,
  name: 'llama-70b',
  key: 'llama-70b',
  workload: { kind: 'Deployment', name: 'chat-eu-llama-70b' },
  status: 'waitingForGpus',
  statusReason: '2 pods wait for 16 GPUs that no node has free',
  replicas: {
    min: 2,
    max: 6,
    desired: 6,
    current: 6,
    ready: 4,
    starting: 0,
    pending: 2,
  },
  gpus: {
    resource: 'nvidia.com/gpu',
    perReplica: 8,
    requested: 48,
    allocated: 32,
  },
  metrics: {
    ttftTimeoutRatio: { value: 0.23, at, source: 'main' },
    requestRate: { value: 41.7, at, source: 'main' },
    ttftP95: { value: 8100, at, source: 'main' },
    ttftTimeoutHistory: [
      [1, 0.02],
      [2, 0.04],
      [3, 0.11],
      [4, 0.19],
      [5, 0.23],
    ],
  },
  pods: [
    {
      name: 'chat-eu-llama-70b-7c9-aaaaa',
      phase: 'Ready',
      node: 'eu-1-gpu-1',
      restarts: 1,
    },
    {
      name: 'chat-eu-llama-70b-7c9-bbbbb',
      phase: 'Pending',
      reason: '0/10 nodes are available: 10 Insufficient nvidia.com/gpu.',
      restarts: 0,
    },
  ],
  problems: [
    {
      code: 'pending-for-gpus',
      severity: 'critical',
      pool: 'llama-70b',
      sentence: '2 pods wait for 16 GPUs; no node of product H100 has 8 free.',
      evidence: [
        {
          object: 'Pod team-chat/chat-eu-llama-70b-7c9-bbbbb',
          field: 'status.conditions[PodScheduled].reason',
          value: 'Unschedulable',
        },
      ],
      remedy: 'Add a node with 8 free GPUs, or lower the maximum of the pool.',
      since: at,
    },
  ],
  scalingPath: {
    stages: replaceStages({
      metric: { value: '23 %', sentence: 'Of 41.7 requests/s, 23 % time out.' },
      trigger: { value: 'active', sentence: '23 % is above 10 %.' },
      hpa: { value: 'wants 6, now 6', limit: '2 to 6' },
      workload: { value: '6 of 6' },
      pods: {
        verdict: 'broken',
        value: '4 ready, 2 pending',
        sentence: 'Two pods are on no node.',
      },
      nodes: {
        verdict: 'limiting',
        value: '0 of 64 GPUs free',
        limit: '8 per replica',
        sentence: 'No node of product H100 has 8 GPUs free.',
      },
    }),
    limitedBy: 'nodes',
    summary: 'Two pods wait for 16 GPUs. No node of product H100 has 8 free.',
    computedReplicas: 6,
    agreement: 'explained',
    next: {
      replicas: 6,
      sentence: 'As soon as 8 GPUs are free on one node, a pod starts.',
    },
  },
};

/** @internal */
export const mistral: ComputePool = {
  ...judge,
  name: 'mistral-7b',
  key: 'mistral-7b',
  workload: { kind: 'Deployment', name: 'chat-eu-mistral-7b' },
  status: 'scalingOut',
  statusReason: 'From 2 to 3 replicas, 1 is starting',
  replicas: {
    min: 1,
    max: 5,
    desired: 3,
    current: 3,
    ready: 2,
    starting: 1,
    pending: 0,
  },
  gpus: {
    resource: 'nvidia.com/gpu',
    perReplica: 1,
    requested: 3,
    allocated: 3,
  },
};

/** A pool whose metric has no series. @internal */
export const blind: ComputePool = {
  ...judge,
  name: 'embedder',
  key: 'embedder',
  workload: { kind: 'Deployment', name: 'chat-eu-embedder' },
  status: 'blind',
  statusReason: 'The trigger sees no series for pool embedder',
  metrics: {
    ttftTimeoutRatio: { reason: 'Prometheus main has no series for the pool' },
    requestRate: { reason: 'Prometheus main has no series for the pool' },
    ttftP95: { reason: 'Prometheus main has no series for the pool' },
  },
  scalingPath: {
    ...judge.scalingPath,
    stages: replaceStages({
      metric: {
        verdict: 'broken',
        value: 'no series',
        sentence: 'Nothing exports the metric for this pool.',
        observedAt: undefined,
      },
      trigger: { verdict: 'unknown', value: 'unknown' },
    }),
    limitedBy: 'metric',
    agreement: 'notApplicable',
  },
};

/** @internal */
export const healthyEngine: Engine = {
  ref: { cluster: 'eu-1', namespace: 'team-chat', release: 'chat-eu' },
  status: 'healthy',
  statusReason: 'All is well',
  chartVersion: '0.23.0',
  computePools: [judge],
  components: [
    {
      id: 'control-plane',
      title: 'Control plane',
      workload: 'Deployment chat-eu-adaptive-controlplane',
      desired: 1,
      ready: 1,
      image: 'ghcr.io/adaptive-ml/control-plane:1.4.0',
    },
  ],
  problems: [],
  gitops: {
    tool: 'argocd',
    object: 'argocd/team-chat-chat-eu',
    cluster: 'eu-1',
    sync: 'Synced',
    health: 'Healthy',
    revision: '4f2c1a9d8e7b6a5f4c3d2e1f0a9b8c7d6e5f4a3b',
  },
  links: [
    {
      id: 'controlPlane',
      title: 'Control plane',
      url: 'https://chat.example.com',
    },
    { id: 'mlflow', title: 'MLflow', url: 'https://chat.example.com/mlflow' },
    { id: 'grafana', title: 'Grafana', url: 'https://grafana.example.com/d/x' },
    {
      id: 'prometheus',
      title: 'Prometheus',
      url: 'http://prometheus.example.com/graph',
    },
    { id: 'argocd', title: 'Argo CD', url: 'https://argocd.example.com/app' },
  ],
  sources: [
    { id: 'kubernetes:eu-1', title: 'Cluster eu-1', freshness: live },
    { id: 'prometheus:main', title: 'Prometheus main', freshness: live },
  ],
  freshness: live,
  mlflow: 'internal',
  version: '1',
};

/** @internal */
export const troubledEngine: Engine = {
  ...healthyEngine,
  status: 'degraded',
  statusReason: 'Pool llama-70b waits for 16 GPUs that no node has free',
  computePools: [llama, mistral, judge, blind],
  problems: [
    ...llama.problems,
    {
      code: 'average-value',
      severity: 'warning',
      pool: 'llama-70b',
      sentence:
        'The trigger uses AverageValue, so the ratio is divided by the replicas.',
      evidence: [
        {
          object: 'ScaledObject team-chat/chat-eu-llama-70b',
          field: 'spec.triggers[0].metricType',
          value: 'AverageValue',
        },
      ],
      remedy: 'Set metricType to Value.',
    },
  ],
  version: '2',
};

/** With all that only some engines have: alerts, tools, measurements of GPUs and tokens. @internal */
export const measuredEngine: Engine = {
  ...healthyEngine,
  metrics: { tokensPerSecond: { value: 1240.4, at, source: 'main' } },
  computePools: [
    {
      ...judge,
      metrics: {
        ...judge.metrics,
        ttftP50: { value: 180, at, source: 'main' },
        gpuUtilization: { value: 0.87, at, source: 'main' },
        gpuMemory: { reason: 'No DCGM exporter is scraped' },
        triggers: [
          {
            metric: 's0-prometheus',
            value: { value: 0.25, at, source: 'main' },
            latency: { value: 12, at, source: 'main' },
          },
        ],
      },
    },
  ],
  alerts: [
    {
      name: 'AdaptiveTimeouts',
      state: 'firing',
      severity: 'critical',
      summary: 'Every fourth request times out',
      since: at,
      source: 'main',
      labels: { alertname: 'AdaptiveTimeouts', pool: 'judge' },
      runbookUrl: 'https://runbooks.example.com/timeouts',
    },
    {
      name: 'AdaptivePodRestarts',
      state: 'firing',
      severity: 'warning',
      source: 'alertmanager',
      labels: { alertname: 'AdaptivePodRestarts' },
      silenced: { by: 'pat', until: at, comment: 'Known, nodes are replaced' },
    },
  ],
  surroundings: {
    secrets: [
      {
        name: 'chat-eu-secrets',
        kind: 'ExternalSecret',
        object: 'chat-eu',
        store: 'ClusterSecretStore/vault',
        state: 'failed',
        reason: 'could not get secret data from provider',
      },
    ],
    volumes: [
      {
        name: 'mlflow-data',
        phase: 'Pending',
        reason: 'No storage class is the default',
        size: '10Gi',
      },
    ],
    ingresses: [
      {
        name: 'chat-eu',
        hosts: ['chat.example.com'],
        tlsHosts: ['chat.example.com'],
        addresses: ['10.0.0.9'],
      },
    ],
    disruptionBudgets: [],
    quotas: [
      {
        name: 'gpus',
        limits: [{ resource: 'requests.nvidia.com/gpu', used: '8', hard: '8' }],
      },
    ],
  },
  services: [
    {
      id: 'mlflow',
      title: 'MLflow',
      freshness: live,
      version: '3.1.0',
      facts: [{ label: 'Experiments', value: '12' }],
      items: [
        { kind: 'run', id: 'r1', name: 'judge-7', state: 'FINISHED', at },
      ],
    },
    {
      id: 'grafana',
      title: 'Grafana',
      freshness: {
        status: 'unreachable',
        since: at,
        message: 'not reachable from here',
      },
      facts: [],
    },
  ],
};

/** @internal */
export const unreachableEngine: Engine = {
  ...healthyEngine,
  freshness: {
    status: 'unreachable',
    since: '2026-11-22T09:03:11Z',
    lastSeenAt: '2026-11-22T09:02:58Z',
    message: 'connect ECONNREFUSED 10.0.0.7:6443',
  },
  sources: [
    {
      id: 'kubernetes:eu-1',
      title: 'Cluster eu-1',
      freshness: {
        status: 'unreachable',
        since: '2026-11-22T09:03:11Z',
        message: 'connect ECONNREFUSED 10.0.0.7:6443',
      },
    },
    { id: 'prometheus:main', title: 'Prometheus main', freshness: live },
  ],
};

/** @internal */
export function toSummary(engine: Engine): EngineSummary {
  const count = (severity: string) =>
    engine.problems.filter(problem => problem.severity === severity).length;
  return {
    ref: engine.ref,
    status: engine.status,
    statusReason: engine.statusReason,
    chartVersion: engine.chartVersion,
    pools: engine.computePools.map(pool => ({
      name: pool.name,
      key: pool.key,
      status: pool.status,
      statusReason: pool.statusReason,
      replicas: pool.replicas,
      gpus: pool.gpus,
      ttftTimeoutRatio: pool.metrics.ttftTimeoutRatio,
    })),
    problems: {
      critical: count('critical'),
      warning: count('warning'),
      info: count('info'),
    },
    freshness: engine.freshness,
    version: engine.version,
  };
}

/** @internal */
export const engineSummary: EngineSummary = toSummary(healthyEngine);
