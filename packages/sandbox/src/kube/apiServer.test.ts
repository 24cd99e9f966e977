import {
  type KubeApiServer,
  createKubeStore,
  issueServerCertificate,
  startKubeApiServer,
} from '.';
import { ApiClient } from './testing/apiClient';
import { deployment, namespace, pod, scaledObject } from './testing/objects';
import type { ClusterStore } from './types';

const PODS = '/api/v1/namespaces/demo/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/demo/deployments';
const SCALED_OBJECTS = '/apis/keda.sh/v1alpha1/namespaces/demo/scaledobjects';

const MERGE = { contentType: 'application/merge-patch+json' };

describe('startKubeApiServer', () => {
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
    });
    client = new ApiClient(server);
  });

  afterEach(async () => {
    await server.stop();
  });

  function names(items: Array<{ metadata: { name: string } }>): string[] {
    return items.map(({ metadata }) => metadata.name);
  }

  describe('at the door', () => {
    it('says that it is simulated, and that it is well', async () => {
      expect((await client.get('/version')).body.gitVersion).toBe(
        'v1.33.0+sandbox',
      );
      for (const path of ['/healthz', '/livez', '/readyz']) {
        expect((await client.get(path, { token: '' })).body.message).toBe('ok');
      }
    });

    it('answers 401 without the token', async () => {
      for (const token of ['', 'wrong']) {
        const { code, body } = await client.get(PODS, { token });
        expect(code).toBe(401);
        expect(body).toMatchObject({
          kind: 'Status',
          status: 'Failure',
          reason: 'Unauthorized',
        });
      }
    });

    it('answers 401 to a wrong token where none is needed', async () => {
      for (const path of ['/version', '/readyz']) {
        expect((await client.get(path, { token: 'wrong' })).code).toBe(401);
      }
    });

    it.each([
      ['a path of no API', '/nothing'],
      ['a group that no CRD defines', '/apis/no.such/v1/things'],
      ['a resource that no CRD defines', '/apis/keda.sh/v1alpha1/things'],
    ])('answers text to %s', async (_name, path) => {
      const { code, body, headers } = await client.get(path);
      expect(code).toBe(404);
      expect(headers['content-type']).toMatch(/^text\/plain/);
      expect(body.message).toBe('404 page not found\n');
    });

    it.each([
      ['a version of a built-in group', '/apis/apps/v9/deployments'],
      ['a resource of a built-in group', '/api/v1/things'],
    ])('answers a Status to %s that it does not serve', async (_name, path) => {
      const { code, body } = await client.get(path);
      expect(code).toBe(404);
      expect(body).toMatchObject({ kind: 'Status', reason: 'NotFound' });
    });

    it('has a CA of its own that another cluster does not share', async () => {
      const other = await startKubeApiServer({
        name: 'us-1',
        store: createKubeStore({ name: 'us-1' }),
        token: server.token,
      });
      const deceived = new ApiClient({
        ...other,
        url: other.url,
        caPem: server.caPem,
        token: 'x',
      });
      await expect(deceived.get('/version')).rejects.toThrow('certificate');
      await other.stop();
    });

    it('answers 403 as configured, naming verb, resource and namespace', async () => {
      server.setForbidden([{ resource: 'pods', verbs: ['list', 'watch'] }]);
      const { code, body } = await client.get(PODS);
      expect(code).toBe(403);
      expect(body.reason).toBe('Forbidden');
      expect(body.message).toMatch(
        /^pods is forbidden: User ".+" cannot list resource "pods" in API group "" in the namespace "demo"$/,
      );
      expect((await client.get('/api/v1/pods?watch=1')).code).toBe(403);
      expect((await client.get(DEPLOYMENTS)).code).toBe(200);
      const review = await client.send(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        {
          body: {
            spec: { resourceAttributes: { verb: 'list', resource: 'pods' } },
          },
        },
      );
      expect(review.body.status).toMatchObject({ allowed: false });
    });

    it.each([
      [
        'an unserved version',
        'GET',
        '/apis/apps/v9/deployments',
        undefined,
        404,
      ],
      ['an unknown subresource', 'GET', `${PODS}/a/log`, undefined, 404],
      [
        'a status where there is none',
        'GET',
        '/api/v1/namespaces/demo/configmaps/a/status',
        undefined,
        404,
      ],
      ['an object that is not there', 'GET', `${PODS}/none`, undefined, 404],
      ['a body that is no JSON', 'POST', PODS, '{', 400],
      ['a body that is no object', 'POST', PODS, '[]', 400],
      ['an invalid object', 'POST', PODS, { metadata: { name: 'a' } }, 422],
      [
        'another namespace than the path says',
        'POST',
        PODS,
        pod('a', { namespace: 'kube-system' }),
        400,
      ],
      [
        'a bad label selector',
        'GET',
        `${PODS}?labelSelector=%3Dx`,
        undefined,
        400,
      ],
      ['a bad limit', 'GET', `${PODS}?limit=many`, undefined, 400],
      [
        'a bad resourceVersion',
        'GET',
        `${PODS}?resourceVersion=new`,
        undefined,
        400,
      ],
      ['a bad dryRun', 'POST', `${PODS}?dryRun=Some`, pod('a'), 400],
      ['a path that cannot be decoded', 'GET', '/api/v1/%zz', undefined, 400],
    ])('answers %s with a Status', async (_what, method, path, body, code) => {
      const answer = await client.send(method, path, { body });
      expect(answer.code).toBe(code);
      expect(answer.body).toMatchObject({ kind: 'Status', code });
    });

    it('answers 413 to a body that is too large', async () => {
      const answer = await client.send('POST', PODS, {
        body: 'x'.repeat(4 * 1024 * 1024),
      });
      expect(answer.code).toBe(413);
    });

    it('counts requests by verb and resource', async () => {
      await client.get(PODS);
      await client.get('/api/v1/pods');
      await client.get(`${PODS}/none`);
      (await client.watch(`${DEPLOYMENTS}?watch=1`)).close();
      expect(server.requestCounts()).toEqual({
        'list pods': 2,
        'get pods': 1,
        'watch apps/deployments': 1,
      });
    });
  });

  describe('discovery', () => {
    it('lists groups and resources, custom ones only while they are defined', async () => {
      const paths = async () =>
        (await client.get('/apis')).body.groups as Array<{ name: string }>;
      expect((await paths()).map(({ name }) => name)).toContain('keda.sh');
      const resources = await client.get('/apis/keda.sh/v1alpha1');
      expect(resources.body.resources).toContainEqual(
        expect.objectContaining({
          name: 'scaledobjects',
          kind: 'ScaledObject',
          shortNames: ['so'],
          namespaced: true,
        }),
      );
      for (const plural of ['scaledobjects', 'triggerauthentications']) {
        await client.send(
          'DELETE',
          `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.keda.sh`,
        );
      }
      expect((await paths()).map(({ name }) => name)).not.toContain('keda.sh');
      expect((await client.get(SCALED_OBJECTS)).code).toBe(404);
    });

    it('serves everything in one document to those who ask for it', async () => {
      const { headers, body } = await client.get('/apis', {
        accept:
          'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json',
      });
      expect(headers['content-type']).toContain('as=APIGroupDiscoveryList');
      expect(body.kind).toBe('APIGroupDiscoveryList');
      expect(JSON.stringify(body)).toContain('"subresource":"scale"');
    });

    it('serves schemas for every group it serves', async () => {
      const index = await client.get('/openapi/v3');
      const paths = index.body.paths as Record<
        string,
        { serverRelativeURL: string }
      >;
      expect(Object.keys(paths)).toEqual(
        expect.arrayContaining([
          'api/v1',
          'apis/apps/v1',
          'apis/keda.sh/v1alpha1',
        ]),
      );
      const { code, body } = await client.get(
        paths['apis/keda.sh/v1alpha1'].serverRelativeURL,
      );
      expect(code).toBe(200);
      expect(JSON.stringify(body)).toContain('"kind":"ScaledObject"');
    });
  });

  describe('lists', () => {
    beforeEach(() => {
      ['a', 'b', 'c', 'd', 'e'].forEach(name =>
        store.create(
          'pods',
          pod(name, { labels: { even: String(name === 'b' || name === 'd') } }),
        ),
      );
    });

    it('carry the revision of the whole list, and items like the real ones', async () => {
      const { body } = await client.get(PODS);
      expect(body).toMatchObject({
        kind: 'PodList',
        apiVersion: 'v1',
        metadata: { resourceVersion: String(store.resourceVersion()) },
      });
      expect(body.items[0]).not.toHaveProperty('kind');
      store.create('keda.sh/scaledobjects', scaledObject('so'));
      expect((await client.get(SCALED_OBJECTS)).body.items[0].kind).toBe(
        'ScaledObject',
      );
    });

    it('come in pages of one consistent snapshot', async () => {
      const first = await client.get(`${PODS}?limit=2`);
      expect(names(first.body.items)).toEqual(['a', 'b']);
      expect(first.body.metadata.remainingItemCount).toBe(3);
      store.delete('pods', 'demo', 'c');
      store.create('pods', pod('aa'));
      const second = await client.get(
        `${PODS}?limit=2&continue=${first.body.metadata.continue}`,
      );
      expect(names(second.body.items)).toEqual(['c', 'd']);
      expect(second.body.metadata.resourceVersion).toBe(
        first.body.metadata.resourceVersion,
      );
      const last = await client.get(
        `${PODS}?limit=2&continue=${second.body.metadata.continue}`,
      );
      expect(names(last.body.items)).toEqual(['e']);
      expect(last.body.metadata.continue).toBeUndefined();
    });

    it('answer 410 to a continue token after compaction', async () => {
      const first = await client.get(`${PODS}?limit=2`);
      server.compact();
      const { code, body } = await client.get(
        `${PODS}?limit=2&continue=${first.body.metadata.continue}`,
      );
      expect([code, body.reason]).toEqual([410, 'Expired']);
    });

    it('answer 504 to a revision that is yet to come', async () => {
      const { code, body } = await client.get(`${PODS}?resourceVersion=99999`);
      expect(code).toBe(504);
      expect(body.message).toContain('Too large resource version');
    });

    it('select by labels and fields', async () => {
      const select = async (query: string) =>
        names((await client.get(`${PODS}?${query}`)).body.items);
      expect(await select('labelSelector=even%3Dtrue')).toEqual(['b', 'd']);
      expect(
        await select(
          'labelSelector=even%20in%20(true)&fieldSelector=metadata.name%3Dd',
        ),
      ).toEqual(['d']);
    });

    it('come as tables', async () => {
      store.modify(
        'pods',
        'demo',
        'a',
        object => ({
          ...object,
          status: {
            phase: 'Running',
            containerStatuses: [{ name: 'main', ready: true, restartCount: 2 }],
          },
        }),
        { subresource: 'status' },
      );
      const { body } = await client.get(
        `${PODS}?fieldSelector=metadata.name%3Da`,
        {
          accept:
            'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
        },
      );
      const columns = body.columnDefinitions as Array<{ name: string }>;
      const [row] = body.rows as Array<{ cells: unknown[]; object: object }>;
      const cells = Object.fromEntries(
        columns.map(({ name }, index) => [name, row.cells[index]]),
      );
      expect(cells).toMatchObject({
        Name: 'a',
        Ready: '1/1',
        Status: 'Running',
        Restarts: 2,
        Age: expect.stringMatching(/^\d+s$/),
      });
      expect(row.object).toMatchObject({ kind: 'PartialObjectMetadata' });
    });

    it('come as metadata only', async () => {
      const { body } = await client.get(PODS, {
        accept:
          'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
      });
      expect(body.kind).toBe('PartialObjectMetadataList');
      expect(body.items[0]).not.toHaveProperty('spec');
    });
  });

  describe('writes', () => {
    it('create without status, and answer the object', async () => {
      const { code, body } = await client.send('POST', PODS, {
        body: pod('web', { phase: 'Running' }),
      });
      expect(code).toBe(201);
      expect(body.status).toEqual({ phase: 'Pending' });
      const again = await client.send('POST', PODS, { body: pod('web') });
      expect([again.code, again.body.reason]).toEqual([409, 'AlreadyExists']);
    });

    it('read YAML', async () => {
      const { code } = await client.send('POST', PODS, {
        contentType: 'application/yaml',
        body: 'metadata: {name: y}\nspec: {containers: [{name: main}]}\n',
      });
      expect(code).toBe(201);
    });

    it('store nothing on a dry run', async () => {
      const { code } = await client.send('POST', `${PODS}?dryRun=All`, {
        body: pod('web'),
      });
      expect(code).toBe(201);
      expect((await client.get(`${PODS}/web`)).code).toBe(404);
    });

    it('answer 409 to a replace of a stale object', async () => {
      const { body } = await client.send('POST', PODS, { body: pod('web') });
      const relabelled = (label: string) => ({
        ...body,
        metadata: { ...body.metadata, labels: { label } },
      });
      const first = await client.send('PUT', `${PODS}/web`, {
        body: relabelled('one'),
      });
      expect(first.code).toBe(200);
      const second = await client.send('PUT', `${PODS}/web`, {
        body: relabelled('two'),
      });
      expect([second.code, second.body.reason]).toEqual([409, 'Conflict']);
    });

    it('patch in four ways', async () => {
      await client.send('POST', DEPLOYMENTS, { body: deployment('web') });
      const patch = (contentType: string, body: unknown, query = '') =>
        client.send('PATCH', `${DEPLOYMENTS}/web${query}`, {
          contentType,
          body,
        });
      const template = (image: string) => ({
        spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
      });
      const containers = (answer: { body: { spec: object } }) =>
        JSON.parse(JSON.stringify(answer.body.spec)).template.spec.containers;
      const strategic = await patch(
        'application/strategic-merge-patch+json',
        template('app:2'),
      );
      expect(containers(strategic)).toMatchObject([
        { name: 'main', image: 'app:2', env: [{ name: 'A' }, { name: 'B' }] },
        { name: 'side' },
      ]);
      const json = await patch('application/json-patch+json', [
        { op: 'replace', path: '/spec/replicas', value: 5 },
      ]);
      expect(json.body.spec).toMatchObject({ replicas: 5 });
      const merge = await patch(MERGE.contentType, template('app:3'));
      expect(containers(merge)).toEqual([{ name: 'main', image: 'app:3' }]);
      const apply = await patch(
        'application/apply-patch+yaml',
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {by: apply}}\n',
        '?fieldManager=gitops',
      );
      expect(apply.body.metadata.labels).toMatchObject({
        by: 'apply',
        app: 'web',
      });
      expect((await patch('text/plain', {})).code).toBe(415);
    });

    it('answer 415 to a strategic merge patch of a custom type', async () => {
      await client.send('POST', SCALED_OBJECTS, { body: scaledObject('web') });
      const { code, body } = await client.send(
        'PATCH',
        `${SCALED_OBJECTS}/web`,
        {
          contentType: 'application/strategic-merge-patch+json',
          body: { spec: { maxReplicaCount: 9 } },
        },
      );
      expect(code).toBe(415);
      expect(body.message).toContain('application/merge-patch+json');
    });

    it('answer 422 naming the field at fault', async () => {
      await client.send('POST', SCALED_OBJECTS, { body: scaledObject('web') });
      const { code, body } = await client.send(
        'PATCH',
        `${SCALED_OBJECTS}/web`,
        {
          ...MERGE,
          body: { spec: { minReplicaCount: 9 } },
        },
      );
      expect(code).toBe(422);
      expect(body.details.causes?.[0].field).toBe('spec.minReplicaCount');
    });

    it('keep the status for its subresource', async () => {
      await client.send('POST', SCALED_OBJECTS, { body: scaledObject('web') });
      const body = {
        spec: { maxReplicaCount: 9 },
        status: { pausedReplicaCount: 1 },
      };
      const main = await client.send('PATCH', `${SCALED_OBJECTS}/web`, {
        ...MERGE,
        body,
      });
      expect(main.body.status).toBeUndefined();
      expect(main.body.metadata.generation).toBe(2);
      const status = await client.send(
        'PATCH',
        `${SCALED_OBJECTS}/web/status`,
        {
          ...MERGE,
          body: { ...body, spec: { maxReplicaCount: 99 } },
        },
      );
      expect(status.body).toMatchObject({
        spec: { maxReplicaCount: 9 },
        status: { pausedReplicaCount: 1 },
        metadata: { generation: 2 },
      });
    });

    it('scale', async () => {
      await client.send('POST', DEPLOYMENTS, { body: deployment('web', 2) });
      const before = await client.get(`${DEPLOYMENTS}/web/scale`);
      expect(before.body).toMatchObject({
        kind: 'Scale',
        spec: { replicas: 2 },
        status: { selector: 'app=web' },
      });
      const after = await client.send('PUT', `${DEPLOYMENTS}/web/scale`, {
        body: { ...before.body, spec: { replicas: 6 } },
      });
      expect(after.body.spec).toEqual({ replicas: 6 });
      const stale = await client.send('PUT', `${DEPLOYMENTS}/web/scale`, {
        body: { ...before.body, spec: { replicas: 7 } },
      });
      expect(stale.code).toBe(409);
      const negative = await client.send('PATCH', `${DEPLOYMENTS}/web/scale`, {
        ...MERGE,
        body: { spec: { replicas: -1 } },
      });
      expect(negative.code).toBe(422);
      expect(store.get('apps/deployments', 'demo', 'web')?.spec?.replicas).toBe(
        6,
      );
    });

    it('record who paused a ScaledObject', async () => {
      await client.send('POST', SCALED_OBJECTS, { body: scaledObject('web') });
      const { body } = await client.send('PATCH', `${SCALED_OBJECTS}/web`, {
        ...MERGE,
        userAgent: 'kubectl-annotate/v1.33.0 (linux/amd64)',
        body: {
          metadata: { annotations: { 'autoscaling.keda.sh/paused': 'true' } },
        },
      });
      const entry = body.metadata.managedFields?.find(
        ({ manager }) => manager === 'kubectl-annotate',
      );
      expect(JSON.stringify(entry?.fieldsV1)).toContain(
        'f:autoscaling.keda.sh/paused',
      );
    });

    it('delete with a Status, or the object while finalizers hold it', async () => {
      await client.send('POST', PODS, { body: pod('web') });
      const gone = await client.send('DELETE', `${PODS}/web`);
      expect(gone.body).toMatchObject({ kind: 'Status', status: 'Success' });
      const guarded = scaledObject('web');
      guarded.metadata.finalizers = ['finalizer.keda.sh'];
      await client.send('POST', SCALED_OBJECTS, { body: guarded });
      const held = await client.send('DELETE', `${SCALED_OBJECTS}/web`);
      expect(held.body.metadata.deletionTimestamp).toBeDefined();
      await client.send('PATCH', `${SCALED_OBJECTS}/web`, {
        ...MERGE,
        body: { metadata: { finalizers: null } },
      });
      expect((await client.get(`${SCALED_OBJECTS}/web`)).code).toBe(404);
    });

    it('delete under preconditions only the object that is meant', async () => {
      await client.send('POST', PODS, { body: pod('web') });
      const { code } = await client.send('DELETE', `${PODS}/web`, {
        body: { preconditions: { uid: 'another' } },
      });
      expect(code).toBe(409);
      expect((await client.get(`${PODS}/web`)).code).toBe(200);
    });

    it('delete collections by selector', async () => {
      store.create('pods', pod('a', { labels: { app: 'x' } }));
      store.create('pods', pod('b'));
      await client.send('DELETE', `${PODS}?labelSelector=app%3Dx`);
      expect(names(store.list('pods'))).toEqual(['b']);
    });
  });

  describe('server-side apply', () => {
    const apply = (
      yaml: string,
      manager: string,
      options: { force?: boolean } = {},
    ) =>
      client.send(
        'PATCH',
        `/api/v1/namespaces/demo/configmaps/c?fieldManager=${manager}${
          options.force ? '&force=true' : ''
        }`,
        {
          contentType: 'application/apply-patch+yaml',
          body: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n${yaml}`,
        },
      );

    it('creates, merges, and removes what its manager no longer applies', async () => {
      expect((await apply('data: {a: "1", b: "1"}', 'one')).code).toBe(201);
      expect((await apply('data: {c: "1"}', 'two')).body.data).toEqual({
        a: '1',
        b: '1',
        c: '1',
      });
      expect((await apply('data: {b: "2"}', 'one')).body.data).toEqual({
        b: '2',
        c: '1',
      });
    });

    it('refuses to change what another manager owns, unless forced', async () => {
      await apply('data: {a: "1"}', 'one');
      const refused = await apply('data: {a: "2"}', 'two');
      expect(refused.code).toBe(409);
      expect(refused.body.message).toContain('conflict with "one": .data.a');
      const forced = await apply('data: {a: "2"}', 'two', { force: true });
      expect(forced.body.data).toEqual({ a: '2' });
      expect((await apply('data: {a: "1"}', 'one')).code).toBe(409);
    });

    it('needs a manager', async () => {
      expect((await apply('', '')).code).toBe(400);
    });
  });

  describe('stopping', () => {
    it('ends watches and idle connections at once', async () => {
      const watch = await client.watch(`${PODS}?watch=1`);
      await server.stop();
      expect((await watch.end()).how).toBe('cut');
      await expect(client.get('/version')).rejects.toThrow('ECONNREFUSED');
    });
  });
});
