import {
  componentWorkload,
  condition,
  meta,
} from '../view/__testUtils__/objects';
import { TestPlatform } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

function scaled(): TestPlatform {
  const platform = healthyPlatform();
  platform.pool({ scaledObject: SOUND });
  return platform;
}

function keda(platform: TestPlatform, namespace: string, ready = 1): void {
  const workload = componentWorkload('keda', { ready });
  platform.put('apps/deployments', {
    ...workload,
    metadata: {
      ...meta('keda-operator', { 'app.kubernetes.io/name': 'keda-operator' }),
      namespace,
    },
  });
}

describe('KEDA', () => {
  it('two-kedas, only where an engine uses KEDA', () => {
    const platform = scaled();
    keda(platform, 'keda');
    expect(codes(platform)).toEqual([]);
    keda(platform, 'team-chat');
    expect(problem(platform, 'two-kedas')).toMatchObject({
      severity: 'critical',
      sentence: expect.stringContaining(
        '2 KEDA operators run in this cluster (keda/keda-operator, team-chat/keda-operator)',
      ),
    });
    const unscaled = healthyPlatform();
    unscaled.pool({ scaledObject: null, hpa: null });
    keda(unscaled, 'keda');
    keda(unscaled, 'team-chat');
    expect(codes(unscaled)).toEqual([]);
  });

  it('keda-not-ready', () => {
    const platform = scaled();
    keda(platform, 'keda', 0);
    expect(problem(platform, 'keda-not-ready').sentence).toBe(
      'The KEDA operator does not run: 0 of 1 replica Ready. No pool of this cluster is scaled by its triggers.',
    );
  });

  it('external-metrics-unavailable', () => {
    const platform = scaled();
    const service = (status: 'True' | 'False') => ({
      metadata: {
        ...meta('v1beta1.external.metrics.k8s.io'),
        namespace: undefined,
      },
      service: { namespace: 'keda', name: 'keda-metrics' },
      conditions: [
        condition('Available', status, 'MissingEndpoints', 'no endpoints'),
      ],
    });
    platform.put('apiregistration.k8s.io/apiservices', service('True'));
    expect(codes(platform)).toEqual([]);
    platform.put('apiregistration.k8s.io/apiservices', service('False'));
    expect(problem(platform, 'external-metrics-unavailable').sentence).toBe(
      "No HPA can read KEDA's metrics: Service keda/keda-metrics does not answer for external.metrics.k8s.io: no endpoints.",
    );
  });
});

describe('pvc-pending', () => {
  const claim = (phase: 'Pending' | 'Bound' | 'Lost', labels = {}) => ({
    metadata: meta('mlflow-data', labels),
    phase,
    storageClass: 'fast',
    requested: '10Gi',
    conditions: [],
  });

  it('says for how long, and of which class', () => {
    const platform = scaled();
    platform.put('persistentvolumeclaims', claim('Pending'));
    expect(problem(platform, 'pvc-pending').sentence).toBe(
      'Volume claim mlflow-data (10Gi) is Pending: storage class fast does not exist.',
    );
  });

  it('is said of a lost volume too', () => {
    const platform = scaled();
    platform.put('persistentvolumeclaims', claim('Lost'));
    expect(problem(platform, 'pvc-pending').sentence).toContain('lost');
  });

  it('is not a claim that waits for its pod, nor that of another release', () => {
    const platform = scaled();
    platform.put('persistentvolumeclaims', claim('Pending'));
    platform.put('storage.k8s.io/storageclasses', {
      metadata: { ...meta('fast'), namespace: undefined },
      provisioner: 'x',
      isDefault: true,
      bindingMode: 'WaitForFirstConsumer',
    });
    expect(codes(platform)).toEqual([]);
    const other = scaled();
    other.put(
      'persistentvolumeclaims',
      claim('Pending', { 'app.kubernetes.io/instance': 'other' }),
    );
    expect(codes(other)).toEqual([]);
  });
});

describe('secret-not-synced', () => {
  it.each([
    ['external-secrets.io/externalsecrets' as const, 'Ready'],
    ['bitnami.com/sealedsecrets' as const, 'Synced'],
  ])('%s', (resource, type) => {
    const object = (status: 'True' | 'False') => ({
      metadata: meta('db'),
      target: 'adaptive-db',
      keys: [],
      status: {
        conditions: [condition(type, status, 'SecretSyncedError', 'denied')],
      },
    });
    const platform = scaled();
    platform.put(resource, object('True'));
    expect(codes(platform)).toEqual([]);
    platform.put(resource, object('False'));
    expect(problem(platform, 'secret-not-synced').sentence).toMatch(
      /^Secret adaptive-db is not brought up to date by \w+Secret chat\/db: denied\.$/,
    );
  });
});

describe('what expires', () => {
  const ends = (notAfter: string) => {
    const platform = scaled();
    platform.namespaceReading = {
      ...platform.namespaceReading,
      certificates: [{ name: 'tls', notAfter, source: 'main' }],
    };
    platform.tokenEnd = notAfter;
    platform.loginEnd = notAfter;
    return platform;
  };

  it.each([
    ['2026-11-25T15:00:00Z', 'expires in 3 days.'],
    ['2026-11-22T16:00:00Z', 'expires in 2 hours.'],
    ['2026-11-22T13:00:00Z', 'has expired today.'],
    ['2026-11-20T00:00:00Z', 'expired 2 days ago.'],
    ['2026-11-21T12:00:00Z', 'expired 1 day ago.'],
  ])('%s', (notAfter, text) => {
    const platform = ends(notAfter);
    expect(problem(platform, 'certificate-expiring').sentence).toBe(
      `Certificate tls ${text}`,
    );
    expect(problem(platform, 'token-expiring').sentence).toBe(
      `The token with which the portal reads metric source Main ${text}`,
    );
    expect(problem(platform, 'cluster-login-expiring').sentence).toBe(
      `The login with which the portal watches cluster EU-1 ${text}`,
    );
  });

  it('is nothing while it is far away', () => {
    expect(codes(ends('2027-11-20T00:00:00Z'))).toEqual([]);
  });
});
