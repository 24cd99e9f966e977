import {
  condition,
  createTestCluster,
  gpuNode,
  workload,
} from './testing/cluster';

describe('workloads in the control loop', () => {
  it('takes a Deployment to ready pods by way of a ReplicaSet', async () => {
    const cluster = createTestCluster();
    const { store } = cluster;
    store.create('apps/deployments', workload('Deployment'));
    await cluster.tick();

    const [set] = store.list('apps/replicasets');
    const hash = set.metadata.labels?.['pod-template-hash'];
    expect(set.metadata.name).toBe(`llama-${hash}`);
    expect(cluster.pods().map(pod => pod.spec.nodeName)).toEqual([
      'gpu-0',
      'gpu-0',
    ]);
    expect(cluster.pods()[0].metadata.name).toMatch(
      new RegExp(`^llama-${hash}-[a-z0-9]{5}$`),
    );
    expect(cluster.pods()[0].status?.containerStatuses?.[0].state).toEqual({
      waiting: { reason: 'ContainerCreating' },
    });
    expect(
      condition(store, 'apps/deployments', 'llama', 'Available'),
    ).toMatchObject({ status: 'False', reason: 'MinimumReplicasUnavailable' });

    await cluster.pass(5);
    expect(cluster.pods()[0].status?.phase).toBe('Running');
    expect(cluster.readyPods()).toBe(0);

    await cluster.pass(40);
    expect(cluster.readyPods()).toBe(2);
    const deployment = store.get('apps/deployments', 'team-chat', 'llama');
    expect(deployment?.status).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    });
    expect(
      condition(store, 'apps/deployments', 'llama', 'Progressing'),
    ).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    expect(cluster.events('ScalingReplicaSet')[0].message).toBe(
      `Scaled up replica set llama-${hash} from 0 to 2`,
    );
    expect(cluster.events('SuccessfulCreate')).toHaveLength(2);
    const [scheduled] = cluster.events('Scheduled');
    expect(scheduled.reportingComponent).toBe('default-scheduler');
    expect(scheduled.eventTime).toBe('2026-11-22T02:00:00.000000Z');
    expect(cluster.errors).toEqual([]);
  });

  it('leaves a pod pending with the scheduler’s reason until a node has room', async () => {
    const cluster = createTestCluster();
    cluster.store.create(
      'apps/deployments',
      workload('Deployment', { replicas: 3 }),
    );
    await cluster.tick();
    const waiting = cluster.pods().filter(pod => !pod.spec.nodeName);
    expect(waiting).toHaveLength(1);
    const message =
      '0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.';
    expect(waiting[0].status).toMatchObject({
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message,
        },
      ],
    });
    expect(cluster.events('FailedScheduling')).toMatchObject([
      { type: 'Warning', message },
    ]);

    cluster.store.create('nodes', gpuNode('gpu-1'));
    await cluster.pass(50);
    expect(cluster.readyPods()).toBe(3);
  });

  it('stops pods with grace and frees their GPUs only then', async () => {
    const cluster = createTestCluster();
    cluster.store.create('apps/deployments', workload('Deployment'));
    await cluster.pass(50);
    cluster.scale('apps/deployments', 'llama', 1);
    await cluster.tick();
    expect(
      cluster.pods().filter(pod => pod.metadata.deletionTimestamp),
    ).toHaveLength(1);
    expect(cluster.pods()).toHaveLength(2);
    await cluster.pass(6);
    expect(cluster.pods()).toHaveLength(1);
    expect(cluster.events('Killing')).toHaveLength(1);
  });

  it('rolls a new image out with a spare pod and keeps the old one until it is ready', async () => {
    const cluster = createTestCluster({ gpuNodes: 2 });
    cluster.store.create('apps/deployments', workload('Deployment'));
    await cluster.pass(50);
    cluster.store.modify('apps/deployments', 'team-chat', 'llama', object => ({
      ...object,
      spec: workload('Deployment', { image: 'registry.example/harmony:2' })
        .spec,
    }));
    await cluster.pass(20);
    expect(cluster.pods()).toHaveLength(3);
    expect(cluster.readyPods()).toBe(2);
    await cluster.pass(120);
    expect(cluster.pods().map(pod => pod.spec.containers[0].image)).toEqual([
      'registry.example/harmony:2',
      'registry.example/harmony:2',
    ]);
    expect(cluster.readyPods()).toBe(2);
  });

  it('gets stuck on an image that cannot be pulled, keeping the old pods', async () => {
    const cluster = createTestCluster({ gpuNodes: 2 });
    cluster.store.create('apps/deployments', workload('Deployment'));
    await cluster.pass(50);
    cluster.store.modify('apps/deployments', 'team-chat', 'llama', object => ({
      ...object,
      spec: workload('Deployment', { image: 'registry.example/harmony:bad' })
        .spec,
    }));
    await cluster.pass(5);
    const broken = () =>
      cluster
        .pods()
        .flatMap(pod => pod.status?.containerStatuses ?? [])
        .map(status => status.state.waiting?.reason)
        .filter(reason => reason !== undefined);
    expect(broken()).toEqual(['ErrImagePull']);
    await cluster.pass(10);
    expect(broken()).toEqual(['ImagePullBackOff']);
    expect(cluster.readyPods()).toBe(2);
    await cluster.pass(700);
    expect(
      condition(cluster.store, 'apps/deployments', 'llama', 'Progressing'),
    ).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
  });

  it('starts the pods of a StatefulSet in order, or all at once when Parallel', async () => {
    const ordered = createTestCluster();
    ordered.store.create('apps/statefulsets', workload('StatefulSet'));
    await ordered.tick();
    expect(ordered.pods().map(pod => pod.metadata.name)).toEqual(['llama-0']);
    await ordered.pass(50);
    expect(ordered.pods().map(pod => pod.metadata.name)).toEqual([
      'llama-0',
      'llama-1',
    ]);
    await ordered.pass(50);
    expect(ordered.readyPods()).toBe(2);

    const parallel = createTestCluster();
    parallel.store.create(
      'apps/statefulsets',
      workload('StatefulSet', { parallel: true }),
    );
    await parallel.tick();
    expect(
      parallel
        .pods()
        .map(pod => pod.metadata.labels?.['apps.kubernetes.io/pod-index']),
    ).toEqual(['0', '1']);
    parallel.scale('apps/statefulsets', 'llama', 1);
    await parallel.pass(60);
    expect(parallel.pods().map(pod => pod.metadata.name)).toEqual(['llama-0']);
    expect(
      parallel.store.get('apps/statefulsets', 'team-chat', 'llama')?.status,
    ).toMatchObject({ replicas: 1, readyReplicas: 1, updatedReplicas: 1 });
  });

  it('lets the pods of a vanished node be made anew elsewhere', async () => {
    const cluster = createTestCluster({ gpuNodes: 2 });
    cluster.store.create('apps/deployments', workload('Deployment'));
    await cluster.pass(50);
    cluster.store.delete('nodes', undefined, 'gpu-0');
    await cluster.pass(60);
    expect(cluster.pods().map(pod => pod.spec.nodeName)).toEqual([
      'gpu-1',
      'gpu-1',
    ]);
    expect(cluster.readyPods()).toBe(2);
  });

  it('goes with its owner', async () => {
    const cluster = createTestCluster();
    cluster.store.create('apps/deployments', workload('Deployment'));
    await cluster.pass(50);
    cluster.store.delete('apps/deployments', 'team-chat', 'llama');
    await cluster.pass(10);
    expect(cluster.pods()).toEqual([]);
    expect(cluster.store.list('apps/replicasets')).toEqual([]);
  });

  it('lets a namespace go with everything in it', async () => {
    const cluster = createTestCluster();
    cluster.store.create('apps/deployments', workload('Deployment'));
    await cluster.pass(50);
    cluster.store.delete('namespaces', undefined, 'team-chat');
    await cluster.pass(10);
    expect(
      cluster.store.get('namespaces', undefined, 'team-chat'),
    ).toBeUndefined();
    expect(cluster.errors).toEqual([]);
  });

  it('goes on with everything else when one object is odd', async () => {
    const cluster = createTestCluster();
    const odd = workload('Deployment');
    cluster.store.create('apps/deployments', {
      ...odd,
      metadata: { ...odd.metadata, name: 'odd' },
      spec: {
        ...odd.spec,
        strategy: { rollingUpdate: { maxSurge: null, maxUnavailable: null } },
      },
    });
    cluster.store.create('apps/deployments', workload('Deployment'));
    await cluster.pass(50);
    expect(cluster.readyPods()).toBe(2);
    expect(cluster.errors).not.toEqual([]);
  });
});
