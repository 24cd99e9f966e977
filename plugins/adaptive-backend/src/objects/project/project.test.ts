import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { RESOURCES, WATCHED_RESOURCES } from '../resources';
import { projectApplication } from './projectApplication';
import { projectNode, projectReplicaSet } from './projectCluster';
import { projectEvent } from './projectEvent';
import { projectHpa } from './projectHpa';
import { projectPod } from './projectPod';
import { projectScaledObject } from './projectScaledObject';
import { projectDeployment, projectStatefulSet } from './projectWorkload';
import { records } from './raw';
import { testContext } from './__testUtils__/testContext';

function recorded(name: string) {
  return parse(
    readFileSync(join(__dirname, '__fixtures__', `${name}.yaml`), 'utf8'),
  );
}

const metadata = { name: 'x', namespace: 'ns', uid: 'u', resourceVersion: '1' };

const gpuPod = {
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

const FIELDS =
  'metadata spec status name uid labels annotations managedFields containers template conditions metrics triggers sources involvedObject resources type tolerations health behavior'.split(
    ' ',
  );

describe('projections', () => {
  it.each(WATCHED_RESOURCES)(
    '%s: never throw, whatever the object looks like',
    resource => {
      const key = fc.constantFrom(...FIELDS);
      const { tree } = fc.letrec(tie => ({
        tree: fc.oneof(
          { maxDepth: 5 },
          fc.constantFrom(null, undefined, 0, 1.5, NaN, '', 'text', true),
          fc.array(tie('tree'), { maxLength: 3 }),
          fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
        ),
      }));
      fc.assert(
        fc.property(tree, tree, tree, (spec, status, other) => {
          const { project } = RESOURCES[resource];
          expect(project(spec, testContext('ns'))).toBeDefined();
          const object = { metadata, spec, status, involvedObject: other };
          expect(project(object, testContext('ns'))).toBeDefined();
        }),
      );
    },
  );

  it.each(WATCHED_RESOURCES)(
    '%s: an object without a name or uid is invalid',
    resource => {
      const { project } = RESOURCES[resource];
      expect(project({ metadata: { name: 'x' } }, testContext('ns'))).toBe(
        'invalid',
      );
      expect(project({ metadata: { uid: 'x' } }, testContext('ns'))).toBe(
        'invalid',
      );
    },
  );
});

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
    expect(projectPod(finished, testContext('ns'))).toMatchObject({
      phase: 'Succeeded',
    });
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

describe('projectWorkload', () => {
  const workload = {
    metadata: { ...metadata, generation: 4 },
    spec: {
      replicas: 0,
      selector: { matchLabels: { 'inference-pool': 'chat' } },
      template: {
        metadata: { labels: { 'inference-pool': 'chat' } },
        spec: gpuPod.spec,
      },
    },
    status: {
      observedGeneration: 3,
      replicas: 2,
      readyReplicas: 1,
      updateRevision: 'r2',
    },
  };

  it('keeps a Deployment with zero replicas at zero', () => {
    expect(projectDeployment(workload, testContext())).toMatchObject({
      kind: 'Deployment',
      replicas: 0,
      selector: { 'inference-pool': 'chat' },
      podLabels: { 'inference-pool': 'chat' },
      containers: [{ group: 'Chat Pool' }, { name: 'alloy' }],
      status: {
        observedGeneration: 3,
        replicas: 2,
        readyReplicas: 1,
        updatedReplicas: 0,
      },
    });
  });

  it('keeps who owns the replicas, and nothing else of managedFields', () => {
    const at = '2026-11-22T14:00:00Z';
    const managedFields = [
      {
        manager: 'argocd-controller',
        operation: 'Apply',
        time: at,
        fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:template': {} } },
      },
      {
        manager: 'kubectl',
        time: at,
        fieldsV1: { 'f:spec': { 'f:template': {} } },
      },
      {
        manager: 'kube-controller-manager',
        subresource: 'status',
        time: at,
        fieldsV1: { 'f:status': { 'f:replicas': {} } },
      },
      { manager: 'odd', fieldsV1: 'f:replicas' },
    ];
    const owned = { ...workload, metadata: { ...metadata, managedFields } };
    const projected = projectDeployment(owned, testContext());
    expect(projected).toMatchObject({
      replicasBy: [{ manager: 'argocd-controller', at }],
    });
    expect(JSON.stringify(projected)).not.toMatch(/kubectl|f:/);
    expect(projectDeployment(workload, testContext())).not.toHaveProperty(
      'replicasBy',
    );
  });

  it('keeps what the control plane is told, without credentials and without secrets', () => {
    const env = [
      { name: 'ADAPTIVE_SERVER__ROOT_URL', value: 'https://chat.example' },
      { name: 'ADAPTIVE_MLFLOW__ENABLED', value: 'true' },
      { name: 'ADAPTIVE_MLFLOW__URL', value: 'https://me:pw@mlflow.example/x' },
      {
        name: 'MLFLOW_TRACKING_URI',
        valueFrom: { secretKeyRef: { name: 's', key: 'k' } },
      },
      { name: 'ADAPTIVE_APP__SECRET', value: 'hush' },
    ];
    const raw = {
      ...workload,
      spec: { template: { spec: { containers: [{ name: 'cp', env }] } } },
    };
    expect(projectDeployment(raw, testContext())).toMatchObject({
      containers: [
        {
          settings: {
            ADAPTIVE_SERVER__ROOT_URL: 'https://chat.example',
            ADAPTIVE_MLFLOW__ENABLED: 'true',
            ADAPTIVE_MLFLOW__URL: 'https://mlflow.example/x',
          },
        },
      ],
    });
    expect(JSON.stringify(projectDeployment(raw, testContext()))).not.toMatch(
      /hush|pw/,
    );
  });

  it('tells the revisions of a StatefulSet', () => {
    expect(projectStatefulSet(workload, testContext())).toMatchObject({
      kind: 'StatefulSet',
      status: { updateRevision: 'r2' },
    });
  });
});

describe('projectScaledObject', () => {
  it('reads a recorded one that fell back', () => {
    const projected = projectScaledObject(
      recorded('so-engine-002-inference-pool'),
      testContext(),
    );
    expect(projected).toMatchObject({
      target: { kind: 'StatefulSet', name: 'adaptive-harmony-inference-pool' },
      minReplicaCount: 2,
      maxReplicaCount: 6,
      cooldownPeriod: 180,
      fallback: { failureThreshold: 3, replicas: 2, behavior: 'static' },
      triggers: [
        {
          type: 'prometheus',
          metadata: { threshold: '0.1', serverAddress: 'http://127.0.0.1:1' },
        },
      ],
      status: {
        hpaName: 'keda-hpa-adaptive-harmony-inference-pool',
        health: {
          's0-prometheus': { numberOfFailures: 23, status: 'Failing' },
        },
        externalMetricNames: ['s0-prometheus'],
      },
    });
    expect(projected).not.toHaveProperty('pausedBy');
  });

  const claim = (manager: string, time: string, annotation: string) => ({
    manager,
    time,
    fieldsV1: {
      'f:metadata': { 'f:annotations': { [`f:${annotation}`]: {} } },
    },
  });

  it('says who paused it last and when', () => {
    const paused = recorded('so-engine-001-chat-70b');
    paused.metadata.managedFields = [
      claim(
        'kubectl-annotate',
        '2026-11-22T02:24:47Z',
        'autoscaling.keda.sh/paused-replicas',
      ),
      claim(
        'helm',
        '2026-11-21T00:00:00Z',
        'autoscaling.keda.sh/paused-replicas',
      ),
      claim('keda', '2026-11-23T00:00:00Z', 'something.else/paused'),
    ];
    expect(projectScaledObject(paused, testContext())).toMatchObject({
      metadata: { annotations: { 'autoscaling.keda.sh/paused-replicas': '2' } },
      pausedBy: { manager: 'kubectl-annotate', at: '2026-11-22T02:24:47Z' },
    });
  });

  it('does not say that anybody paused one that is not paused', () => {
    const running = recorded('so-engine-001-inference-pool');
    running.metadata.managedFields = [
      claim('kubectl', '2026-11-22T02:24:47Z', 'autoscaling.keda.sh/paused'),
    ];
    expect(projectScaledObject(running, testContext())).not.toHaveProperty(
      'pausedBy',
    );
  });

  it('keeps nothing of a trigger that may be a secret', () => {
    const projected = projectScaledObject(
      {
        metadata,
        spec: {
          triggers: [
            {
              type: 'prometheus',
              metadata: {
                serverAddress: 'https://user:hunter2@prometheus:9090/x',
                customHeaders: 'Authorization=Bearer hunter2',
                connection: 'amqp://hunter2',
                threshold: 0.1,
              },
            },
          ],
        },
      },
      testContext(),
    );
    expect(projected).toMatchObject({
      triggers: [
        {
          metadata: {
            serverAddress: 'https://prometheus:9090/x',
            threshold: '0.1',
          },
        },
      ],
    });
    expect(JSON.stringify(projected)).not.toContain('hunter2');
  });
});

describe('projectHpa', () => {
  it('reads a recorded one of KEDA', () => {
    expect(
      projectHpa(recorded('hpa-engine-002-inference-pool'), testContext()),
    ).toMatchObject({
      metadata: {
        ownerReferences: [{ kind: 'ScaledObject', controller: true }],
      },
      target: { kind: 'StatefulSet', name: 'adaptive-harmony-inference-pool' },
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [
        {
          type: 'External',
          name: 's0-prometheus',
          targetType: 'AverageValue',
          target: '100m',
        },
      ],
      status: {
        currentReplicas: 2,
        desiredReplicas: 2,
        currentMetrics: [
          { type: 'External', name: 's0-prometheus', averageValue: '100m' },
        ],
      },
    });
  });

  it('reads scaling rules, zero included, and resource metrics', () => {
    expect(
      projectHpa(
        {
          metadata,
          spec: {
            metrics: [
              {
                type: 'Resource',
                resource: {
                  name: 'cpu',
                  target: { type: 'Utilization', averageUtilization: 80 },
                },
              },
            ],
            behavior: {
              scaleUp: {
                stabilizationWindowSeconds: 0,
                policies: [
                  { type: 'Percent', value: 50, periodSeconds: 300 },
                  { type: 'Odd' },
                ],
                tolerance: 0.05,
              },
              scaleDown: { selectPolicy: 'Disabled' },
            },
          },
          status: { currentMetrics: [{ type: '' }] },
        },
        testContext(),
      ),
    ).toMatchObject({
      metrics: [
        {
          type: 'Resource',
          name: 'cpu',
          targetType: 'Utilization',
          target: '80',
        },
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          policies: [{ type: 'Percent', value: 50, periodSeconds: 300 }],
          tolerance: '0.05',
        },
        scaleDown: { selectPolicy: 'Disabled' },
      },
      status: { currentMetrics: [] },
    });
  });
});

describe('projectEvent', () => {
  const namespaces = ['engine-001', 'engine-002'];

  it('keeps all recorded events of workloads, HPAs and ScaledObjects with their latest time', () => {
    const events = records(recorded('events').items).map(event =>
      projectEvent(event, testContext(...namespaces)),
    );
    expect(events).not.toContain('unwanted');
    expect(events).toContainEqual(
      expect.objectContaining({
        reason: 'ScaledObjectPaused',
        at: '2026-11-22T02:24:47.345093Z',
        involved: expect.objectContaining({ kind: 'ScaledObject' }),
      }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ reason: 'SuccessfulRescale' }),
    );
  });

  it('tells how often something happened, and since when', () => {
    const projected = projectEvent(
      {
        metadata,
        reason: 'SuccessfulRescale',
        count: 3,
        firstTimestamp: '2026-11-22T13:00:00Z',
        lastTimestamp: '2026-11-22T14:00:00Z',
        involvedObject: {
          kind: 'HorizontalPodAutoscaler',
          name: 'x',
          namespace: 'engine-001',
        },
      },
      testContext(...namespaces),
    );
    expect(projected).toMatchObject({
      count: 3,
      firstAt: '2026-11-22T13:00:00Z',
      at: '2026-11-22T14:00:00Z',
    });
  });

  const event = (
    kind: string,
    type: string,
    reason: string,
    namespace = 'engine-001',
  ) =>
    projectEvent(
      {
        metadata,
        type,
        reason,
        involvedObject: { kind, name: 'x', namespace },
      },
      testContext(...namespaces),
    );

  it.each([
    ['Pod', 'Warning', 'FailedScheduling'],
    ['Pod', 'Normal', 'TriggeredScaleUp'],
    ['ReplicaSet', 'Warning', 'FailedCreate'],
  ])('keeps %s %s %s', (kind, type, reason) => {
    expect(event(kind, type, reason)).toMatchObject({ type, reason });
  });

  it.each([
    ['Pod', 'Normal', 'Pulled', 'engine-001'],
    ['ConfigMap', 'Warning', 'Odd', 'engine-001'],
    ['constructor', 'Warning', 'Odd', 'engine-001'],
    ['Pod', 'Warning', 'FailedScheduling', 'other-tenant'],
  ])('does not keep %s %s %s in %s', (kind, type, reason, namespace) => {
    expect(event(kind, type, reason, namespace)).toBe('unwanted');
  });

  it('keeps those of nodes and Applications wherever they are', () => {
    expect(event('Node', 'Normal', 'NodeNotReady', 'default')).toMatchObject({
      count: 1,
    });
    expect(
      event('Application', 'Normal', 'OperationCompleted', 'argocd'),
    ).toMatchObject({
      type: 'Normal',
    });
  });
});

describe('projectApplication', () => {
  it('keeps sources, destination and state, but no values and no credentials', () => {
    const projected = projectApplication(
      {
        metadata,
        spec: {
          destination: { name: 'eu-1', namespace: 'ns' },
          sources: [
            {
              repoURL: 'ghcr.io/adaptive-ml',
              chart: 'adaptive',
              targetRevision: '0.23.0',
              helm: {
                releaseName: 'chat',
                valueFiles: ['$values/values.yaml'],
                values: 'password: hunter2',
              },
            },
            { repoURL: 'https://x:hunter2@git/platform.git', ref: 'values' },
          ],
        },
        status: {
          sync: { status: 'Synced', revisions: ['0.23.0', '4f2c1a9'] },
          health: { status: 'Healthy' },
          operationState: { phase: 'Succeeded', message: 'done' },
          conditions: [{ type: 'SyncError', message: 'm' }],
        },
      },
      testContext(),
    );
    expect(projected).toMatchObject({
      destination: { name: 'eu-1', namespace: 'ns' },
      sources: [
        {
          chart: 'adaptive',
          releaseName: 'chat',
          valueFiles: ['$values/values.yaml'],
        },
        { repoUrl: 'https://git/platform.git', ref: 'values' },
      ],
      status: {
        sync: 'Synced',
        revision: '4f2c1a9',
        revisions: ['0.23.0', '4f2c1a9'],
        health: 'Healthy',
        operationPhase: 'Succeeded',
      },
    });
    expect(JSON.stringify(projected)).not.toContain('hunter2');
  });

  it('reads a single source', () => {
    expect(
      projectApplication(
        {
          metadata,
          spec: { source: { repoURL: 'https://git/x', path: 'a' } },
          status: { sync: { revision: 'abc' } },
        },
        testContext(),
      ),
    ).toMatchObject({
      sources: [{ repoUrl: 'https://git/x', path: 'a' }],
      status: { revision: 'abc' },
    });
  });
});
