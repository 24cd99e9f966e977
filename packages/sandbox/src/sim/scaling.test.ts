import type { ScaledObjectStatus } from './keda/scaledObject';
import {
  condition,
  createTestCluster,
  scaledObject,
  trigger,
  workload,
} from './testing/cluster';

const SO = 'keda.sh/scaledobjects';
const HPAS = 'autoscaling/horizontalpodautoscalers';
const HPA = 'keda-hpa-llama';

async function scaledPool(spec: Parameters<typeof scaledObject>[0] = {}) {
  const cluster = createTestCluster({ gpuNodes: 2 });
  const { store } = cluster;
  cluster.metrics.set('ttft', () => [0]);
  store.create('apps/deployments', workload('Deployment'));
  store.create(SO, scaledObject(spec));
  await cluster.pass(60);
  return {
    ...cluster,
    replicas: () =>
      store.get('apps/deployments', 'team-chat', 'llama')?.spec?.replicas,
    hpa: () => store.get(HPAS, 'team-chat', HPA),
    scaled: () => store.get(SO, 'team-chat', 'llama'),
    status: () =>
      store.get(SO, 'team-chat', 'llama')?.status as ScaledObjectStatus,
    annotate: (annotations: Record<string, string>) =>
      store.modify(SO, 'team-chat', 'llama', object => ({
        ...object,
        metadata: { ...object.metadata, annotations },
      })),
  };
}

describe('autoscaling in the control loop', () => {
  it('describes a quiet pool as the real controllers do', async () => {
    const pool = await scaledPool();
    expect(condition(pool.store, HPAS, HPA, 'AbleToScale')?.reason).toBe(
      'ScaleDownStabilized',
    );
    await pool.pass(300);
    expect(pool.status()).toMatchObject({
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'ScaledObjectReady',
          message: 'ScaledObject is defined correctly and is ready for scaling',
        },
        { type: 'Active', status: 'False', reason: 'ScalerNotActive' },
        { type: 'Fallback', status: 'False', reason: 'NoFallbackFound' },
        { type: 'Paused', status: 'False' },
        {
          type: 'HPAActive',
          status: 'True',
          reason: 'HPAActive',
          message: 'HPA is actively scaling',
        },
      ],
      externalMetricNames: ['s0-prometheus'],
      hpaName: HPA,
      originalReplicaCount: 2,
      scaleTargetKind: 'apps/v1.Deployment',
      triggersTypes: 'prometheus',
      triggersActivity: { 's0-prometheus': { isActive: false } },
    });
    expect(pool.status()).not.toHaveProperty('health');
    expect(pool.hpa()?.status).toMatchObject({
      currentReplicas: 2,
      desiredReplicas: 2,
      currentMetrics: [
        { type: 'External', external: { current: { averageValue: '0' } } },
      ],
      conditions: [
        { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale' },
        { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' },
        { type: 'ScalingLimited', status: 'True', reason: 'TooFewReplicas' },
      ],
    });
    expect(pool.events('KEDAScalersStarted').map(e => e.message)).toEqual([
      'Scaler prometheus is built',
      'Started scalers watch',
    ]);
    expect(pool.errors).toEqual([]);
  });

  it('scales out on timeouts until the GPUs run out, and says why', async () => {
    const pool = await scaledPool();
    pool.metrics.set('ttft', () => [0.6]);
    await pool.pass(60);
    expect(pool.replicas()).toBe(6);
    expect(pool.events('SuccessfulRescale').map(e => e.message)).toEqual([
      'New size: 4; reason: external metric s0-prometheus(&LabelSelector{MatchLabels:map[string]string{scaledobject.keda.sh/name: llama,},MatchExpressions:[]LabelSelectorRequirement{},}) above target',
      'New size: 6; reason: external metric s0-prometheus(&LabelSelector{MatchLabels:map[string]string{scaledobject.keda.sh/name: llama,},MatchExpressions:[]LabelSelectorRequirement{},}) above target',
    ]);
    await pool.pass(60);
    expect(pool.readyPods()).toBe(4);
    expect(pool.pods().filter(pod => !pod.spec.nodeName)).toHaveLength(2);
    expect(pool.hpa()?.status).toMatchObject({
      currentMetrics: [{ external: { current: { averageValue: '100m' } } }],
    });
    expect(condition(pool.store, HPAS, HPA, 'ScalingLimited')).toMatchObject({
      reason: 'DesiredWithinRange',
    });
  });

  it('scales in only after the stabilisation window of the HPA', async () => {
    const pool = await scaledPool();
    pool.metrics.set('ttft', () => [0.4]);
    await pool.pass(60);
    pool.metrics.set('ttft', () => [0]);
    await pool.pass(240);
    expect(pool.replicas()).toBe(4);
    expect(condition(pool.store, HPAS, HPA, 'AbleToScale')).toMatchObject({
      reason: 'ScaleDownStabilized',
    });
    await pool.pass(90);
    expect(pool.replicas()).toBe(2);
    expect(pool.events('SuccessfulRescale').at(-1)?.message).toBe(
      'New size: 2; reason: All metrics below target',
    );
  });

  it('deletes the HPA while paused and makes it anew afterwards', async () => {
    const pool = await scaledPool();
    pool.annotate({ 'autoscaling.keda.sh/paused': 'true' });
    await pool.pass(1);
    expect(pool.hpa()).toBeUndefined();
    expect(condition(pool.store, SO, 'llama', 'Paused')).toEqual({
      type: 'Paused',
      status: 'True',
      reason: 'ScaledObjectPaused',
      message: 'ScaledObject is paused',
    });
    pool.metrics.set('ttft', () => [0.6]);
    await pool.pass(60);
    expect(pool.replicas()).toBe(2);
    expect(pool.events('ScaledObjectPaused')).toHaveLength(1);

    pool.annotate({});
    await pool.pass(60);
    expect(pool.hpa()).toBeDefined();
    expect(pool.replicas()).toBe(6);
    expect(condition(pool.store, SO, 'llama', 'Paused')).toMatchObject({
      status: 'False',
      reason: 'ScaledObjectUnpaused',
    });
  });

  it('sets the replicas that paused-replicas names', async () => {
    const pool = await scaledPool();
    pool.annotate({ 'autoscaling.keda.sh/paused-replicas': '3' });
    await pool.pass(1);
    expect(pool.replicas()).toBe(3);
    expect(pool.status().pausedReplicaCount).toBe(3);
    expect(condition(pool.store, SO, 'llama', 'Ready')).toMatchObject({
      status: 'True',
      message: 'ScaledObject is paused',
    });
  });

  it('holds its size and says so when Prometheus cannot be reached', async () => {
    const pool = await scaledPool();
    pool.metrics.set('ttft', () => {
      throw new Error('connection refused');
    });
    await pool.pass(45);
    expect(pool.replicas()).toBe(2);
    expect(condition(pool.store, SO, 'llama', 'Ready')).toEqual({
      type: 'Ready',
      status: 'False',
      reason: 'TriggerError',
      message: 'Triggers defined in ScaledObject are not working correctly',
    });
    await pool.pass(30);
    expect(condition(pool.store, SO, 'llama', 'HPAActive')).toMatchObject({
      status: 'False',
      reason: 'FailedGetExternalMetric',
    });
    expect(pool.hpa()?.status).toMatchObject({
      currentMetrics: [{ type: '' }],
    });
    expect(pool.events('FailedGetExternalMetric')[0]).toMatchObject({
      message:
        'unable to get external metric team-chat/s0-prometheus/&LabelSelector{MatchLabels:map[string]string{scaledobject.keda.sh/name: llama,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: rpc error: code = Unknown desc = error when getting metric values metric:s0-prometheus encountered error',
      source: { component: 'horizontal-pod-autoscaler' },
    });
    expect(
      Number(pool.events('FailedGetExternalMetric')[0].count),
    ).toBeGreaterThan(1);
    expect(pool.events('KEDAScalerFailed')[0].message).toBe(
      'connection refused',
    );
  });

  it('falls back after enough failures while Ready stays True', async () => {
    const pool = await scaledPool({
      fallback: { failureThreshold: 3, replicas: 3, behavior: 'static' },
      triggers: [trigger('ttft', '0.1', { ignoreNullValues: 'false' })],
    });
    pool.metrics.set('ttft', () => []);
    await pool.pass(90);
    expect(condition(pool.store, SO, 'llama', 'Fallback')).toEqual({
      type: 'Fallback',
      status: 'True',
      reason: 'FallbackExists',
      message: 'At least one trigger is falling back on this scaled object',
    });
    expect(condition(pool.store, SO, 'llama', 'Ready')?.status).toBe('True');
    expect(pool.status().health?.['s0-prometheus'].status).toBe('Failing');
    expect(pool.replicas()).toBe(3);
    expect(pool.events('ScaledObjectFallbackActivated')).toHaveLength(1);

    pool.metrics.set('ttft', () => [0.35]);
    await pool.pass(60);
    expect(condition(pool.store, SO, 'llama', 'Fallback')?.status).toBe(
      'False',
    );
    expect(pool.status().health).toEqual({
      's0-prometheus': { numberOfFailures: 0, status: 'Happy' },
    });
    expect(pool.replicas()).toBe(4);
  });

  it('reads a missing series as 0 when nulls are ignored', async () => {
    const pool = await scaledPool();
    pool.metrics.set('ttft', () => [0.5]);
    await pool.pass(45);
    expect(pool.replicas()).toBe(5);
    pool.metrics.delete('ttft');
    await pool.pass(400);
    expect(pool.replicas()).toBe(2);
    expect(condition(pool.store, SO, 'llama', 'Ready')?.status).toBe('True');
  });

  it('scales between 0 and 1 by itself, after the cool-down', async () => {
    const pool = await scaledPool({ minReplicaCount: 0, cooldownPeriod: 100 });
    pool.metrics.set('ttft', () => [0.1]);
    await pool.pass(35);
    pool.metrics.set('ttft', () => [0]);
    await pool.pass(65);
    expect(condition(pool.store, SO, 'llama', 'Active')?.reason).toBe(
      'ScalerCooldown',
    );
    await pool.pass(100);
    expect(pool.replicas()).toBe(0);
    expect(condition(pool.store, HPAS, HPA, 'ScalingActive')).toMatchObject({
      status: 'False',
      reason: 'ScalingDisabled',
    });
    pool.metrics.set('ttft', () => [0.1]);
    await pool.pass(35);
    expect(pool.replicas()).toBe(1);
  });

  it('refuses a ScaledObject without a target', async () => {
    const cluster = createTestCluster();
    cluster.store.create(SO, scaledObject());
    await cluster.pass(1);
    expect(condition(cluster.store, SO, 'llama', 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ScaledObjectCheckFailed',
    });
    expect(cluster.store.list(HPAS)).toEqual([]);
  });

  it('takes the HPA along when it goes', async () => {
    const pool = await scaledPool();
    pool.store.delete(SO, 'team-chat', 'llama');
    await pool.pass(1);
    expect(pool.scaled()).toBeUndefined();
    expect(pool.hpa()).toBeUndefined();
  });
});
