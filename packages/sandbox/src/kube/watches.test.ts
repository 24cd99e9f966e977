import {
  type KubeApiServer,
  createKubeStore,
  issueServerCertificate,
  startKubeApiServer,
} from '.';
import { ApiClient, summary } from './testing/apiClient';
import { deployment, namespace, pod } from './testing/objects';
import type { ClusterStore } from './types';

const PODS = '/api/v1/namespaces/demo/pods';

describe('watches', () => {
  // Made once: keys take long to make.
  const certificate = issueServerCertificate('eu-1');
  let store: ClusterStore;
  let server: KubeApiServer;
  let client: ApiClient;

  beforeEach(async () => {
    store = createKubeStore({ name: 'eu-1' });
    store.create('namespaces', namespace('demo'));
    server = await startKubeApiServer({
      name: 'eu-1',
      store,
      token: 'cluster-token',
      certificate,
      watchHistoryLimit: 10,
      bookmarkSeconds: 0.05,
    });
    client = new ApiClient(server);
  });

  afterEach(async () => {
    await server.stop();
  });

  const relabel = (name: string, labels: Record<string, string>) =>
    store.modify('pods', 'demo', name, object => ({
      ...object,
      metadata: { ...object.metadata, labels },
    }));

  it('send what there is, then what changes', async () => {
    store.create('pods', pod('a'));
    const watch = await client.watch(`${PODS}?watch=true`);
    expect(summary(await watch.next(1))).toEqual(['ADDED a']);
    store.create('pods', pod('b'));
    relabel('a', { x: 'y' });
    store.delete('pods', 'demo', 'b');
    const events = await watch.next(3);
    expect(summary(events)).toEqual(['ADDED b', 'MODIFIED a', 'DELETED b']);
    const revisions = events.map(({ object }) =>
      Number(object.metadata.resourceVersion),
    );
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(events[0].object.kind).toBe('Pod');
  });

  it('start after the revision of a list and miss nothing', async () => {
    store.create('pods', pod('a'));
    const list = await client.get(PODS);
    store.create('pods', pod('b'));
    const watch = await client.watch(
      `${PODS}?watch=1&resourceVersion=${list.body.metadata.resourceVersion}`,
    );
    store.create('pods', pod('c'));
    expect(summary(await watch.next(2))).toEqual(['ADDED b', 'ADDED c']);
  });

  it('see nothing of other namespaces and resources', async () => {
    store.create('namespaces', namespace('other'));
    const watch = await client.watch(`${PODS}?watch=1`);
    store.create('pods', pod('far', { namespace: 'other' }));
    store.create('apps/deployments', deployment('web'));
    store.create('pods', pod('near'));
    expect(summary(await watch.next(1))).toEqual(['ADDED near']);
  });

  it('watch a single object by its path', async () => {
    store.create('pods', pod('a'));
    const watch = await client.watch(`${PODS}/a?watch=1`);
    await watch.next(1);
    store.create('pods', pod('b'));
    store.delete('pods', 'demo', 'a');
    expect(summary(await watch.next(1))).toEqual(['DELETED a']);
  });

  it('show an object entering and leaving the selection', async () => {
    const watch = await client.watch(`${PODS}?watch=1&labelSelector=app%3Dx`);
    store.create('pods', pod('a'));
    relabel('a', { app: 'x' });
    relabel('a', { app: 'x', more: '1' });
    relabel('a', { app: 'y' });
    store.delete('pods', 'demo', 'a');
    store.create('pods', pod('b', { labels: { app: 'x' } }));
    const events = await watch.next(4);
    expect(summary(events)).toEqual([
      'ADDED a',
      'MODIFIED a',
      'DELETED a',
      'ADDED b',
    ]);
    expect(events[2].object.metadata.labels).toEqual({ app: 'x', more: '1' });
    expect(Number(events[2].object.metadata.resourceVersion)).toBeGreaterThan(
      Number(events[1].object.metadata.resourceVersion),
    );
  });

  it('send bookmarks with the latest revision to those who want them', async () => {
    const watch = await client.watch(
      `${PODS}?watch=1&allowWatchBookmarks=true`,
    );
    store.create('apps/deployments', deployment('web'));
    const latest = String(store.resourceVersion());
    let last = '';
    while (last !== latest) {
      const [event] = await watch.next(1);
      expect(event.type).toBe('BOOKMARK');
      expect(event.object.kind).toBe('Pod');
      last = event.object.metadata.resourceVersion;
    }
  });

  it('send no bookmarks while nothing is written', async () => {
    store.create('pods', pod('a'));
    const watch = await client.watch(
      `${PODS}?watch=1&allowWatchBookmarks=true&timeoutSeconds=0.2&resourceVersion=${store.resourceVersion()}`,
    );
    expect((await watch.end()).events).toEqual([]);
  });

  it('send no bookmarks of events', async () => {
    const watch = await client.watch(
      '/api/v1/events?watch=1&allowWatchBookmarks=true&timeoutSeconds=0.2',
    );
    store.create('pods', pod('a'));
    expect((await watch.end()).events).toEqual([]);
  });

  it('mark the end of the initial events when asked to send them', async () => {
    store.create('pods', pod('a'));
    const watch = await client.watch(
      `${PODS}?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
    );
    const [added, bookmark] = await watch.next(2);
    expect(added.type).toBe('ADDED');
    expect(bookmark.type).toBe('BOOKMARK');
    expect(bookmark.object.metadata.annotations).toEqual({
      'k8s.io/initial-events-end': 'true',
    });
    const refused = await client.get(`${PODS}?watch=1&sendInitialEvents=true`);
    expect(refused.code).toBe(422);
  });

  it('send a 410 ERROR for a revision that was compacted, and end', async () => {
    const { body } = await client.get(PODS);
    store.create('pods', pod('a'));
    server.compact();
    const watch = await client.watch(
      `${PODS}?watch=1&resourceVersion=${body.metadata.resourceVersion}`,
    );
    const { how, events } = await watch.end();
    expect(how).toBe('ended');
    expect(events).toMatchObject([
      {
        type: 'ERROR',
        object: { kind: 'Status', code: 410, reason: 'Expired' },
      },
    ]);
    const fresh = await client.watch(
      `${PODS}?watch=1&resourceVersion=${store.resourceVersion()}`,
    );
    store.create('pods', pod('b'));
    expect(summary(await fresh.next(1))).toEqual(['ADDED b']);
  });

  it('send a 410 ERROR when too much happened since', async () => {
    const { body } = await client.get(PODS);
    for (let index = 0; index < 20; index += 1) {
      store.create('pods', pod(`p${index}`));
    }
    const watch = await client.watch(
      `${PODS}?watch=1&resourceVersion=${body.metadata.resourceVersion}`,
    );
    expect((await watch.end()).events[0].type).toBe('ERROR');
    const recent = await client.watch(
      `${PODS}?watch=1&resourceVersion=${store.resourceVersion() - 2}`,
    );
    expect(summary(await recent.next(2))).toEqual(['ADDED p18', 'ADDED p19']);
  });

  it('end properly at their timeout', async () => {
    const watch = await client.watch(`${PODS}?watch=1&timeoutSeconds=0.1`);
    expect((await watch.end()).how).toBe('ended');
  });

  it('send tables with columns once', async () => {
    store.create('pods', pod('a'));
    store.create('pods', pod('b'));
    const watch = await client.watch(`${PODS}?watch=1`, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    const [first, second] = await watch.next(2);
    expect(first.object.kind).toBe('Table');
    expect(first.object.columnDefinitions).toHaveLength(7);
    expect(second.object.columnDefinitions).toBeNull();
  });

  it('end when their resource is no longer served', async () => {
    const watch = await client.watch(
      '/apis/keda.sh/v1alpha1/scaledobjects?watch=1',
    );
    store.delete(
      'apiextensions.k8s.io/customresourcedefinitions',
      undefined,
      'scaledobjects.keda.sh',
    );
    expect((await watch.end()).how).toBe('ended');
  });

  it('can be cut, also in the middle of a line', async () => {
    const whole = await client.watch(`${PODS}?watch=1`);
    server.dropWatches();
    expect(await whole.end()).toMatchObject({ how: 'cut', rest: '' });
    const half = await client.watch(`${PODS}?watch=1`);
    server.dropWatches({ midLine: true });
    const end = await half.end();
    expect(end.how).toBe('cut');
    expect(end.rest).toMatch(/^\{"type"/);
  });

  describe('under a fault', () => {
    it('hang: silence on open watches and new requests, until it is over', async () => {
      const watch = await client.watch(`${PODS}?watch=1&allowWatchBookmarks=1`);
      store.create('pods', pod('before'));
      await watch.next(1);
      server.setFault({ type: 'hang' });
      expect(server.fault()).toEqual({ type: 'hang' });
      store.create('pods', pod('unseen'));
      const before = watch.unread().length;
      let answered = false;
      const waiting = client.get(PODS).then(
        () => {
          answered = true;
        },
        error => error.code,
      );
      // A working server would have sent several bookmarks and an answer by then.
      await new Promise(resolve => setTimeout(resolve, 250));
      expect(watch.unread()).toHaveLength(before);
      expect(answered).toBe(false);
      server.setFault({ type: 'none' });
      expect((await watch.end()).how).toBe('cut');
      await expect(waiting).resolves.toBe('ECONNRESET');
      expect((await client.get(`${PODS}/unseen`)).code).toBe(200);
    });

    it('refuseToken: 401 to everything, and open watches are cut', async () => {
      const watch = await client.watch(`${PODS}?watch=1`);
      server.setFault({ type: 'refuseToken' });
      expect((await watch.end()).how).toBe('cut');
      expect((await client.get(PODS)).code).toBe(401);
      expect((await client.get('/version')).code).toBe(401);
      server.setFault({ type: 'none' });
      expect((await client.get(PODS)).code).toBe(200);
    });

    it('down: no connection lasts', async () => {
      const watch = await client.watch(`${PODS}?watch=1`);
      server.setFault({ type: 'down' });
      expect((await watch.end()).how).toBe('cut');
      await expect(client.get(PODS)).rejects.toThrow(/ECONNRESET|socket/);
      server.setFault({ type: 'none' });
      expect((await client.get(PODS)).code).toBe(200);
    });

    it('latency: answers still come', async () => {
      server.setLatency(20);
      expect((await client.get(PODS)).code).toBe(200);
    });
  });
});
