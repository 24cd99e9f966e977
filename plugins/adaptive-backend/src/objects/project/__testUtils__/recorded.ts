import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** An object as a cluster gave it. */
export function recorded(name: string) {
  return parse(
    readFileSync(join(__dirname, '..', '__fixtures__', `${name}.yaml`), 'utf8'),
  );
}

/** Metadata that every object needs. */
export const metadata = {
  name: 'x',
  namespace: 'ns',
  uid: 'u',
  resourceVersion: '1',
};

/** A pod of a pool, with everything that is kept and some of what is not. */
export const gpuPod = {
  metadata: {
    ...metadata,
    labels: {
      'app.kubernetes.io/name': 'adaptive',
      'inference-pool': 'chat',
      'statefulset.kubernetes.io/pod-name': 'x',
    },
    annotations: {
      'prometheus.io/scrape': 'adaptive',
      'checksum/secret': 'abc',
    },
    managedFields: [{ manager: 'kubelet' }],
  },
  spec: {
    nodeName: 'gpu-1',
    nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
    tolerations: [
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
    ],
    initContainers: [
      { name: 'init', image: 'init:1' },
      {
        name: 'alloy',
        restartPolicy: 'Always',
        resources: { requests: { cpu: '100m' } },
      },
    ],
    containers: [
      {
        name: 'harmony',
        image: 'harmony:1',
        env: [
          { name: 'GROUP', value: 'Chat Pool' },
          { name: 'HARMONY_SECRET', value: 'hunter2' },
        ],
        resources: {
          limits: { 'nvidia.com/gpu': '8', cpu: 32 },
          requests: { cpu: 30 },
        },
      },
    ],
  },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
    ],
    containerStatuses: [
      {
        name: 'harmony',
        ready: false,
        restartCount: 3,
        state: {
          waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' },
        },
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
      },
    ],
    initContainerStatuses: [
      { name: 'init', state: { terminated: { exitCode: 0 } } },
    ],
  },
};
