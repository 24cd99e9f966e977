import { condition, meta } from '../view/__testUtils__/objects';
import type { TestPlatform } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

function scaled(): TestPlatform {
  const platform = healthyPlatform();
  platform.pool({ scaledObject: SOUND, hpa: { targetType: 'Value' } });
  return platform;
}

describe('ingress-not-served', () => {
  const ingress = (addresses: string[] = []) => ({
    metadata: meta('adaptive'),
    className: 'nginx',
    rules: [{ host: 'chat.example', services: ['adaptive'] }],
    tlsHosts: [],
    addresses,
  });

  it('says which class is missing', () => {
    const platform = scaled();
    platform.put('networking.k8s.io/ingresses', ingress());
    expect(problem(platform, 'ingress-not-served')).toMatchObject({
      sentence:
        'Nobody serves Ingress adaptive (chat.example): there is no ingress class nginx.',
      evidence: [{ field: 'spec.ingressClassName', value: 'nginx' }],
    });
  });

  it('is not said of one that is served, nor where classes cannot be listed', () => {
    const served = scaled();
    served.put('networking.k8s.io/ingresses', ingress(['10.0.0.1']));
    expect(codes(served)).toEqual([]);
    const unknown = scaled();
    unknown.put('networking.k8s.io/ingresses', ingress());
    unknown.freshness.set('eu-1 networking.k8s.io/ingressclasses', {
      status: 'notPermitted',
      since: '2026-11-22T13:00:00Z',
    });
    expect(codes(unknown)).toEqual([]);
  });
});

describe('budget-blocks-drain', () => {
  const budget = (desiredHealthy: number, currentHealthy: number) => ({
    metadata: meta('control-plane'),
    minAvailable: '100%',
    status: {
      conditions: [],
      disruptionsAllowed: 0,
      expectedPods: 2,
      desiredHealthy,
      currentHealthy,
    },
  });

  it('is said of a budget that never allows anything', () => {
    const platform = scaled();
    platform.put('policy/poddisruptionbudgets', budget(2, 2));
    expect(problem(platform, 'budget-blocks-drain')).toMatchObject({
      severity: 'info',
      sentence:
        'Disruption budget control-plane wants all 2 pods healthy: no node that holds one can be drained.',
    });
  });

  it('is not said of a budget that holds while a pod is away', () => {
    const platform = scaled();
    platform.put('policy/poddisruptionbudgets', budget(1, 1));
    expect(codes(platform)).toEqual([]);
  });
});

describe('variant-without-advice', () => {
  function withVariant(target: string, status: 'True' | 'False') {
    const platform = scaled();
    platform.put('llmd.ai/variantautoscalings', {
      metadata: meta('llama'),
      target: { kind: 'Deployment', name: target },
      status: {
        conditions: [
          condition('MetricsAvailable', status, 'MetricsMissing', 'no series'),
        ],
      },
    });
    return platform;
  }

  it('says what the autoscaler lacks', () => {
    const found = problem(
      withVariant('adaptive-harmony-llama-70b', 'False'),
      'variant-without-advice',
    );
    expect(found.sentence).toBe(
      'VariantAutoscaling llama gives no advice on Deployment adaptive-harmony-llama-70b: no series.',
    );
    expect(found.evidence[0]).toMatchObject({
      field: 'status.conditions[MetricsAvailable].reason',
      value: 'MetricsMissing',
    });
  });

  it('is not said of one that works, nor of one of another engine', () => {
    expect(codes(withVariant('adaptive-harmony-llama-70b', 'True'))).toEqual(
      [],
    );
    expect(codes(withVariant('elsewhere', 'False'))).toEqual([]);
  });
});

describe('pvc-pending', () => {
  it('leaves a claim five minutes', () => {
    const platform = scaled();
    platform.put('persistentvolumeclaims', {
      metadata: { ...meta('db'), creationTimestamp: '2026-11-22T14:00:00Z' },
      phase: 'Pending',
      conditions: [],
    });
    expect(codes(platform)).toEqual([]);
    platform.now += 2 * 60_000;
    expect(problem(platform, 'pvc-pending').sentence).toBe(
      'Volume claim db is Pending: it names no storage class, and the cluster has no default.',
    );
  });
});
