import type { Node, Pod, Taint } from '../core/objects';
import {
  addPod,
  createNodeState,
  evaluate,
  podRequests,
  unschedulableMessage,
} from './fit';

function node(
  name: string,
  options: {
    gpus?: number;
    cpu?: number;
    taints?: Taint[];
    unschedulable?: boolean;
    ready?: boolean;
    labels?: Record<string, string>;
  } = {},
): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: options.labels },
    spec: { taints: options.taints, unschedulable: options.unschedulable },
    status: {
      allocatable: {
        cpu: options.cpu ?? 96,
        memory: '1000Gi',
        pods: '110',
        'nvidia.com/gpu': `${options.gpus ?? 8}`,
      },
      conditions: [
        { type: 'Ready', status: options.ready === false ? 'False' : 'True' },
      ],
    },
  };
}

function pod(
  gpus: number,
  options: { cpu?: number; nodeSelector?: Record<string, string> } = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n' },
    spec: {
      nodeSelector: options.nodeSelector,
      tolerations: [
        { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      ],
      containers: [
        {
          name: 'harmony',
          resources: {
            requests: { cpu: options.cpu ?? 1 },
            limits: { 'nvidia.com/gpu': gpus, cpu: 64 },
          },
        },
      ],
    },
  };
}

describe('fit of a pod on a node', () => {
  it('takes requests, and limits where no request is set', () => {
    expect(Object.fromEntries(podRequests(pod(4)))).toEqual({
      cpu: 1,
      'nvidia.com/gpu': 4,
    });
  });

  it('counts what other pods hold', () => {
    const state = createNodeState(node('a'));
    expect(evaluate(pod(8), state)).toEqual({ fits: true });
    addPod(state, pod(2));
    expect(evaluate(pod(8), state)).toEqual({
      fits: false,
      reasons: ['Insufficient nvidia.com/gpu'],
      preemptible: true,
    });
  });

  it('lets CPU limit before GPUs do', () => {
    const state = createNodeState(node('a', { cpu: 40 }));
    addPod(state, pod(1, { cpu: 30 }));
    expect(evaluate(pod(1, { cpu: 30 }), state)).toMatchObject({
      reasons: ['Insufficient cpu'],
    });
  });

  it('respects selectors and tolerations', () => {
    const gpuTaint = { key: 'nvidia.com/gpu', effect: 'NoSchedule' };
    const state = createNodeState(
      node('a', { taints: [gpuTaint], labels: { gpu: 'h100' } }),
    );
    expect(evaluate(pod(1), state).fits).toBe(true);
    expect(
      evaluate(pod(1, { nodeSelector: { gpu: 'a100' } }), state),
    ).toMatchObject({
      reasons: ["node(s) didn't match Pod's node affinity/selector"],
    });
  });

  it('says why no node fits in the words of the real scheduler', () => {
    const full = createNodeState(node('full'));
    addPod(full, pod(2));
    const results = [
      full,
      createNodeState(node('small', { gpus: 0 })),
      createNodeState(node('cordoned', { unschedulable: true })),
      createNodeState(
        node('control', {
          taints: [
            {
              key: 'node-role.kubernetes.io/control-plane',
              effect: 'NoSchedule',
            },
          ],
        }),
      ),
      createNodeState(node('dead', { ready: false })),
    ].map(state => evaluate(pod(8), state));
    expect(unschedulableMessage(results)).toBe(
      '0/5 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, ' +
        '1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, 1 node(s) were unschedulable, ' +
        '2 Insufficient nvidia.com/gpu. preemption: 0/5 nodes are available: ' +
        '1 No preemption victims found for incoming pod, 4 Preemption is not helpful for scheduling.',
    );
  });
});
