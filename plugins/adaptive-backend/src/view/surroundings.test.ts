import {
  componentWorkload,
  condition,
  meta,
  RELEASE,
} from './__testUtils__/objects';
import { TestPlatform } from './__testUtils__/TestPlatform';

const OTHER = { 'app.kubernetes.io/instance': 'other' };

function surroundings(platform: TestPlatform) {
  const { surroundings: found } = platform.engine();
  if (!found) throw new Error('The engine has no surroundings');
  return found;
}

function engine(): TestPlatform {
  const platform = new TestPlatform();
  platform.put('apps/deployments', componentWorkload('control-plane'));
  return platform;
}

describe('what surrounds an engine', () => {
  it('are its volumes, with the reason for a missing one', () => {
    const platform = engine();
    const claim = (name: string, labels = {}) => ({
      metadata: meta(name, labels),
      phase: 'Pending' as const,
      storageClass: 'fast',
      requested: '10Gi',
      conditions: [],
    });
    platform.put('persistentvolumeclaims', claim('mlflow-data'));
    platform.put('persistentvolumeclaims', claim('foreign', OTHER));
    platform.put('persistentvolumeclaims', {
      ...claim('db'),
      phase: 'Bound',
      capacity: '20Gi',
    });
    expect(surroundings(platform).volumes).toEqual([
      { name: 'db', phase: 'Bound', storageClass: 'fast', size: '20Gi' },
      {
        name: 'mlflow-data',
        phase: 'Pending',
        reason: 'storage class fast does not exist',
        storageClass: 'fast',
        size: '10Gi',
      },
    ]);
  });

  it('are its secrets, and whether they arrived', () => {
    const platform = engine();
    platform.put('external-secrets.io/externalsecrets', {
      metadata: meta('db'),
      store: { kind: 'ClusterSecretStore', name: 'vault' },
      target: 'adaptive-db',
      refreshedAt: '2026-11-22T14:00:00Z',
      status: { conditions: [condition('Ready', 'True')] },
    });
    platform.put('bitnami.com/sealedsecrets', {
      metadata: meta('oidc'),
      target: 'adaptive-oidc',
      keys: ['secret'],
      status: {
        conditions: [condition('Synced', 'False', 'Error', 'no key')],
      },
    });
    expect(surroundings(platform).secrets).toEqual([
      {
        name: 'adaptive-db',
        kind: 'ExternalSecret',
        object: 'db',
        store: 'ClusterSecretStore/vault',
        state: 'synced',
        refreshedAt: '2026-11-22T14:00:00Z',
      },
      {
        name: 'adaptive-oidc',
        kind: 'SealedSecret',
        object: 'oidc',
        state: 'failed',
        reason: 'no key',
      },
    ]);
  });

  it('are ingress, policies, budgets, quotas and variants', () => {
    const platform = engine();
    platform.put('networking.k8s.io/ingresses', {
      metadata: meta('adaptive'),
      className: 'nginx',
      rules: [{ host: 'chat.example', services: ['adaptive'] }],
      tlsHosts: ['chat.example'],
      addresses: ['10.0.0.1'],
    });
    platform.put('networking.k8s.io/networkpolicies', {
      metadata: meta('sandkasten'),
      directions: ['Egress'],
    });
    platform.put('policy/poddisruptionbudgets', {
      metadata: meta('control-plane'),
      minAvailable: '1',
      status: { conditions: [], disruptionsAllowed: 1, currentHealthy: 2 },
    });
    platform.put('resourcequotas', {
      metadata: meta('team', OTHER),
      hard: { 'requests.nvidia.com/gpu': '16' },
      used: {},
    });
    platform.put('llmd.ai/variantautoscalings', {
      metadata: meta('llama'),
      target: { kind: 'Deployment', name: 'adaptive-harmony-llama' },
      modelId: 'llama',
      desired: { replicas: 3 },
      applied: true,
      status: { conditions: [] },
    });
    expect(surroundings(platform)).toMatchObject({
      ingresses: [{ name: 'adaptive', hosts: ['chat.example'] }],
      networkPolicies: [{ name: 'sandkasten', directions: ['Egress'] }],
      disruptionBudgets: [
        { name: 'control-plane', minAvailable: '1', disruptionsAllowed: 1 },
      ],
      quotas: [
        {
          name: 'team',
          limits: [
            { resource: 'requests.nvidia.com/gpu', used: '0', hard: '16' },
          ],
        },
      ],
      variants: [{ name: 'llama', desired: 3, applied: true }],
    });
  });

  it('are unknown where they cannot be listed, and none where they are not installed', () => {
    const platform = engine();
    const since = '2026-11-22T13:00:00Z';
    platform.freshness.set('eu-1 networking.k8s.io/ingresses', {
      status: 'notPermitted',
      since,
    });
    platform.freshness.set('eu-1 llmd.ai/variantautoscalings', {
      status: 'notInstalled',
      since,
    });
    expect(surroundings(platform)).not.toHaveProperty('ingresses');
    expect(surroundings(platform).variants).toEqual([]);
  });
});

describe('workloads that the control plane made', () => {
  const helm = { 'meta.helm.sh/release-name': RELEASE };

  function installed() {
    const platform = new TestPlatform();
    const control = componentWorkload('control-plane');
    platform.put('apps/deployments', {
      ...control,
      metadata: { ...control.metadata, annotations: helm },
    });
    return { platform, control };
  }

  const bare = (name: string, image: string) => ({
    ...componentWorkload(name),
    metadata: meta(name),
    containers: [{ name, image, requests: {} }],
  });

  it('are told by owner or image, and by nobody having installed them', () => {
    const { platform, control } = installed();
    const owned = bare('gang-1', 'elsewhere/x:1');
    platform.put('apps/deployments', {
      ...owned,
      metadata: {
        ...owned.metadata,
        ownerReferences: [
          { kind: 'Deployment', name: 'x', uid: control.metadata.uid },
        ],
      },
    });
    platform.put('apps/deployments', bare('infer-1', 'registry.example/x:2'));
    platform.put('apps/deployments', bare('foreign', 'elsewhere/y:1'));
    const helmed = bare('helmed', 'registry.example/x:1');
    platform.put('apps/deployments', {
      ...helmed,
      metadata: { ...helmed.metadata, annotations: helm },
    });
    expect(
      platform.engine().components.map(c => [c.workload, c.madeBy]),
    ).toEqual([
      ['adaptive-control-plane', undefined],
      ['helmed', undefined],
      ['gang-1', 'controlPlane'],
      ['infer-1', 'controlPlane'],
    ]);
  });

  it('cannot be told apart in a release that nothing marks', () => {
    const platform = engine();
    const objects = platform.store.cluster('eu-1');
    const [control] = objects?.list('apps/deployments') ?? [];
    const { 'helm.sh/chart': _, ...labels } = control.metadata.labels ?? {};
    platform.put('apps/deployments', {
      ...control,
      metadata: { ...control.metadata, labels },
    });
    platform.put('apps/deployments', bare('infer-1', 'registry.example/x:2'));
    expect(platform.engine().components).toHaveLength(1);
  });
});
