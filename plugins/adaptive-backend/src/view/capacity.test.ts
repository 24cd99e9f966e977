import { gpuNode, podOf, poolWorkload } from './__testUtils__/objects';
import { computeCapacity, reportFit } from './capacity';
import { knownFit } from './knownFit';
import type { PodDemand } from './capacity';
import { sumRequests } from './quantities';

const GPU = 'nvidia.com/gpu';
const workload = poolWorkload();

function demand(requests: Record<string, string>): PodDemand {
  return {
    tolerations: workload.tolerations,
    requests: sumRequests([{ name: 'harmony', requests }]),
  };
}

const WHOLE_NODE = demand({ cpu: '30', memory: '500Gi', [GPU]: '8' });
const ONE_GPU = demand({ cpu: '30', memory: '500Gi', [GPU]: '1' });

describe('capacity by product', () => {
  it('counts other tenants, and leaves cordoned and broken nodes out', () => {
    const foreign = {
      ...podOf(workload, 'foreign', 'ready', { node: 'gpu-1' }),
      accountingOnly: true as const,
      containers: [{ name: 'x', requests: { [GPU]: '3' } }],
    };
    const { gpus } = computeCapacity(
      [
        gpuNode('gpu-1'),
        gpuNode('gpu-2'),
        gpuNode('gpu-3', { unschedulable: true }),
        gpuNode('gpu-4', { ready: false }),
        gpuNode('a100', {
          labels: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB' },
        }),
        gpuNode('cpu', { allocatable: { cpu: '8', memory: '32Gi' } }),
      ],
      [foreign, podOf(workload, 'done', 'ready', { node: 'gone' })],
    );
    expect(gpus).toEqual([
      {
        resource: GPU,
        product: 'NVIDIA-A100-SXM4-80GB',
        nodes: 1,
        allocatable: 8,
        requested: 0,
        free: 8,
        largestFreeOnOneNode: 8,
      },
      {
        resource: GPU,
        product: 'NVIDIA-H100-80GB-HBM3',
        nodes: 2,
        allocatable: 16,
        requested: 3,
        free: 13,
        largestFreeOnOneNode: 8,
      },
    ]);
  });

  it('forgets pods that are finished', () => {
    const done = {
      ...podOf(workload, 'p', 'ready'),
      phase: 'Succeeded' as const,
    };
    expect(computeCapacity([gpuNode('gpu-1')], [done]).gpus[0].free).toBe(8);
  });
});

describe('fit', () => {
  it('is by node: five and five free GPUs do not make eight', () => {
    const used = (node: string) => ({
      ...podOf(workload, `p-${node}`, 'ready', { node }),
      containers: [{ name: 'x', requests: { [GPU]: '3' } }],
    });
    const capacity = computeCapacity(
      [gpuNode('gpu-1'), gpuNode('gpu-2')],
      [used('gpu-1'), used('gpu-2')],
    );
    expect(reportFit(capacity, WHOLE_NODE, GPU)).toMatchObject({
      fitNow: 0,
      fitEmpty: 2,
      freeGpus: 10,
      largestFreeOnOneNode: 5,
      exclusions: [],
      lacking: [{ resource: GPU, nodes: 2 }],
    });
  });

  it('is by the scarcest resource: CPU often limits before GPUs', () => {
    const capacity = computeCapacity([gpuNode('gpu-1')], []);
    // 8 GPUs, but 96 CPUs hold three replicas of 30.
    expect(reportFit(capacity, ONE_GPU, GPU).fitNow).toBe(3);
    const small = computeCapacity(
      [
        gpuNode('gpu-1', {
          allocatable: { cpu: '96', memory: '400Gi', pods: '110', [GPU]: '8' },
        }),
      ],
      [],
    );
    expect(reportFit(small, ONE_GPU, GPU)).toMatchObject({
      fitNow: 0,
      lacking: [{ resource: 'memory', nodes: 1 }],
    });
  });

  it('stops at the number of pods a node may hold', () => {
    const capacity = computeCapacity(
      [
        gpuNode('gpu-1', {
          allocatable: { cpu: '96', memory: '1Ti', pods: '1', [GPU]: '8' },
        }),
      ],
      [],
    );
    expect(
      reportFit(capacity, demand({ cpu: '1', [GPU]: '1' }), GPU).fitNow,
    ).toBe(1);
  });

  it.each<[string, Parameters<typeof gpuNode>[1], Partial<PodDemand>, string]>([
    ['cordon', { unschedulable: true }, {}, 'cordoned'],
    ['a node that is not Ready', { ready: false }, {}, 'not Ready'],
    [
      'a taint that is not tolerated',
      { taints: [{ key: 'team', value: 'search', effect: 'NoSchedule' }] },
      {},
      'tainted team=search',
    ],
    [
      'a node selector',
      {},
      { nodeSelector: { zone: 'b' } },
      'not selected by zone=b',
    ],
  ])('is prevented by %s', (_name, node, more, reason) => {
    const capacity = computeCapacity([gpuNode('gpu-1', node)], []);
    expect(reportFit(capacity, { ...WHOLE_NODE, ...more }, GPU)).toMatchObject({
      fitNow: 0,
      nodes: 0,
      exclusions: [{ reason, nodes: 1 }],
    });
  });

  it.each([
    [{ key: 'team', operator: 'Equal' as const, value: 'search' }],
    [{ key: 'team', operator: 'Exists' as const }],
    [{ operator: 'Exists' as const }],
    [{ key: 'team', value: 'search', effect: 'NoSchedule' }],
  ])('is allowed by toleration %j', toleration => {
    const capacity = computeCapacity(
      [
        gpuNode('gpu-1', {
          taints: [
            { key: 'team', value: 'search', effect: 'NoSchedule' },
            { key: 'soft', effect: 'PreferNoSchedule' },
          ],
        }),
      ],
      [],
    );
    const tolerations = [toleration];
    expect(
      reportFit(capacity, { ...WHOLE_NODE, tolerations }, GPU).fitNow,
    ).toBe(1);
  });
});

describe('what fits', () => {
  it('is computed once for pools that ask for the same, anew for a new capacity', () => {
    const capacity = computeCapacity([gpuNode('gpu-1')], []);
    const ask = (gpus: number) =>
      knownFit(
        capacity,
        { ...poolWorkload(), requests: { 'nvidia.com/gpu': gpus } },
        'nvidia.com/gpu',
      );
    expect(ask(4)).toBe(ask(4));
    expect(ask(4).fitNow).toBe(2);
    expect(ask(8).fitNow).toBe(1);
    const selected = { nodeSelector: { disk: 'fast' } };
    const picky = { ...poolWorkload(), ...selected, requests: {} };
    expect(knownFit(capacity, picky, 'nvidia.com/gpu').nodes).toBe(0);
    const grown = computeCapacity([gpuNode('gpu-1'), gpuNode('gpu-2')], []);
    const again = { ...poolWorkload(), requests: { 'nvidia.com/gpu': 4 } };
    expect(knownFit(grown, again, 'nvidia.com/gpu').fitNow).toBe(4);
  });
});
