import { metadata } from './__testUtils__/recorded';
import { testContext } from './__testUtils__/testContext';
import { projectNode, projectReplicaSet } from './projectCluster';

describe('projectNode', () => {
  it('keeps what decides whether a pod fits', () => {
    const node = {
      metadata: {
        name: 'gpu-1',
        uid: 'u',
        resourceVersion: '1',
        labels: { zone: 'a' },
      },
      spec: {
        unschedulable: true,
        taints: [{ key: 'gpu', effect: 'NoSchedule' }],
      },
      status: {
        allocatable: { 'nvidia.com/gpu': '8', pods: 110 },
        conditions: [{ type: 'Ready', status: 'True' }],
        nodeInfo: { kubeletVersion: 'v1.33.2' },
        images: [{ names: ['huge'] }],
      },
    };
    expect(projectNode(node, testContext())).toEqual({
      metadata: node.metadata,
      unschedulable: true,
      taints: [{ key: 'gpu', effect: 'NoSchedule' }],
      allocatable: { 'nvidia.com/gpu': '8', pods: '110' },
      conditions: [{ type: 'Ready', status: 'True' }],
      kubeletVersion: 'v1.33.2',
    });
  });
});

describe('projectReplicaSet', () => {
  it('holds those of an engine that have pods or should have some', () => {
    const replicaSet = (wanted: number, existing: number) => ({
      metadata,
      spec: { replicas: wanted },
      status: { replicas: existing },
    });
    expect(projectReplicaSet(replicaSet(0, 0), testContext('ns'))).toBe(
      'unwanted',
    );
    expect(
      projectReplicaSet(replicaSet(0, 1), testContext('ns')),
    ).toMatchObject({ replicas: 0 });
    expect(
      projectReplicaSet(replicaSet(2, 0), testContext('ns')),
    ).toMatchObject({ replicas: 2 });
    expect(projectReplicaSet(replicaSet(2, 2), testContext())).toBe('unwanted');
  });
});
