import type {
  ClusterFacts,
  EngineRef,
  Fact,
} from '@adaptive-portal/plugin-adaptive-common';
import fc from 'fast-check';
import { nodeGroup } from './exampleFacts';

function fact<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> {
  return fc.oneof(
    value.map(known => ({ value: known })),
    fc.constantFrom<Fact<T>>({}, { reason: 'the portal may not list it' }),
  );
}

const engine: fc.Arbitrary<EngineRef | undefined> = fc.constantFrom(
  undefined,
  { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' },
  { cluster: 'eu-1', namespace: 'team-search', release: 'search' },
);

const taint = fc.constantFrom(
  'nvidia.com/gpu=present:NoSchedule',
  'team=search:NoExecute',
  'x:PreferNoSchedule',
  '',
  '=:',
);

const node = fc
  .record({
    product: fc.constantFrom('H100', 'NVIDIA-A100', 'unknown'),
    labels: fc.constantFrom<Record<string, string>>(
      {},
      { 'nvidia.com/gpu.product': 'H100', gpu: 'true' },
      { 'nvidia.com/gpu.product': 'NVIDIA-A100' },
    ),
    nodes: fc.nat(20),
    allocatable: fc.nat(160),
    free: fc.nat(160),
    largestFreeOnOneNode: fc.nat(8),
    nodeGpus: fc.nat(16),
    freeCpu: fc.nat(128),
    nodeCpu: fc.double({ min: 0, max: 256, noNaN: true }),
    freeMemoryBytes: fc.nat(2 ** 31 - 1).map(mib => mib * 1024),
    nodeMemoryBytes: fc.nat(2 ** 31 - 1).map(mib => mib * 1024),
    taints: fc.array(taint, { maxLength: 2 }),
  })
  .map(nodeGroup);

const quota = fc.record({
  name: fc.constant('quota'),
  items: fc.array(
    fc.record({
      resource: fc.constantFrom(
        'requests.nvidia.com/gpu',
        'requests.cpu',
        'limits.memory',
        'pods',
      ),
      hard: fc.constantFrom('0', '16', '1Ti', 'x', ''),
      used: fc.constantFrom('0', '8', 'x'),
    }),
    { maxLength: 3 },
  ),
});

const names = fc.array(fc.constantFrom('fast', 'slow', 'nginx'), {
  maxLength: 2,
});

/** Facts of any cluster, known in part. */
export const arbitraryFacts: fc.Arbitrary<ClusterFacts> = fc.record(
  {
    name: fc.constant('eu-1'),
    known: fc.constantFrom(true, true, true, false),
    freshness: fc.constantFrom<ClusterFacts['freshness']>(
      { status: 'live', since: '2026-01-01T00:00:00.000Z' },
      { status: 'stale', since: '2026-01-01T00:00:00.000Z', message: 'late' },
    ),
    kubernetesVersion: fact(fc.constantFrom('v1.27.1', 'v1.33.0+k3s', '?')),
    gpuOperator: fact(fc.boolean()),
    nodes: fact(fc.array(node, { maxLength: 4 })),
    namespace: fact(
      fc.record({
        exists: fc.boolean(),
        taken: fc.boolean(),
        engine,
        quotas: fc.array(quota, { maxLength: 2 }),
      }),
    ),
    installed: fact(
      fc.record({
        keda: fc.boolean(),
        externalSecrets: fc.boolean(),
        sealedSecrets: fc.boolean(),
        argocd: fc.boolean(),
        flux: fc.boolean(),
        podMonitor: fc.boolean(),
      }),
    ),
    storageClasses: fact(
      fc.array(
        fc.record({ name: fc.constant('fast'), default: fc.boolean() }),
        {
          maxLength: 2,
        },
      ),
    ),
    ingressClasses: fact(names),
    externalMetrics: fact(
      fc.record({
        service: fc.constantFrom(undefined, 'keda/keda', 'x/adapter'),
        byEngine: fc.boolean(),
        engine,
      }),
    ),
    metrics: fact(
      fc.record({
        series: fc.dictionary(
          fc.constantFrom('up', 'harmony_ttft_timeout_count', '__proto__'),
          fc.boolean(),
        ),
        poolNames: fc.constantFrom([], ['judge', 'pool-a']),
      }),
    ),
    engineGpus: fact(fc.nat(64)),
  },
  {
    requiredKeys: [
      'name',
      'known',
      'kubernetesVersion',
      'gpuOperator',
      'nodes',
      'namespace',
      'installed',
      'storageClasses',
      'ingressClasses',
      'externalMetrics',
      'metrics',
      'engineGpus',
    ],
  },
);
