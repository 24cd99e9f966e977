import { gpuPod, metadata } from './__testUtils__/recorded';
import { testContext } from './__testUtils__/testContext';
import { projectDeployment, projectStatefulSet } from './projectWorkload';

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
