import { KubeError } from './errors';
import type { KubernetesObject } from './object';
import { createKubeStore } from './store';
import {
  deployment,
  namespace,
  pod,
  referenceTo,
  scaledObject,
} from './testing/objects';
import type { ClusterStore, StoreEvent } from './types';

const NOON = Date.parse('2026-05-01T12:00:00.500Z');

function errorOf(action: () => unknown): KubeError {
  try {
    action();
  } catch (error) {
    if (error instanceof KubeError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

function revision(object: KubernetesObject): number {
  return Number(object.metadata.resourceVersion);
}

describe('createKubeStore', () => {
  let store: ClusterStore;
  let events: StoreEvent[];

  beforeEach(() => {
    store = createKubeStore({ name: 'eu-1', clock: { now: () => NOON } });
    store.create('namespaces', namespace('demo'));
    events = [];
    store.subscribe(event => events.push(event));
  });

  const told = () =>
    events.map(
      ({ type, resource, object }) =>
        `${type} ${resource} ${object.metadata.name}`,
    );

  describe('create', () => {
    it('fills in what the server fills in', () => {
      const created = store.create('apps/deployments', deployment('web'));
      expect(created.metadata).toMatchObject({
        generation: 1,
        creationTimestamp: '2026-05-01T12:00:00Z',
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(revision(created)).toBe(store.resourceVersion());
      expect(created.spec).toMatchObject({ revisionHistoryLimit: 10 });
      expect(told()).toEqual(['ADDED apps/deployments web']);
    });

    it('makes a name from generateName', () => {
      const nameless = pod('');
      nameless.metadata.generateName = 'web-';
      const names = [1, 2].map(
        () => store.create('pods', nameless).metadata.name,
      );
      expect(names[0]).toMatch(/^web-[0-9a-f]{5}$/);
      expect(names[0]).not.toBe(names[1]);
    });

    it('hands out frozen objects', () => {
      const created = store.create('pods', pod('web', { labels: { a: '1' } }));
      expect(() => {
        Object.assign(created.metadata.labels ?? {}, { a: '2' });
      }).toThrow(TypeError);
    });

    it.each([
      ['an unknown resource', 'nothings', pod('a'), 404, 'NotFound'],
      [
        'a missing namespace',
        'pods',
        pod('a', { namespace: 'nowhere' }),
        404,
        'NotFound',
      ],
      ['a bad name', 'pods', pod('No_Good'), 422, 'Invalid'],
      [
        'a wrong kind',
        'pods',
        { ...pod('a'), kind: 'Node' },
        400,
        'BadRequest',
      ],
      [
        'a pod without containers',
        'pods',
        { ...pod('a'), spec: {} },
        422,
        'Invalid',
      ],
      [
        'a selector that its own pods do not match',
        'apps/deployments',
        {
          ...deployment('a'),
          spec: {
            ...deployment('a').spec,
            selector: { matchLabels: { app: 'b' } },
          },
        },
        422,
        'Invalid',
      ],
      [
        'min above max',
        'keda.sh/scaledobjects',
        scaledObject('a', { minReplicaCount: 5 }),
        422,
        'Invalid',
      ],
      [
        'an HPA without target',
        'autoscaling/horizontalpodautoscalers',
        {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'a', namespace: 'demo' },
          spec: { maxReplicas: 2 },
        },
        422,
        'Invalid',
      ],
    ])('refuses %s', (_what, resource, object, code, reason) => {
      const error = errorOf(() => store.create(resource, object));
      expect([error.code, error.reason]).toEqual([code, reason]);
      expect(events).toEqual([]);
    });

    it('refuses a second object of the same name', () => {
      store.create('pods', pod('web'));
      const { body } = errorOf(() => store.create('pods', pod('web')));
      expect(body).toMatchObject({
        code: 409,
        reason: 'AlreadyExists',
        message: 'pods "web" already exists',
        details: { kind: 'pods', name: 'web' },
      });
    });

    it('stores nothing on a dry run', () => {
      store.create('pods', pod('web'), { dryRun: true });
      expect(store.get('pods', 'demo', 'web')).toBeUndefined();
      expect(events).toEqual([]);
    });
  });

  describe('update', () => {
    it('bumps the generation for the spec, not for labels or status', () => {
      store.create('apps/deployments', deployment('web'));
      const change = (
        edit: (object: KubernetesObject) => void,
        subresource?: 'status',
      ) =>
        store.modify(
          'apps/deployments',
          'demo',
          'web',
          object => {
            edit(object);
            return object;
          },
          { subresource },
        ).metadata.generation;
      expect(
        change(object => Object.assign(object.metadata, { labels: {} })),
      ).toBe(1);
      expect(
        change(object => {
          object.status = { replicas: 1 };
        }, 'status'),
      ).toBe(1);
      expect(
        change(object => Object.assign(object.spec ?? {}, { replicas: 7 })),
      ).toBe(2);
    });

    it('keeps status and spec apart', () => {
      store.create('apps/deployments', deployment('web', 2));
      store.modify('apps/deployments', 'demo', 'web', object => ({
        ...object,
        status: { replicas: 99 },
      }));
      expect(
        store.get('apps/deployments', 'demo', 'web')?.status,
      ).toBeUndefined();
      store.modify(
        'apps/deployments',
        'demo',
        'web',
        object => ({
          ...object,
          spec: { ...object.spec, replicas: 99 },
          status: { replicas: 2 },
        }),
        { subresource: 'status' },
      );
      expect(store.get('apps/deployments', 'demo', 'web')).toMatchObject({
        spec: { replicas: 2 },
        status: { replicas: 2 },
      });
    });

    it('writes the status of a type without status subresource with the rest', () => {
      const application: KubernetesObject = {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'web', namespace: 'demo' },
        spec: { project: 'default', destination: { name: 'eu-1' } },
      };
      store.create('argoproj.io/applications', application);
      const written = store.modify(
        'argoproj.io/applications',
        'demo',
        'web',
        object => ({ ...object, status: { sync: { status: 'Synced' } } }),
      );
      expect(written.status).toEqual({ sync: { status: 'Synced' } });
      expect(
        errorOf(() =>
          store.update('argoproj.io/applications', written, {
            subresource: 'status',
          }),
        ).code,
      ).toBe(404);
    });

    it('makes no event when nothing changed', () => {
      const created = store.create('pods', pod('web'));
      const same = store.modify('pods', 'demo', 'web', object => object);
      expect(same.metadata.resourceVersion).toBe(
        created.metadata.resourceVersion,
      );
      expect(told()).toEqual(['ADDED pods web']);
    });

    it('refuses a stale resourceVersion, and a stranger of the same name', () => {
      const created = store.create('pods', pod('web'));
      const relabel = (label: string) => ({
        ...created,
        metadata: { ...created.metadata, labels: { label } },
      });
      store.update('pods', relabel('one'));
      expect(errorOf(() => store.update('pods', relabel('two'))).reason).toBe(
        'Conflict',
      );
      const stranger = relabel('three');
      stranger.metadata = {
        ...stranger.metadata,
        resourceVersion: undefined,
        uid: 'other',
      };
      expect(errorOf(() => store.update('pods', stranger)).code).toBe(409);
    });

    it('refuses another selector of a workload', () => {
      store.create('apps/deployments', deployment('web'));
      const error = errorOf(() =>
        store.modify('apps/deployments', 'demo', 'web', object => ({
          ...deployment('other'),
          metadata: object.metadata,
        })),
      );
      expect(error.message).toContain('field is immutable');
    });

    it('remembers who changed an annotation, and when', () => {
      store.create('keda.sh/scaledobjects', scaledObject('web'), {
        manager: 'argocd',
      });
      const paused = store.modify(
        'keda.sh/scaledobjects',
        'demo',
        'web',
        object => {
          object.metadata.annotations = {
            'autoscaling.keda.sh/paused': 'true',
          };
          return object;
        },
        { manager: 'kubectl-annotate' },
      );
      expect(paused.metadata.managedFields).toContainEqual({
        manager: 'kubectl-annotate',
        operation: 'Update',
        apiVersion: 'keda.sh/v1alpha1',
        time: '2026-05-01T12:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': {
            'f:annotations': { 'f:autoscaling.keda.sh/paused': {} },
          },
        },
      });
    });
  });

  describe('delete', () => {
    it('deletes what was owned, in turn', () => {
      const web = store.create('apps/deployments', deployment('web'));
      const set = store.create('apps/replicasets', {
        ...deployment('web-1'),
        kind: 'ReplicaSet',
        metadata: {
          name: 'web-1',
          namespace: 'demo',
          ownerReferences: [referenceTo(web)],
        },
      });
      store.create('pods', pod('web-1-a', { owner: set }));
      store.create('pods', pod('other'));
      events = [];
      store.delete('apps/deployments', 'demo', 'web');
      expect(told()).toEqual([
        'DELETED apps/deployments web',
        'DELETED apps/replicasets web-1',
        'DELETED pods web-1-a',
      ]);
      expect(store.list('pods')).toHaveLength(1);
    });

    it('leaves what was owned when told to orphan it', () => {
      const web = store.create('apps/deployments', deployment('web'));
      store.create('pods', pod('a', { owner: web }));
      store.delete('apps/deployments', 'demo', 'web', {
        propagationPolicy: 'Orphan',
      });
      expect(store.get('pods', 'demo', 'a')?.metadata.ownerReferences).toEqual(
        [],
      );
    });

    it('keeps what another owner still needs', () => {
      const [one, two] = ['one', 'two'].map(name =>
        store.create('apps/deployments', deployment(name)),
      );
      const shared = pod('shared', { owner: one });
      shared.metadata.ownerReferences?.push(referenceTo(two));
      store.create('pods', shared);
      store.delete('apps/deployments', 'demo', 'one');
      expect(
        store.get('pods', 'demo', 'shared')?.metadata.ownerReferences,
      ).toHaveLength(1);
      store.delete('apps/deployments', 'demo', 'two');
      expect(store.get('pods', 'demo', 'shared')).toBeUndefined();
    });

    it('waits for finalizers', () => {
      const guarded = scaledObject('web');
      guarded.metadata.finalizers = ['finalizer.keda.sh'];
      store.create('keda.sh/scaledobjects', guarded);
      events = [];
      store.delete('keda.sh/scaledobjects', 'demo', 'web');
      expect(
        store.get('keda.sh/scaledobjects', 'demo', 'web')?.metadata
          .deletionTimestamp,
      ).toBe('2026-05-01T12:00:00Z');
      store.modify('keda.sh/scaledobjects', 'demo', 'web', object => {
        object.metadata.finalizers = [];
        return object;
      });
      expect(store.get('keda.sh/scaledobjects', 'demo', 'web')).toBeUndefined();
      expect(told().pop()).toBe('DELETED keda.sh/scaledobjects web');
    });

    it('gives the deletion a revision of its own', () => {
      const created = store.create('pods', pod('web'));
      const deleted = store.delete('pods', 'demo', 'web');
      expect(deleted && revision(deleted)).toBeGreaterThan(revision(created));
      expect(store.delete('pods', 'demo', 'web')).toBeUndefined();
    });

    it('empties a namespace before it goes, finalizers included', () => {
      store.create('apps/deployments', deployment('web'));
      const guarded = scaledObject('web');
      guarded.metadata.finalizers = ['finalizer.keda.sh'];
      store.create('keda.sh/scaledobjects', guarded);
      store.delete('namespaces', undefined, 'demo');
      expect(store.get('namespaces', undefined, 'demo')?.status).toEqual({
        phase: 'Terminating',
      });
      expect(store.list('apps/deployments')).toEqual([]);
      const refused = errorOf(() => store.create('pods', pod('late')));
      expect(refused.body).toMatchObject({
        code: 403,
        details: { causes: [{ reason: 'NamespaceTerminating' }] },
      });
      store.modify('keda.sh/scaledobjects', 'demo', 'web', object => {
        object.metadata.finalizers = [];
        return object;
      });
      expect(store.get('namespaces', undefined, 'demo')).toBeUndefined();
    });
  });

  describe('custom types', () => {
    const definition: KubernetesObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        names: { plural: 'widgets', kind: 'Widget' },
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true }],
      },
    };
    const widget: KubernetesObject = {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', namespace: 'demo' },
    };
    const definitions = 'apiextensions.k8s.io/customresourcedefinitions';

    it('are served from the creation of their definition to its deletion', () => {
      expect(errorOf(() => store.list('example.com/widgets')).code).toBe(404);
      store.create(definitions, definition);
      store.create('example.com/widgets', widget);
      store.delete(definitions, undefined, 'widgets.example.com');
      expect(told().slice(-2)).toEqual([
        'DELETED example.com/widgets w',
        `DELETED ${definitions} widgets.example.com`,
      ]);
      expect(errorOf(() => store.list('example.com/widgets')).code).toBe(404);
    });
  });

  describe('list', () => {
    it('selects by namespace and label, in the order of keys', () => {
      store.create('namespaces', namespace('alpha'));
      store.create('pods', pod('b', { labels: { app: 'x' } }));
      store.create('pods', pod('a'));
      store.create(
        'pods',
        pod('z', { namespace: 'alpha', labels: { app: 'x' } }),
      );
      const names = (query?: { namespace?: string; labelSelector?: string }) =>
        store.list('pods', query).map(({ metadata }) => metadata.name);
      expect(names()).toEqual(['z', 'a', 'b']);
      expect(names({ namespace: 'demo' })).toEqual(['a', 'b']);
      expect(names({ labelSelector: 'app=x' })).toEqual(['z', 'b']);
      expect(names({ namespace: 'nowhere' })).toEqual([]);
    });
  });

  describe('subscribe', () => {
    it('tells every listener of writes in their order, also of writes by listeners', () => {
      const second: string[] = [];
      store.subscribe(({ type, object }) => {
        if (type === 'ADDED' && object.metadata.name === 'first') {
          store.create('pods', pod('reaction'));
        }
      });
      store.subscribe(({ object }) => second.push(object.metadata.name));
      store.create('pods', pod('first'));
      expect(second).toEqual(['first', 'reaction']);
    });

    it('goes on when a listener fails, and warns', async () => {
      const warn = jest
        .spyOn(process, 'emitWarning')
        .mockImplementation(() => {});
      store.subscribe(() => {
        throw new Error('broken controller');
      });
      const later: string[] = [];
      store.subscribe(({ object }) => later.push(object.metadata.name));
      store.create('pods', pod('web'));
      expect(later).toEqual(['web']);
      expect(warn).toHaveBeenCalledWith(new Error('broken controller'));
      warn.mockRestore();
    });

    it('stops when asked to', () => {
      const heard: StoreEvent[] = [];
      const subscription = store.subscribe(event => heard.push(event));
      subscription.unsubscribe();
      store.create('pods', pod('web'));
      expect(heard).toEqual([]);
    });
  });
});
