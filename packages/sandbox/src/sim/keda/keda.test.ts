import { fallbackValue, healthAfter, isFallingBack } from './fallback';
import { hpaFor } from './hpaObject';
import { triggerValue } from './prometheus';
import { pauseOf, type ScaledObject, type Trigger } from './scaledObject';

const trigger: Trigger = {
  type: 'prometheus',
  metadata: {
    serverAddress: 'http://127.0.0.1:1',
    query: 'q',
    threshold: '0.1',
  },
};

function scaledObject(
  changes: Partial<ScaledObject['spec']> = {},
  annotations: Record<string, string> = {},
): ScaledObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: {
      name: 'adaptive-harmony-chat-70b',
      namespace: 'engine-001',
      uid: 'u1',
      annotations,
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    },
    spec: {
      scaleTargetRef: { name: 'adaptive-harmony-chat-70b' },
      minReplicaCount: 0,
      maxReplicaCount: 6,
      triggers: [trigger],
      ...changes,
    },
  };
}

describe('value of a Prometheus trigger', () => {
  const strict = {
    ...trigger,
    metadata: { ...trigger.metadata, ignoreNullValues: 'false' },
  };

  it.each([[[]], [[NaN]], [[Infinity]]])('takes %p as 0 by default', values => {
    expect(triggerValue(trigger, values)).toBe(0);
  });

  it('takes an empty answer as an error when nulls count', () => {
    expect(() => triggerValue(strict, [])).toThrow(
      "prometheus metrics 'prometheus' target may be lost, the result is empty",
    );
    expect(() => triggerValue(strict, [NaN])).toThrow('NaN');
  });

  it('refuses several series and clamps what is negative', () => {
    expect(() => triggerValue(trigger, [1, 2])).toThrow(
      'prometheus query q returned multiple elements',
    );
    expect(triggerValue(trigger, [-3])).toBe(0);
    expect(triggerValue(trigger, [0.23])).toBe(0.23);
  });
});

describe('the HPA of a ScaledObject', () => {
  it('has the recorded shape', () => {
    expect(hpaFor(scaledObject())).toMatchObject({
      metadata: {
        name: 'keda-hpa-adaptive-harmony-chat-70b',
        labels: {
          'app.kubernetes.io/managed-by': 'Helm',
          'app.kubernetes.io/part-of': 'adaptive-harmony-chat-70b',
          'scaledobject.keda.sh/name': 'adaptive-harmony-chat-70b',
        },
        ownerReferences: [
          { kind: 'ScaledObject', controller: true, blockOwnerDeletion: true },
        ],
      },
      spec: {
        minReplicas: 1,
        maxReplicas: 6,
        scaleTargetRef: { kind: 'Deployment' },
        metrics: [
          {
            type: 'External',
            external: {
              metric: {
                name: 's0-prometheus',
                selector: {
                  matchLabels: {
                    'scaledobject.keda.sh/name': 'adaptive-harmony-chat-70b',
                  },
                },
              },
              target: { type: 'AverageValue', averageValue: '100m' },
            },
          },
        ],
      },
    });
  });

  it('has no behaviour unless one is configured or a direction is paused', () => {
    expect(hpaFor(scaledObject()).spec).not.toHaveProperty('behavior');
    const paused = scaledObject(
      {},
      { 'autoscaling.keda.sh/paused-scale-in': 'true' },
    );
    expect(hpaFor(paused).spec).toMatchObject({
      behavior: {
        scaleDown: { selectPolicy: 'Disabled' },
        scaleUp: { selectPolicy: 'Max' },
      },
    });
  });

  it('keeps the target type of each trigger', () => {
    const spec = hpaFor(
      scaledObject({
        triggers: [
          { ...trigger, metricType: 'Value' },
          { ...trigger, metadata: { ...trigger.metadata, threshold: '4' } },
        ],
      }),
    ).spec;
    expect(spec).toMatchObject({
      metrics: [
        { external: { target: { type: 'Value', value: '100m' } } },
        {
          external: {
            metric: { name: 's1-prometheus' },
            target: { type: 'AverageValue', averageValue: '4' },
          },
        },
      ],
    });
  });
});

describe('pausing', () => {
  it.each([
    [{ 'autoscaling.keda.sh/paused': 'true' }, true],
    [{ 'autoscaling.keda.sh/paused': 'yes please' }, true],
    [{ 'autoscaling.keda.sh/paused': 'false' }, false],
    [{ 'autoscaling.keda.sh/paused-replicas': '2' }, true],
    [{}, false],
  ])('reads %p', (annotations: Record<string, string>, full) => {
    expect(pauseOf(scaledObject({}, annotations)).full).toBe(full);
  });
});

describe('fallback', () => {
  const fallback = { failureThreshold: 3, replicas: 2 };
  const average = { threshold: 0.1 };

  it('starts after more failures than the threshold and ends with one success', () => {
    let status = {};
    for (let i = 0; i < 3; i++) {
      status = { health: healthAfter(status, 's0-prometheus', true) };
    }
    const object = scaledObject({ fallback });
    expect(isFallingBack(object, status, 's0-prometheus')).toBe(false);
    status = { health: healthAfter(status, 's0-prometheus', true) };
    expect(isFallingBack(object, status, 's0-prometheus')).toBe(true);
    expect(healthAfter(status, 's0-prometheus', false)).toEqual({
      's0-prometheus': { numberOfFailures: 0, status: 'Happy' },
    });
  });

  it.each([
    ['static', 2],
    ['currentReplicas', 5],
    ['currentReplicasIfHigher', 5],
    ['currentReplicasIfLower', 2],
  ] as const)('%s turns 5 running replicas into %d', (behavior, replicas) => {
    const counts = { current: 5, ready: 4 };
    expect(
      fallbackValue({ ...fallback, behavior }, average, counts),
    ).toBeCloseTo(0.1 * replicas);
    const value = fallbackValue(
      { ...fallback, behavior },
      { ...average, metricType: 'Value' },
      counts,
    );
    expect(Math.round((value / 0.1) * counts.ready)).toBe(replicas);
  });
});
