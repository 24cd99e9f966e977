import { condition, gpuNode, HOUR_AGO } from '../view/__testUtils__/objects';
import { TestPlatform } from '../view/__testUtils__/TestPlatform';
import { codes, SOUND } from './__testUtils__/platform';

/** A pool whose only pod has waited for a GPU for an hour, until a node came. */
describe('a pool that waited for a new node', () => {
  function waited(): TestPlatform {
    const platform = new TestPlatform();
    const workload = platform.pool({
      workload: { replicas: 1, ready: 0 },
      pods: ['pending'],
      scaledObject: { ...SOUND, minReplicaCount: 1 },
    });
    platform.put('apps/deployments', {
      ...workload,
      status: {
        ...workload.status,
        conditions: [
          condition('Progressing', 'False', 'ProgressDeadlineExceeded'),
        ],
      },
    });
    return platform;
  }

  function addNode(platform: TestPlatform, readyAt: string): TestPlatform {
    const node = gpuNode('gpu-1');
    platform.put('nodes', {
      ...node,
      conditions: [
        { ...condition('Ready', 'True'), lastTransitionTime: readyAt },
      ],
    });
    return platform;
  }

  function place(platform: TestPlatform, at: string): TestPlatform {
    for (const pod of platform.store.cluster('eu-1')?.list('pods') ?? []) {
      platform.put('pods', {
        ...pod,
        nodeName: 'gpu-1',
        conditions: ['PodScheduled', 'Ready'].map(type => ({
          type,
          status: type === 'Ready' ? ('False' as const) : ('True' as const),
          lastTransitionTime: at,
        })),
      });
    }
    return addNode(platform, HOUR_AGO);
  }

  const TROUBLE = ['zero-ready', 'pending-for-node', 'rollout-stuck'];
  const trouble = (platform: TestPlatform) =>
    codes(platform).filter(code => TROUBLE.includes(code));

  it('waits for GPUs until then', () => {
    expect(waited().onlyPool().status).toBe('waitingForGpus');
  });

  it('starts when the node came, before the scheduler has looked again', () => {
    const platform = addNode(waited(), '2026-11-22T14:03:00Z');
    expect(trouble(platform)).toEqual([]);
    expect(platform.onlyPool()).toMatchObject({
      status: 'starting',
      statusReason: '0 of 1 replica Ready, 1 pending.',
    });
  });

  it('has failed when the scheduler goes on to refuse it', () => {
    const platform = addNode(waited(), '2026-11-22T13:50:00Z');
    expect(trouble(platform)).toEqual(['pending-for-node', 'zero-ready']);
  });

  it('starts when it has got the node, whatever the deadline of the rollout', () => {
    const platform = place(waited(), '2026-11-22T14:00:00Z');
    expect(trouble(platform)).toEqual([]);
    expect(platform.onlyPool().status).toBe('starting');
  });

  it('has failed when its pod does not become Ready there', () => {
    const platform = place(waited(), '2026-11-22T13:50:00Z');
    expect(trouble(platform)).toEqual(['zero-ready', 'rollout-stuck']);
  });
});
