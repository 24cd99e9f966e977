import { createKubeStore } from '../../kube/store';
import { createControlLoop } from '../controlLoop';

function setUp() {
  const store = createKubeStore({ name: 'eu-1' });
  store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'team' },
  });
  const loop = createControlLoop({ store, clusterName: 'eu-1' });
  return { store, tick: () => loop.tick() };
}

function classes(store: ReturnType<typeof setUp>['store']) {
  store.create('storage.k8s.io/storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: 'standard',
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'csi.example.com',
  });
  store.create('networking.k8s.io/ingressclasses', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx' },
    spec: { controller: 'k8s.io/ingress-nginx' },
  });
}

const claim = (name: string, storageClassName?: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'team' },
  spec: {
    ...(storageClassName && { storageClassName }),
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '10Gi' } },
  },
});

const ingress = (name: string, ingressClassName: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'team' },
  spec: { ingressClassName },
});

describe('provisioning', () => {
  it('binds claims once their class is there, the default one for those that name none', async () => {
    const { store, tick } = setUp();
    store.create('persistentvolumeclaims', claim('plain'));
    store.create('persistentvolumeclaims', claim('odd', 'nowhere'));
    await tick();
    const phase = (name: string) =>
      store.get('persistentvolumeclaims', 'team', name)?.status;
    expect(phase('plain')).toMatchObject({ phase: 'Pending' });
    classes(store);
    await tick();
    expect(phase('plain')).toEqual({
      phase: 'Bound',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '10Gi' },
    });
    expect(
      store.get('persistentvolumeclaims', 'team', 'plain')?.spec,
    ).toMatchObject({ storageClassName: 'standard' });
    expect(phase('odd')).toMatchObject({ phase: 'Pending' });
  });

  it('serves ingresses whose class is there', async () => {
    const { store, tick } = setUp();
    classes(store);
    store.create('networking.k8s.io/ingresses', ingress('web', 'nginx'));
    store.create('networking.k8s.io/ingresses', ingress('odd', 'traefik'));
    await tick();
    const status = (name: string) =>
      store.get('networking.k8s.io/ingresses', 'team', name)?.status;
    expect(status('web')).toEqual({
      loadBalancer: { ingress: [{ ip: '192.0.2.10' }] },
    });
    expect(status('odd')).toBeUndefined();
  });
});
