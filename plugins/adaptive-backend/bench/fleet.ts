/*
 * The fleet of the benchmark: raw objects as an API server would send them, made from templates when they are asked
 * for, so that a hundred thousand of them need no memory.
 */

/** Size of the fleet. */
export interface FleetSize {
  clusters: number;
  enginesPerCluster: number;
  poolsPerEngine: number;
  podsPerPool: number;
  /** Pods of other tenants in each cluster. */
  foreignPods: number;
}

/** Ten engines of four pools of twelve pods in every cluster. */
export const ENGINE_SHAPE = {
  enginesPerCluster: 10,
  poolsPerEngine: 4,
  podsPerPool: 12,
};

/** Pods of engines in the whole fleet. */
export function enginePods(size: FleetSize): number {
  return (
    size.clusters *
    size.enginesPerCluster *
    size.poolsPerEngine *
    size.podsPerPool
  );
}

type Values = Record<string, string | number>;

/** JSON with places for values, filled by joining: a thousand times faster than stringifying anew. */
function template(object: object): (values: Values) => string {
  const parts = JSON.stringify(object).split(/@(\w+)@/);
  return values =>
    parts.map((part, i) => (i % 2 === 0 ? part : values[part])).join('');
}

const META = {
  name: '@name@',
  namespace: '@namespace@',
  uid: 'uid-@kind@-@namespace@-@name@',
  resourceVersion: '@version@',
  creationTimestamp: '2026-11-01T00:00:00Z',
};
const ENGINE_LABELS = {
  'app.kubernetes.io/name': 'adaptive',
  'app.kubernetes.io/instance': '@release@',
  'helm.sh/chart': 'adaptive-0.23.0',
};
const POOL_LABELS = {
  ...ENGINE_LABELS,
  'app.kubernetes.io/component': 'harmony-dpl',
  'inference-pool': '@pool@',
};
const GPU_LIMITS = { 'nvidia.com/gpu': '1', cpu: '8', memory: '64Gi' };
const OWNER = (kind: string, name: string) => ({
  ownerReferences: [
    { kind, name, uid: `uid-${kind}-@namespace@-${name}`, controller: true },
  ],
});

// A recorded pod of the chart is about 7 KB; most of it is managedFields.
const MANAGED_FIELDS = Array.from({ length: 3 }, (_, i) => ({
  manager: ['kube-controller-manager', 'kube-scheduler', 'kubelet'][i],
  operation: 'Update',
  apiVersion: 'v1',
  time: '2026-11-01T00:00:00Z',
  fieldsV1: Object.fromEntries(
    Array.from({ length: 36 }, (_unused, field) => [
      `f:field-of-a-pod-number-${field}`,
      { '.': {}, 'f:value': {} },
    ]),
  ),
}));

const CONDITIONS = [
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
].map(type => ({
  type,
  status: 'True',
  lastProbeTime: null,
  lastTransitionTime: '2026-11-01T00:00:00Z',
}));

const podOf = (labels: object, owner: object, limits: object) =>
  template({
    metadata: { ...META, ...owner, labels, managedFields: MANAGED_FIELDS },
    spec: {
      nodeName: 'gpu-@node@',
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
      containers: [
        {
          name: 'harmony',
          image: 'registry.example/harmony:1.2.3',
          env: Array.from({ length: 20 }, (_, i) => ({
            name: `VARIABLE_${i}`,
            value: `value of variable ${i}`,
          })),
          resources: { limits, requests: limits },
        },
      ],
    },
    status: {
      phase: 'Running',
      conditions: CONDITIONS,
      containerStatuses: [
        {
          name: 'harmony',
          ready: true,
          restartCount: 0,
          state: { running: {} },
        },
      ],
    },
  });

const TEMPLATES = {
  pod: podOf(
    POOL_LABELS,
    OWNER('ReplicaSet', '@release@-@pool@-5d9f'),
    GPU_LIMITS,
  ),
  foreign: podOf({ app: 'other' }, OWNER('ReplicaSet', 'other-7c4b'), {
    cpu: '1',
    memory: '1Gi',
  }),
  deployment: template({
    metadata: { ...META, generation: 1, labels: POOL_LABELS },
    spec: {
      replicas: 12,
      selector: { matchLabels: POOL_LABELS },
      template: {
        metadata: { labels: POOL_LABELS },
        spec: {
          containers: [{ name: 'harmony', resources: { limits: GPU_LIMITS } }],
        },
      },
    },
    status: { observedGeneration: 1, conditions: [] },
  }),
  replicaSet: template({
    metadata: {
      ...META,
      labels: POOL_LABELS,
      ...OWNER('Deployment', '@release@-@pool@'),
    },
    spec: { replicas: 1 },
    status: { replicas: 1 },
  }),
  scaledObject: template({
    metadata: { ...META, labels: ENGINE_LABELS },
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: '@release@-@pool@' },
      minReplicaCount: 1,
      maxReplicaCount: 24,
      triggers: [
        {
          type: 'prometheus',
          metadata: { query: 'timeouts{pool="@pool@"}', threshold: '0.1' },
        },
      ],
    },
    status: { hpaName: 'keda-hpa-@name@', conditions: [] },
  }),
  hpa: template({
    metadata: { ...META, ...OWNER('ScaledObject', '@release@-@pool@') },
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: '@release@-@pool@' },
      minReplicas: 1,
      maxReplicas: 24,
      metrics: [],
    },
    status: { currentReplicas: 12, desiredReplicas: 12, conditions: [] },
  }),
  namespace: template({ metadata: { ...META, namespace: undefined } }),
  node: template({
    metadata: {
      ...META,
      namespace: undefined,
      labels: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
    },
    status: {
      allocatable: { 'nvidia.com/gpu': '8', cpu: '192', memory: '2000Gi' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }),
};

/** One object, as JSON. */
export interface FleetObject {
  json: string;
}

/** Name of a release: each is in one cluster only. */
export function releaseName(cluster: number, engine: number): string {
  return `chat-${cluster}-${engine}`;
}

/** The same pod, not ready. */
export function unready(json: string): string {
  return json
    .replace(
      '"type":"Ready","status":"True"',
      '"type":"Ready","status":"False"',
    )
    .replace('"ready":true', '"ready":false');
}

/** A collection of one cluster: how many objects it has, and each of them. */
export interface Collection {
  count: number;
  /** Release that an object belongs to, if any. */
  releaseOf(i: number): string | undefined;
  object(i: number, version: string): FleetObject;
}

/** The objects of one cluster. */
export class ClusterFleet {
  readonly #size: FleetSize;
  readonly #cluster: number;
  readonly #pools: number;
  readonly #pods: number;
  /** By the path of the collection. */
  readonly collections: ReadonlyMap<string, Collection>;

  constructor(size: FleetSize, cluster: number) {
    this.#size = size;
    this.#cluster = cluster;
    this.#pools = size.enginesPerCluster * size.poolsPerEngine;
    this.#pods = this.#pools * size.podsPerPool;
    const nodes = Math.ceil(this.#pods / 8);
    this.collections = new Map([
      [
        '/api/v1/namespaces',
        plain(size.enginesPerCluster, TEMPLATES.namespace, 'team-'),
      ],
      ['/api/v1/nodes', plain(nodes, TEMPLATES.node, 'gpu-')],
      ['/api/v1/pods', this.#allPods()],
      ['/apis/apps/v1/deployments', this.#perPool('Deployment', 'deployment')],
      [
        '/apis/apps/v1/replicasets',
        this.#perPool('ReplicaSet', 'replicaSet', '-5d9f'),
      ],
      [
        '/apis/keda.sh/v1alpha1/scaledobjects',
        this.#perPool('ScaledObject', 'scaledObject'),
      ],
      [
        '/apis/autoscaling/v2/horizontalpodautoscalers',
        this.#perPool('HorizontalPodAutoscaler', 'hpa'),
      ],
    ]);
  }

  /** A pool's pod, as it was changed at a version. */
  pod(i: number, version: string): FleetObject {
    const { podsPerPool } = this.#size;
    const values = this.#pool(Math.floor(i / podsPerPool));
    const name = `${values.release}-${values.pool}-5d9f-${i % podsPerPool}`;
    const node = Math.floor(i / 8);
    return {
      json: TEMPLATES.pod({ ...values, name, node, version, kind: 'Pod' }),
    };
  }

  #pool(i: number) {
    const { poolsPerEngine } = this.#size;
    const engine = Math.floor(i / poolsPerEngine);
    return {
      namespace: `team-${engine}`,
      release: releaseName(this.#cluster, engine),
      pool: `pool-${i % poolsPerEngine}`,
    };
  }

  #allPods(): Collection {
    const foreign = plain(this.#size.foreignPods, TEMPLATES.foreign, 'other-');
    return {
      count: this.#pods + foreign.count,
      releaseOf: i =>
        i < this.#pods
          ? this.#pool(Math.floor(i / this.#size.podsPerPool)).release
          : undefined,
      object: (i, version) =>
        i < this.#pods
          ? this.pod(i, version)
          : foreign.object(i - this.#pods, version),
    };
  }

  #perPool(
    kind: string,
    name: keyof typeof TEMPLATES,
    suffix = '',
  ): Collection {
    return {
      count: this.#pools,
      releaseOf: i => this.#pool(i).release,
      object: (i, version) => {
        const values = this.#pool(i);
        const full = `${values.release}-${values.pool}${suffix}`;
        return {
          json: TEMPLATES[name]({ ...values, name: full, version, kind }),
        };
      },
    };
  }
}

/** Objects that belong to no engine. */
function plain(
  count: number,
  fill: (values: Values) => string,
  prefix: string,
): Collection {
  return {
    count,
    releaseOf: () => undefined,
    object: (i, version) => ({
      json: fill({
        name: `${prefix}${i}`,
        namespace: 'other',
        version,
        kind: 'Other',
        node: i % 8,
      }),
    }),
  };
}
