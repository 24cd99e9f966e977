import { gpuPod, metadata } from './__testUtils__/recorded';
import { testContext } from './__testUtils__/testContext';
import { projectPod } from './projectPod';

describe('projectPod', () => {
  it('keeps what the view needs of an engine pod, and nothing else', () => {
    expect(projectPod(gpuPod, testContext())).toEqual({
      metadata: {
        ...metadata,
        labels: {
          'app.kubernetes.io/name': 'adaptive',
          'inference-pool': 'chat',
        },
        annotations: { 'prometheus.io/scrape': 'adaptive' },
      },
      nodeName: 'gpu-1',
      nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
      tolerations: [
        { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      ],
      containers: [
        {
          name: 'harmony',
          image: 'harmony:1',
          group: 'Chat Pool',
          requests: { 'nvidia.com/gpu': '8', cpu: '30' },
        },
        { name: 'alloy', requests: { cpu: '100m' } },
      ],
      phase: 'Running',
      conditions: [
        { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
      ],
      containerStates: [
        {
          name: 'harmony',
          ready: false,
          restartCount: 3,
          reason: 'CrashLoopBackOff',
          message: 'back-off 40s',
          lastReason: 'OOMKilled',
        },
      ],
    });
  });

  it('reduces a pod of another tenant to what it takes from its node', () => {
    const foreign = {
      ...gpuPod,
      metadata: { ...metadata, labels: { app: 'training' } },
    };
    expect(projectPod(foreign, testContext('elsewhere'))).toEqual({
      metadata,
      accountingOnly: true,
      nodeName: 'gpu-1',
      tolerations: [],
      containers: [
        { name: 'harmony', requests: { 'nvidia.com/gpu': '8', cpu: '30' } },
        { name: 'alloy', requests: { cpu: '100m' } },
      ],
      phase: 'Running',
      conditions: [],
      containerStates: [],
    });
  });

  it('does not hold finished pods of other tenants, which take nothing', () => {
    const finished = { metadata, status: { phase: 'Succeeded' } };
    expect(projectPod(finished, testContext())).toBe('unwanted');
    const failed = { metadata, status: { phase: 'Failed' } };
    expect(projectPod(failed, testContext())).toBe('unwanted');
  });

  it('holds failed pods of an engine, which tell why, and none that succeeded', () => {
    const failed = { metadata, status: { phase: 'Failed' } };
    expect(projectPod(failed, testContext('ns'))).toMatchObject({
      phase: 'Failed',
    });
    const finished = { metadata, status: { phase: 'Succeeded' } };
    expect(projectPod(finished, testContext('ns'))).toBe('unwanted');
  });

  it('keeps every pod of a namespace that holds an engine in full', () => {
    const mlflow = {
      ...gpuPod,
      metadata: { ...metadata, labels: { app: 'mlflow' } },
    };
    expect(projectPod(mlflow, testContext('ns'))).toMatchObject({
      metadata: { labels: { app: 'mlflow' } },
      nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
    });
  });

  it('leaves out conditions that are true of every pod that runs', () => {
    const conditions = [
      { type: 'Initialized', status: 'True' },
      { type: 'ContainersReady', status: 'False' },
      { type: 'Ready', status: 'True' },
      { type: 'PodScheduled', status: 'True' },
    ];
    expect(
      projectPod({ metadata, status: { conditions } }, testContext('ns')),
    ).toMatchObject({
      conditions: [
        { type: 'ContainersReady', status: 'False' },
        { type: 'Ready', status: 'True' },
      ],
    });
  });

  it('shares equal parts between pods', () => {
    const context = testContext('ns');
    const [first, second] = [
      projectPod(gpuPod, context),
      projectPod(gpuPod, context),
    ];
    if (typeof first !== 'object' || typeof second !== 'object')
      throw new Error('not projected');
    expect(first).not.toBe(second);
    expect(first.containers).toBe(second.containers);
    expect(first.metadata.labels).toBe(second.metadata.labels);
  });
});
