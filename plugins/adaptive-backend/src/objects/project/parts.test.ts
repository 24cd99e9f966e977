import { RESOURCES } from '../resources';
import { WatchedResource } from '../types';
import { testContext } from './__testUtils__/testContext';

const metadata = { name: 'x', namespace: 'ns', uid: 'u', resourceVersion: '1' };
const ready = { type: 'Ready', status: 'True', reason: 'Succeeded' };
const SECRET = 'hunter2';

function project(resource: WatchedResource, fields: object, namespace = 'ns') {
  return RESOURCES[resource].project(
    { metadata: { ...metadata, namespace }, ...fields },
    testContext('ns'),
  );
}

describe('projections of what is around an engine', () => {
  it('HelmRelease: chart, source, what is installed, and no values', () => {
    const release = project('helm.toolkit.fluxcd.io/helmreleases', {
      spec: {
        targetNamespace: 'ml',
        suspend: true,
        chartRef: { kind: 'OCIRepository', name: 'adaptive' },
        values: { password: SECRET },
        valuesFrom: [{ kind: 'Secret', name: 'v' }],
      },
      status: {
        observedGeneration: 3,
        failures: 2,
        lastAttemptedRevision: '0.23.0',
        conditions: [ready],
        history: [
          {
            chartName: 'adaptive',
            chartVersion: '0.22.0',
            status: 'deployed',
            lastDeployed: '2026-11-01T00:00:00Z',
          },
          { chartVersion: '0.21.0' },
        ],
      },
    });
    expect(release).toEqual({
      metadata,
      releaseName: 'ml-x',
      targetNamespace: 'ml',
      suspended: true,
      source: { kind: 'OCIRepository', name: 'adaptive' },
      status: {
        observedGeneration: 3,
        conditions: [ready],
        failures: 2,
        lastAttemptedRevision: '0.23.0',
        installed: {
          chartName: 'adaptive',
          chartVersion: '0.22.0',
          status: 'deployed',
          deployedAt: '2026-11-01T00:00:00Z',
        },
      },
    });
    expect(JSON.stringify(release)).not.toContain(SECRET);
    const chart = {
      spec: {
        chart: 'adaptive',
        version: '0.23.x',
        sourceRef: { kind: 'HelmRepository', name: 'repo' },
      },
    };
    expect(
      project('helm.toolkit.fluxcd.io/helmreleases', { spec: { chart } }),
    ).toMatchObject({
      releaseName: 'x',
      targetNamespace: 'ns',
      chart: { name: 'adaptive', version: '0.23.x' },
      source: { kind: 'HelmRepository', name: 'repo' },
    });
  });

  it('Flux sources: what they follow and hold, without credentials', () => {
    expect(
      project('source.toolkit.fluxcd.io/gitrepositories', {
        spec: { url: `https://u:${SECRET}@git/x`, ref: { branch: 'main' } },
        status: { artifact: { revision: 'main@sha1:1' }, conditions: [] },
      }),
    ).toEqual({
      metadata,
      url: 'https://git/x',
      ref: { branch: 'main' },
      suspended: false,
      revision: 'main@sha1:1',
      status: { conditions: [] },
    });
    expect(
      project('source.toolkit.fluxcd.io/ocirepositories', {
        spec: { url: 'oci://ghcr.io/x', ref: { tag: '1' }, suspend: true },
      }),
    ).toMatchObject({ ref: { tag: '1' }, suspended: true });
  });

  it('Kustomization: source and revisions, no substitutions', () => {
    const kustomization = project(
      'kustomize.toolkit.fluxcd.io/kustomizations',
      {
        spec: {
          path: './engines',
          sourceRef: { kind: 'GitRepository', name: 'platform' },
          postBuild: { substitute: { KEY: SECRET } },
        },
        status: { lastAppliedRevision: 'a', lastAttemptedRevision: 'b' },
      },
    );
    expect(kustomization).toMatchObject({
      path: './engines',
      source: { kind: 'GitRepository', name: 'platform' },
      lastAppliedRevision: 'a',
      lastAttemptedRevision: 'b',
    });
    expect(JSON.stringify(kustomization)).not.toContain(SECRET);
  });

  it('ExternalSecret and SealedSecret: which Secret, and whether it worked', () => {
    expect(
      project('external-secrets.io/externalsecrets', {
        spec: {
          secretStoreRef: { name: 'vault' },
          target: { name: 'harmony', template: { data: { k: SECRET } } },
          refreshInterval: '1h',
        },
        status: { refreshTime: '2026-11-01T00:00:00Z', conditions: [ready] },
      }),
    ).toEqual({
      metadata,
      store: { kind: 'SecretStore', name: 'vault' },
      target: 'harmony',
      refreshInterval: '1h',
      refreshedAt: '2026-11-01T00:00:00Z',
      status: { conditions: [ready] },
    });
    expect(
      project('bitnami.com/sealedsecrets', {
        spec: { encryptedData: { token: SECRET } },
        status: { conditions: [{ type: 'Synced', status: 'False' }] },
      }),
    ).toEqual({
      metadata,
      target: 'x',
      keys: ['token'],
      status: { conditions: [{ type: 'Synced', status: 'False' }] },
    });
  });

  it('TriggerAuthentication: the Secrets it points at', () => {
    expect(
      project('keda.sh/triggerauthentications', {
        spec: {
          secretTargetRef: [
            { parameter: 'user', name: 's', key: 'u' },
            { parameter: 'password', name: 's', key: 'p' },
          ],
          podIdentity: { provider: 'aws' },
        },
      }),
    ).toEqual({ metadata, secretNames: ['s'], podIdentity: 'aws' });
  });

  it('VariantAutoscaling up to v0.4: the Deployment of its own name', () => {
    expect(
      project('llmd.ai/variantautoscalings', {
        spec: {
          modelID: 'llama',
          modelProfile: { accelerators: [{ acc: 'H100', accCount: 1 }] },
        },
        status: {
          currentAlloc: { accelerator: 'H100', numReplicas: 1 },
          desiredOptimizedAlloc: {
            accelerator: 'H100',
            numReplicas: 3,
            lastRunTime: '2026-11-01T00:00:00Z',
          },
          actuation: { applied: false },
        },
      }),
    ).toEqual({
      metadata,
      target: { kind: 'Deployment', name: 'x' },
      modelId: 'llama',
      accelerator: 'H100',
      current: { replicas: 1, accelerator: 'H100' },
      desired: {
        replicas: 3,
        accelerator: 'H100',
        at: '2026-11-01T00:00:00Z',
      },
      applied: false,
      status: { conditions: [] },
    });
  });

  it('VariantAutoscaling from v0.5 on: the target it names', () => {
    expect(
      project('llmd.ai/variantautoscalings', {
        metadata: {
          ...metadata,
          labels: { 'inference.optimization/acceleratorName': 'A100' },
        },
        spec: {
          modelID: 'llama',
          scaleTargetRef: { kind: 'StatefulSet', name: 'pool' },
        },
        status: { desiredOptimizedAlloc: { numReplicas: 0 } },
      }),
    ).toMatchObject({
      target: { kind: 'StatefulSet', name: 'pool' },
      accelerator: 'A100',
      desired: { replicas: 0 },
    });
  });

  it('PersistentVolumeClaim, StorageClass and ResourceQuota', () => {
    expect(
      project('persistentvolumeclaims', {
        spec: {
          storageClassName: 'fast',
          resources: { requests: { storage: '10Gi' } },
        },
        status: { phase: 'Pending' },
      }),
    ).toEqual({
      metadata,
      phase: 'Pending',
      storageClass: 'fast',
      requested: '10Gi',
      conditions: [],
    });
    expect(
      project('storage.k8s.io/storageclasses', {
        metadata: {
          ...metadata,
          annotations: {
            'storageclass.kubernetes.io/is-default-class': 'true',
          },
        },
        provisioner: 'ebs',
        volumeBindingMode: 'WaitForFirstConsumer',
      }),
    ).toMatchObject({
      provisioner: 'ebs',
      isDefault: true,
      bindingMode: 'WaitForFirstConsumer',
    });
    expect(
      project('resourcequotas', {
        spec: { hard: { pods: '10' } },
        status: {
          hard: { 'requests.nvidia.com/gpu': 8 },
          used: { 'requests.nvidia.com/gpu': '7' },
        },
      }),
    ).toEqual({
      metadata,
      hard: { 'requests.nvidia.com/gpu': '8' },
      used: { 'requests.nvidia.com/gpu': '7' },
    });
  });

  it('ResourceQuota: of namespaces without an engine too', () => {
    expect(project('resourcequotas', {}, 'other')).toMatchObject({ hard: {} });
    expect(RESOURCES.resourcequotas.dependsOnEngines).toBe(false);
  });

  it('Ingress and IngressClass: where an engine is reached', () => {
    expect(
      project('networking.k8s.io/ingresses', {
        spec: {
          ingressClassName: 'nginx',
          tls: [{ hosts: ['chat.example.com'], secretName: 's' }],
          rules: [
            {
              host: 'chat.example.com',
              http: {
                paths: [
                  { path: '/', backend: { service: { name: 'web' } } },
                  { path: '/api', backend: { service: { name: 'web' } } },
                ],
              },
            },
          ],
        },
        status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
      }),
    ).toEqual({
      metadata,
      className: 'nginx',
      rules: [{ host: 'chat.example.com', services: ['web'] }],
      tlsHosts: ['chat.example.com'],
      addresses: ['1.2.3.4'],
    });
    expect(
      project('networking.k8s.io/ingressclasses', {
        spec: { controller: 'k8s.io/nginx' },
      }),
    ).toMatchObject({ controller: 'k8s.io/nginx', isDefault: false });
  });

  it('NetworkPolicy and PodDisruptionBudget: which pods they are about', () => {
    expect(
      project('networking.k8s.io/networkpolicies', {
        spec: { podSelector: {}, policyTypes: ['Ingress'] },
      }),
    ).toEqual({ metadata, podLabels: {}, directions: ['Ingress'] });
    expect(
      project('policy/poddisruptionbudgets', {
        spec: {
          maxUnavailable: 0,
          selector: {
            matchExpressions: [{ key: 'a', operator: 'Exists' }],
            matchLabels: { b: 'c' },
          },
        },
        status: { disruptionsAllowed: 0, expectedPods: 2 },
      }),
    ).toEqual({
      metadata,
      maxUnavailable: '0',
      status: { conditions: [], disruptionsAllowed: 0, expectedPods: 2 },
    });
  });

  it('APIService of an extension only, and a CRD by its name', () => {
    expect(
      project('apiregistration.k8s.io/apiservices', {
        spec: { service: { namespace: 'keda', name: 'metrics' } },
        status: { conditions: [{ type: 'Available', status: 'False' }] },
      }),
    ).toMatchObject({
      service: { namespace: 'keda', name: 'metrics' },
      conditions: [{ type: 'Available', status: 'False' }],
    });
    expect(
      project('apiregistration.k8s.io/apiservices', {
        spec: { group: 'apps' },
      }),
    ).toBe('unwanted');
    expect(
      project('apiextensions.k8s.io/customresourcedefinitions', {
        spec: { versions: [{ schema: {} }] },
      }),
    ).toEqual({ metadata });
  });

  it.each([
    'keda.sh/triggerauthentications',
    'external-secrets.io/externalsecrets',
    'bitnami.com/sealedsecrets',
    'persistentvolumeclaims',
    'networking.k8s.io/ingresses',
    'networking.k8s.io/networkpolicies',
    'policy/poddisruptionbudgets',
  ] as const)('%s: not of namespaces without an engine', resource => {
    expect(project(resource, {}, 'other')).toBe('unwanted');
    expect(RESOURCES[resource].dependsOnEngines).toBe(true);
  });
});
