import { NamespaceObject, PodObject, StoreChange } from '../objects/types';
import { ClusterTables } from './ClusterTables';
import { DefaultObjectStore } from './DefaultObjectStore';

function pod(namespace: string, name: string, version = '1'): PodObject {
  return {
    metadata: {
      namespace,
      name,
      uid: `${namespace}-${name}`,
      resourceVersion: version,
    },
    tolerations: [],
    containers: [],
    phase: 'Running',
    conditions: [],
    containerStates: [],
  };
}

function namespaceObject(name: string, version = '1'): NamespaceObject {
  return { metadata: { name, uid: name, resourceVersion: version } };
}

describe('DefaultObjectStore', () => {
  let store: DefaultObjectStore;
  let eu: ClusterTables;
  let us: ClusterTables;
  let changes: StoreChange[];

  beforeEach(() => {
    store = new DefaultObjectStore({ clusters: ['eu-1', 'us-1'] });
    const [first, second] = [store.cluster('eu-1'), store.cluster('us-1')];
    if (!first || !second) throw new Error('a cluster is missing');
    eu = first;
    us = second;
    changes = [];
    store.subscribe(change => changes.push(change));
  });

  it('knows its clusters from the beginning, in order', () => {
    expect(store.clusters().map(cluster => cluster.cluster)).toEqual([
      'eu-1',
      'us-1',
    ]);
    expect(store.cluster('nowhere')).toBeUndefined();
  });

  it('finds objects by namespace and name, clusters apart', () => {
    eu.set('pods', pod('a', 'x'));
    eu.set('pods', pod('b', 'x'));
    us.set('pods', pod('a', 'y'));
    expect(eu.get('pods', 'b', 'x')?.metadata.uid).toBe('b-x');
    expect(eu.get('pods', 'b', 'y')).toBeUndefined();
    expect([...eu.inNamespace('pods', 'a')]).toHaveLength(1);
    expect([...eu.inNamespace('pods', 'none')]).toEqual([]);
    expect([...eu.list('pods')]).toHaveLength(2);
    expect(eu.size('pods')).toBe(2);
  });

  it('tells many changes at once, by cluster', () => {
    eu.set('pods', pod('a', 'x'));
    eu.set('pods', pod('b', 'x'));
    eu.delete('pods', 'a', 'x');
    us.set('namespaces', namespaceObject('a'));
    expect(changes).toEqual([]);
    store.flush();
    expect(changes).toEqual([
      {
        cluster: 'eu-1',
        namespaces: new Set(['a', 'b']),
        podNamespaces: new Set(['a', 'b']),
        clusterWide: false,
      },
      {
        cluster: 'us-1',
        namespaces: new Set(['a']),
        podNamespaces: new Set(),
        clusterWide: true,
      },
    ]);
  });

  it('tells apart where pods changed', () => {
    eu.set('pods', pod('a', 'x'));
    eu.set('persistentvolumeclaims', {
      metadata: { namespace: 'b', name: 'x', uid: 'b-x', resourceVersion: '1' },
      phase: 'Bound',
      conditions: [],
    });
    store.flush();
    expect(changes).toEqual([
      {
        cluster: 'eu-1',
        namespaces: new Set(['a', 'b']),
        podNamespaces: new Set(['a']),
        clusterWide: false,
      },
    ]);
  });

  it('tells by itself after a moment', async () => {
    const told = new Promise<StoreChange>(resolve => {
      store.subscribe(resolve);
    });
    eu.set('pods', pod('a', 'x'));
    expect(await told).toMatchObject({ cluster: 'eu-1' });
  });

  it('does not tell of what did not change', () => {
    eu.set('pods', pod('a', 'x'));
    store.flush();
    eu.set('pods', pod('a', 'x'));
    eu.replace('pods', [pod('a', 'x')]);
    eu.delete('pods', 'a', 'other');
    store.flush();
    expect(changes).toHaveLength(1);
  });

  it('tells when a pod is kept in full that was kept for accounting before', () => {
    eu.set('pods', { ...pod('a', 'x'), accountingOnly: true });
    store.flush();
    eu.replace('pods', [pod('a', 'x')]);
    store.flush();
    expect(changes).toHaveLength(2);
    expect(eu.get('pods', 'a', 'x')).not.toHaveProperty('accountingOnly');
  });

  it('replaces a resource as a whole and tells of what vanished', () => {
    eu.replace('pods', [pod('a', 'x'), pod('b', 'x'), pod('c', 'x')]);
    store.flush();
    eu.replace('pods', [pod('a', 'x'), pod('b', 'x', '2')]);
    store.flush();
    expect(changes[1]).toEqual({
      cluster: 'eu-1',
      namespaces: new Set(['b', 'c']),
      podNamespaces: new Set(['b', 'c']),
      clusterWide: false,
    });
    expect(eu.size('pods')).toBe(2);
  });

  it('marks a replaced cluster-scoped resource as a change of the whole cluster', () => {
    eu.replace('namespaces', [namespaceObject('a')]);
    store.flush();
    expect(changes).toEqual([
      {
        cluster: 'eu-1',
        namespaces: new Set(),
        podNamespaces: new Set(),
        clusterWide: true,
      },
    ]);
  });

  it('goes on when a listener throws, and stops telling who has left', () => {
    const errors: Error[] = [];
    const other = new DefaultObjectStore({
      clusters: ['c'],
      onListenerError: error => errors.push(error),
    });
    let calls = 0;
    other.subscribe(() => {
      throw new Error('broken');
    });
    const subscription = other.subscribe(() => {
      calls += 1;
    });
    other.cluster('c')?.set('pods', pod('a', 'x'));
    other.flush();
    subscription.unsubscribe();
    other.cluster('c')?.set('pods', pod('a', 'y'));
    other.flush();
    expect(errors.map(error => error.message)).toEqual(['broken', 'broken']);
    expect(calls).toBe(1);
  });
});
