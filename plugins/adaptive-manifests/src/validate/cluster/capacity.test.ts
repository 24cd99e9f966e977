import { exampleEngine } from '../../__testUtils__/exampleEngine';
import { nodeGroup } from '../../__testUtils__/exampleFacts';
import { found, nodes, rules } from '../../__testUtils__/clusterFindings';

const [llama, judge] = exampleEngine.pools;
const h100 = nodeGroup();
const a100 = nodeGroup({ product: 'NVIDIA-A100-SXM4-80GB' });

describe('room for the pools', () => {
  it('refuses a product that no node has, and says which there are', () => {
    const [finding] = found(nodes(a100));
    expect(finding).toMatchObject({
      rule: 'gpu-product-absent',
      severity: 'error',
      path: 'pools[0].nodeSelector',
      remedy: 'Accepted: "NVIDIA-A100-SXM4-80GB"',
      fix: [
        {
          op: 'add',
          path: '/pools/0/nodeSelector/nvidia.com~1gpu.product',
          value: 'NVIDIA-A100-SXM4-80GB',
        },
      ],
    });
  });

  it.each([
    ['GPUs', { nodeGpus: 4 }, 'pools[0].gpusPerReplica', 'has 4'],
    ['CPU', { nodeCpu: 16 }, 'pools[0].resources', 'has 16 CPU'],
    ['memory', { nodeMemoryBytes: 2 ** 38 }, 'pools[0].resources', 'has 256Gi'],
  ])(
    'refuses a replica that needs more %s than any node has',
    (_, less, path, words) => {
      const [finding] = found(nodes({ ...h100, ...less }, a100));
      expect(finding).toMatchObject({
        rule: 'replica-fits-no-node',
        severity: 'error',
        path,
      });
      expect(finding.sentence).toContain(words);
    },
  );

  it('refuses taints that the pool does not tolerate', () => {
    expect(
      rules(nodes({ ...h100, taints: ['team=search:NoSchedule'] }, a100)),
    ).toEqual(['error taints-not-tolerated pools[0].tolerations']);
    expect(
      rules(nodes({ ...h100, taints: ['team=search:PreferNoSchedule'] }, a100)),
    ).toEqual([]);
    expect(
      rules(nodes({ ...h100, taints: ['team=search:NoSchedule'] }, a100), {
        pools: [
          { ...llama, tolerations: [{ key: 'team', value: 'search' }] },
          judge,
        ],
      }),
    ).toEqual([]);
  });

  it('compares the smallest and the largest number with what nodes hold', () => {
    const one = { ...h100, nodes: 1, allocatable: 8, free: 8 };
    expect(rules(nodes(one, a100))).toEqual([
      'error min-above-cluster pools[0].minReplicas',
    ]);
    const four = { ...h100, nodes: 4, allocatable: 32, free: 32 };
    expect(rules(nodes(four, a100))).toEqual([
      'warning max-above-cluster pools[0].maxReplicas',
    ]);
  });

  it('adds up pools that share nodes', () => {
    const shared = { ...llama, name: 'other', minReplicas: 5, maxReplicas: 6 };
    expect(rules({}, { pools: [llama, shared] })).toEqual([
      'warning pools-max-above-cluster pools',
    ]);
    expect(
      rules({}, { pools: [{ ...llama, minReplicas: 4 }, shared] }),
    ).toEqual(['error pools-min-above-cluster pools']);
  });

  it('warns when there is no room now, unless the engine holds it already', () => {
    const full = { ...h100, free: 0, largestFreeOnOneNode: 0, requested: 64 };
    expect(rules(nodes(full, a100))).toEqual([
      'warning no-room-now pools[0].minReplicas',
    ]);
    expect(rules({ ...nodes(full, a100), engineGpus: { value: 17 } })).toEqual(
      [],
    );
    const noCpu = { ...h100, freeCpu: 8 };
    expect(found(nodes(noCpu, a100))[0].sentence).toContain('no 30 CPU free');
  });

  it('compares quotas with the engine and what others use', () => {
    const quota = (resource: string, hard: string, used = '0') => ({
      namespace: {
        value: {
          exists: true,
          taken: false,
          quotas: [{ name: 'gpus', items: [{ resource, hard, used }] }],
        },
      },
    });
    const gpus = 'requests.nvidia.com/gpu';
    expect(rules(quota(gpus, '16'))).toEqual(['error quota-below-min pools']);
    expect(rules(quota(gpus, '20'))).toEqual(['warning quota-below-max pools']);
    expect(rules(quota(gpus, '50'))).toEqual([]);
    expect(rules(quota(gpus, '50', '40'))).toEqual([
      'error quota-below-min pools',
    ]);
    expect(rules(quota('requests.memory', '1Ti'))).toEqual([
      'error quota-below-min pools',
    ]);
    expect(rules(quota('count/pods', '1'))).toEqual([]);
  });
});
