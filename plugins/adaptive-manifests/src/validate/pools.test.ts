import {
  big,
  engine,
  judge,
  off,
  pool,
  type EngineCase,
} from '../__testUtils__/engineCases';
import { exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

const cases: EngineCase[] = [
  ['error', 'release-name', 'name', engine({ name: 'Chat' })],
  ['error', 'release-name', 'name', engine({ name: '-chat' })],
  ['error', 'release-name', 'name', engine({ name: 'a'.repeat(54) })],
  ['error', 'names-collapse', 'name', engine({ name: 'a'.repeat(20) })],
  [
    'error',
    'names-collapse',
    'name',
    engine({ name: `adaptive-${'a'.repeat(20)}` }),
  ],
  ['info', 'names-cut', 'name', engine({ name: 'support-bot' })],
  ['error', 'owner', 'owner', engine({ owner: 'a b' })],
  ['error', 'owner', 'owner', engine({ owner: 'component:default/x' })],
  [
    'warning',
    'owner-not-on-namespace',
    'owner',
    engine({ owner: 'user:default/erin' }),
  ],
  ['error', 'cluster-name', 'cluster', engine({ cluster: 'a/b' })],
  ['error', 'namespace', 'namespace', engine({ namespace: 'Team' })],
  ['error', 'namespace', 'namespace', engine({ namespace: 'a'.repeat(64) })],
  [
    'error',
    'namespace-reserved',
    'namespace',
    engine({ namespace: 'kube-system' }),
  ],
  [
    'error',
    'chart-version',
    'chartVersion',
    engine({ chartVersion: '0.13.7' }),
  ],
  ['error', 'pools-missing', 'pools', engine({ pools: [] })],
  ['error', 'pool-name', 'pools[0].name', pool({ name: 'x"} or vector(1) #' })],
  ['error', 'pool-name', 'pools[0].name', pool({ name: 'a..b' })],
  ['error', 'pool-name', 'pools[0].name', pool({ name: 'größe' })],
  ['error', 'pool-name', 'pools[0].name', pool({ name: '{{ .Values }}' })],
  ['error', 'pool-name-not-text', 'pools[0].name', pool({ name: '1e3' })],
  ['error', 'pool-name-not-text', 'pools[0].name', pool({ name: 'true' })],
  ['error', 'pool-name-not-text', 'pools[0].name', pool({ name: '8' })],
  ['warning', 'pool-name-changes', 'pools[0].name', pool({ name: 'Pool-A' })],
  ['warning', 'pool-name-changes', 'pools[0].name', pool({ name: 'l40s' })],
  ['error', 'hpa-name', 'pools[0].name', pool({ name: 'p'.repeat(33) })],
  [
    'error',
    'pool-workload-name',
    'pools[0].name',
    pool({ name: 'p'.repeat(42) }),
  ],
  [
    'error',
    'pool-names-equal',
    'pools[1].name',
    engine({
      pools: [
        { ...big, name: 'A B' },
        { ...big, name: 'a_b' },
      ],
    }),
  ],
  ['error', 'pool-replicas', 'pools[0].minReplicas', pool({ minReplicas: 0 })],
  [
    'error',
    'pool-replicas',
    'pools[0].maxReplicas',
    pool({ maxReplicas: 1.5 }),
  ],
  [
    'error',
    'pool-min-above-max',
    'pools[0].maxReplicas',
    pool({ minReplicas: 7 }),
  ],
  [
    'error',
    'pool-gpus',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 0 }),
  ],
  [
    'error',
    'pool-gpus',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 17 }),
  ],
  [
    'error',
    'pool-gpus',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 1.5 }),
  ],
  [
    'error',
    'node-selector',
    'pools[0].nodeSelector',
    pool({ nodeSelector: { 'a b': 'c' } }),
  ],
  [
    'error',
    'node-selector',
    'pools[0].nodeSelector',
    pool({ nodeSelector: { a: 'c d' } }),
  ],
  [
    'error',
    'node-selector-keys',
    'pools[0].nodeSelector',
    pool({ nodeSelector: { a: 'x', b: 'y' } }),
  ],
  [
    'error',
    'node-selector-differs',
    'pools[1].nodeSelector',
    engine({ pools: [big, { ...judge, nodeSelector: { zone: 'a' } }] }),
  ],
  [
    'error',
    'node-selector-differs',
    'pools[1].nodeSelector',
    engine({ pools: [big, { ...judge, nodeSelector: undefined }] }),
  ],
  [
    'error',
    'pool-cpu',
    'pools[0].resources.cpu',
    pool({ resources: { cpu: 0, memory: '1Gi' } }),
  ],
  [
    'error',
    'pool-memory',
    'pools[0].resources.memory',
    pool({ resources: { cpu: 1, memory: '1G' } }),
  ],
  [
    'info',
    'pool-resources-default',
    'pools[0].resources',
    pool({ gpusPerReplica: 1 }),
  ],
  [
    'warning',
    'pool-gpus-node',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 9 }),
  ],
  [
    'warning',
    'pool-gpus-node',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 3 }),
  ],
  [
    'warning',
    'pool-max-unused',
    'pools[0].maxReplicas',
    engine({ autoscaling: off, pools: [big] }),
  ],
];

describe('names and pools of an engine', () => {
  it.each(cases)('reports %s %s at %s (%#)', (severity, rule, path, input) => {
    const found = validateEngine(input, exampleTarget).filter(
      finding => finding.rule === rule,
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity, path });
    expect(found[0].sentence).not.toMatch(/[.\n]$/);
    expect(found[0].remedy).not.toBe('');
  });
});
