import type { FitReport } from './capacity';
import { describeRoom } from './room';

const NONE: FitReport = {
  fitNow: 0,
  fitEmpty: 0,
  nodes: 0,
  gpus: 0,
  freeGpus: 0,
  largestFreeOnOneNode: 0,
  exclusions: [],
  lacking: [],
  products: [],
};
const GPUS = { resource: 'nvidia.com/gpu', perReplica: 8 };

describe('describeRoom', () => {
  it.each<[string, Partial<FitReport>]>([
    [
      '14 of 32 GPUs are free on the 4 nodes it may use, but at most 5 on one',
      { nodes: 4, gpus: 32, freeGpus: 14, largestFreeOnOneNode: 5 },
    ],
    [
      '5 of 8 GPUs are free on the one node it may use; 2 other nodes are not Ready',
      {
        nodes: 1,
        gpus: 8,
        freeGpus: 5,
        largestFreeOnOneNode: 5,
        exclusions: [{ reason: 'not Ready', nodes: 2 }],
      },
    ],
    ['all 16 GPUs on the 2 nodes it may use are taken', { nodes: 2, gpus: 16 }],
    [
      '16 of 16 GPUs are free on the 2 nodes it may use, up to 8 on one, but 2 nodes lack free memory',
      {
        nodes: 2,
        gpus: 16,
        freeGpus: 16,
        largestFreeOnOneNode: 8,
        lacking: [{ resource: 'memory', nodes: 2 }],
      },
    ],
    [
      'no node may take it: 3 nodes are tainted team=search, 1 is cordoned',
      {
        exclusions: [
          { reason: 'tainted team=search', nodes: 3 },
          { reason: 'cordoned', nodes: 1 },
        ],
      },
    ],
    ['no node of this cluster has nvidia.com/gpu', {}],
  ])('%s', (text, fit) => {
    expect(describeRoom({ ...NONE, ...fit }, GPUS, 'it')).toBe(text);
  });
});
