import {
  createKubeStore,
  issueServerCertificate,
  startKubeApiServer,
} from '../kube';
import type { KubeApiServer } from '../kube';
import { ApiClient } from '../kube/testing/apiClient';
import { namespace, pod } from '../kube/testing/objects';
import type { ClusterStore } from '../kube/types';
import { createMlflow } from './mlflow';

const NOW = Date.parse('2026-11-22T14:20:00Z');
const LABELS = {
  'app.kubernetes.io/component': 'mlflow',
  'app.kubernetes.io/instance': 'chat',
};
const SERVICES = '/api/v1/namespaces/demo/services';
const PROXY = `${SERVICES}/http:chat-mlflow:5000/proxy`;
const API = `${PROXY}/api/2.0/mlflow`;

describe('MLflow behind the service proxy', () => {
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
      pods: createMlflow({ now: () => NOW }),
    });
    client = new ApiClient(server);
    service('chat-mlflow', [{ name: 'http', port: 5000 }]);
  });

  afterEach(() => server.stop());

  function service(name: string, ports: object[], selector: object = LABELS) {
    store.create('services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'demo' },
      spec: JSON.parse(JSON.stringify({ selector, ports })),
    });
  }

  function runPod(labels: Record<string, string> = LABELS) {
    store.create('pods', pod('chat-mlflow-0', { labels }));
    store.modify(
      'pods',
      'demo',
      'chat-mlflow-0',
      object => ({
        ...object,
        status: {
          phase: 'Running',
          podIP: '10.1.0.7',
          conditions: [{ type: 'Ready', status: 'True' }],
        },
      }),
      { subresource: 'status' },
    );
  }

  const searchRuns = (body: unknown) =>
    client.send('POST', `${API}/runs/search`, { body });

  it('tells its health, version, experiments and models', async () => {
    runPod();
    expect((await client.get(`${PROXY}/health`)).body.message).toBe('OK');
    expect((await client.get(`${PROXY}/version`)).body.message).toBe('3.1.1');
    const found = await client.get(`${API}/experiments/search?max_results=5`);
    expect(found.body.experiments).toMatchObject([
      { experiment_id: '0', name: 'Default' },
      { name: 'sft-support' },
      { name: 'ppo-support' },
    ]);
    const models = await client.get(`${API}/registered-models/search`);
    expect(models.body.registered_models).toHaveLength(1);
    expect(server.requestCounts()).toMatchObject({ 'get services/proxy': 4 });
  });

  it('tells its latest runs by POST only', async () => {
    runPod();
    const { body } = await searchRuns({
      experiment_ids: ['1', '2'],
      max_results: 2,
    });
    const hour = NOW - (NOW % 3_600_000);
    expect(body.runs).toMatchObject([
      { info: { status: 'RUNNING', start_time: hour } },
      { info: { status: 'FINISHED', start_time: hour - 3_600_000 } },
    ]);
    expect((await searchRuns({ experiment_ids: ['0'] })).body).toEqual({});
    expect((await searchRuns({})).code).toBe(400);
    expect((await client.get(`${API}/runs/search`)).code).toBe(405);
    expect(server.requestCounts()).toMatchObject({
      'create services/proxy': 3,
    });
  });

  it('is asked as far as the role grants it', async () => {
    runPod();
    server.setForbidden([{ verbs: ['create'], resource: 'services/proxy' }]);
    expect(await searchRuns({ experiment_ids: ['1'] })).toMatchObject({
      code: 403,
      body: {
        kind: 'Status',
        reason: 'Forbidden',
        message: expect.stringContaining('cannot create resource'),
      },
    });
    expect((await client.get(`${PROXY}/health`)).code).toBe(200);
    expect((await client.get(`${PROXY}/health`, { token: 'x' })).code).toBe(
      401,
    );
  });

  it('is found by the name of its port, and by none where there is only one', async () => {
    runPod();
    for (const address of ['chat-mlflow:http', 'chat-mlflow']) {
      const path = `${SERVICES}/${address}/proxy/health`;
      expect((await client.get(path)).code).toBe(200);
    }
  });

  it('is unavailable without a pod that is ready', async () => {
    expect(await client.get(`${PROXY}/health`)).toMatchObject({
      code: 503,
      body: { message: 'no endpoints available for service "chat-mlflow"' },
    });
  });

  it('does not answer for other pods, ports and Services', async () => {
    runPod();
    service('other', [{ port: 80, targetPort: 8080 }]);
    service('headless', [{ port: 80 }], {});
    const read = async (address: string) =>
      (await client.get(`${SERVICES}/${address}/proxy/`)).body.message;
    expect(await read('other:80')).toBe(
      'error trying to reach service: dial tcp 10.1.0.7:8080: connect: connection refused',
    );
    expect(await read('other:81')).toBe(
      'no service port 81 found for service "other"',
    );
    expect(await read('other:web')).toBe(
      'no endpoints available for service "other:web"',
    );
    expect(await read('headless:80')).toBe(
      'no endpoints available for service "headless"',
    );
    expect(await read('absent:80')).toBe('services "absent" not found');
  });
});
