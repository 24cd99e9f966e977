import { mockServices } from '@backstage/backend-test-utils';
import { DefaultClusterReader } from '../../clusters/ClusterReader';
import { staticCredentials } from '../../clusters/credentials';
import type { ClusterDefinition } from '../../clusters/types';
import { FakeApiServer } from '../../reflector/__testUtils__/FakeApiServer';
import type { ToolPods } from '../types';
import { readToolsConfig } from './config';
import { ToolProbes } from './ToolProbes';

const REF = { cluster: 'eu-1', namespace: 'chat', release: 'adaptive' };
const SERVICES = '/api/v1/namespaces/chat/services';
const PROXY = `${SERVICES}/http%3Aadaptive-mlflow-svc%3A5000/proxy`;
const RUNS = `${PROXY}/api/2.0/mlflow/runs/search`;
const OWN = { app: 'mlflow', instance: 'adaptive' };
const PODS: ToolPods = {
  tool: [OWN],
  others: [
    { app: 'redis', instance: 'adaptive' },
    { app: 'mlflow', instance: 'other' },
  ],
};

function status(code: number, message: string): string {
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', code, message });
}

type Answer = { code: number; body: string; headers?: Record<string, string> };

const HEALTHY: Record<string, Answer> = {
  [`${PROXY}/health`]: { code: 200, body: 'OK' },
  [`${PROXY}/version`]: { code: 200, body: '3.1.1' },
  [`${PROXY}/api/2.0/mlflow/experiments/search`]: {
    code: 200,
    body: '{"experiments":[{"experiment_id":"7","name":"tune"}]}',
  },
  [`${PROXY}/api/2.0/mlflow/registered-models/search`]: {
    code: 200,
    body: '{}',
  },
  [RUNS]: {
    code: 200,
    body: '{"runs":[{"info":{"run_id":"r1","run_name":"calm-fox","status":"RUNNING","start_time":1795356000000}}]}',
  },
};
const NO_CREATE = status(403, 'cannot create resource "services/proxy"');

describe('a tool inside a cluster', () => {
  let server: FakeApiServer;
  let reader: DefaultClusterReader;
  let definition: ClusterDefinition | undefined;
  let methods: Array<string | undefined>;
  let now: number;

  beforeEach(async () => {
    server = new FakeApiServer();
    await server.start();
    server.install(SERVICES);
    definition = {
      name: 'eu-1',
      title: 'Europe',
      watchable: true,
      url: server.url,
      tls: { skipVerify: false },
      credentials: staticCredentials('cluster-token'),
    };
    reader = new DefaultClusterReader(name =>
      name === 'eu-1' ? definition : undefined,
    );
    methods = [];
    now = Date.parse('2026-11-22T14:00:00Z');
  });

  afterEach(async () => {
    await reader.close();
    await server.stop();
  });

  function service(name: string, spec: object): void {
    server.put(SERVICES, name, { spec }, 'chat');
  }

  function mlflowService(): void {
    service('adaptive-mlflow-svc', { selector: OWN, ports: [{ port: 5000 }] });
  }

  function answers(given: Record<string, Answer>): void {
    server.failAlways((request, response) => {
      methods.push(request.method);
      const { pathname } = new URL(request.url ?? '', server.url);
      const answer = given[pathname];
      if (!answer) return false;
      response.writeHead(answer.code, answer.headers).end(answer.body);
      return true;
    });
  }

  function probes(mlflow: object = { inCluster: true }) {
    const asked: string[] = [];
    const tools = new ToolProbes({
      config: readToolsConfig(
        mockServices.rootConfig({
          data: JSON.parse(
            JSON.stringify({
              adaptive: { probes: { timeoutSeconds: 1, mlflow } },
            }),
          ),
        }),
      ),
      clusters: reader,
      clock: () => now,
      logger: mockServices.logger.mock(),
      fetch: async url => {
        asked.push(String(url));
        return new Response('OK');
      },
    });
    return { tools, asked };
  }

  async function probe(pods = PODS) {
    const { tools } = probes();
    tools.read(REF, 'used', () => pods);
    await tools.poll(new AbortController().signal);
    return tools.read(REF, 'used', () => pods)[0];
  }

  const proxied = () =>
    server.requests.map(({ pathname }) => pathname).filter(p => p !== SERVICES);

  it('is asked through the API server, with the credentials of the cluster', async () => {
    mlflowService();
    answers(HEALTHY);
    expect(await probe()).toMatchObject({
      freshness: { status: 'live' },
      version: '3.1.1',
      facts: [
        { label: 'Experiments', value: '1' },
        { label: 'Registered models', value: '0' },
      ],
      items: [
        {
          kind: 'run',
          id: 'r1',
          name: 'calm-fox',
          state: 'RUNNING',
          at: '2026-11-22T14:00:00.000Z',
        },
        { kind: 'experiment', id: '7' },
      ],
    });
    expect(methods.filter(method => method !== 'GET')).toEqual(['POST']);
    expect(new Set(server.tokens)).toEqual(new Set(['Bearer cluster-token']));
    expect(proxied().sort()).toEqual(Object.keys(HEALTHY).sort());
  });

  it('is asked for its runs by a search of the newest experiments', async () => {
    mlflowService();
    const asked: object[] = [];
    server.failAlways((request, response) => {
      const { pathname } = new URL(request.url ?? '', server.url);
      if (pathname === RUNS) {
        let body = '';
        request.on('data', chunk => {
          body += chunk;
        });
        request.on('end', () => {
          const type = request.headers['content-type'];
          asked.push({ type, method: request.method, ...JSON.parse(body) });
          response.end('{}');
        });
        return true;
      }
      if (!HEALTHY[pathname]) return false;
      response.end(HEALTHY[pathname].body);
      return true;
    });
    expect((await probe()).facts).toHaveLength(2);
    expect(asked).toEqual([
      {
        method: 'POST',
        type: 'application/json',
        experiment_ids: ['7'],
        max_results: 5,
        order_by: ['attributes.start_time DESC'],
      },
    ]);
  });

  it.each([
    [
      'the role grants no POST',
      { code: 403, body: NO_CREATE },
      'unknown: needs create on services/proxy in chat',
    ],
    [
      'a gateway lets no POST through',
      { code: 405, body: '<html>not allowed</html>' },
      'unknown: whatever stands before it lets no POST through (405)',
    ],
  ])(
    'keeps the rest where %s, and is not asked for runs again for an hour',
    async (_name, refusal, value) => {
      mlflowService();
      answers({ ...HEALTHY, [RUNS]: refusal });
      const { tools } = probes();
      const posts = () => methods.filter(method => method === 'POST').length;
      const round = async (afterMs: number) => {
        now += afterMs;
        tools.read(REF, 'used', () => PODS);
        await tools.poll(new AbortController().signal);
        return tools.read(REF, 'used', () => PODS)[0];
      };
      const expected = {
        freshness: { status: 'live' },
        version: '3.1.1',
        facts: [
          { label: 'Experiments', value: '1' },
          { label: 'Registered models', value: '0' },
          { label: 'Latest runs', value },
        ],
        items: [{ kind: 'experiment', id: '7' }],
      };
      expect(await round(0)).toMatchObject(expected);
      for (let minute = 1; minute < 60; minute += 1) {
        expect(await round(60_000)).toMatchObject(expected);
      }
      expect(posts()).toBe(1);
      answers(HEALTHY);
      const after = await round(60_000);
      expect(posts()).toBe(2);
      expect(after.facts).toHaveLength(2);
      expect(after.items?.map(({ kind }) => kind)).toEqual([
        'run',
        'experiment',
      ]);
    },
  );

  it('says when MLflow itself refuses its runs, and asks again', async () => {
    mlflowService();
    answers({ ...HEALTHY, [RUNS]: { code: 403, body: 'Permission denied' } });
    expect((await probe()).facts[2]).toEqual({
      label: 'Latest runs',
      value: 'not readable (Answered 403 for /api/2.0/mlflow/runs/search)',
    });
  });

  it('is not dead because we stop', async () => {
    mlflowService();
    let asked: () => void = () => {};
    const isAsked = new Promise<void>(resolve => {
      asked = resolve;
    });
    server.failAlways(() => {
      asked();
      return true;
    });
    const { tools } = probes();
    const refs = ['a', 'b', 'c'].map(release => ({ ...REF, release }));
    const states = () =>
      refs.map(ref => tools.read(ref, 'used', () => PODS)[0].freshness.status);
    const before = states();
    const stop = new AbortController();
    const polling = tools.poll(stop.signal);
    await isAsked;
    stop.abort();
    await polling;
    expect(states()).toEqual(before);
  });

  it('is asked over https where its port is for that', async () => {
    service('front', {
      selector: OWN,
      ports: [{ name: 'https', port: 8443 }],
    });
    answers({});
    await probe();
    expect(proxied()).toEqual([
      `${SERVICES}/https%3Afront%3A8443/proxy/health`,
    ]);
  });

  it('is found on the second page of Services', async () => {
    for (let n = 0; n < 500; n += 1) {
      service(`a-${n}`, { selector: { app: 'redis' }, ports: [{ port: 80 }] });
    }
    mlflowService();
    answers(HEALTHY);
    expect((await probe()).freshness.status).toBe('live');
  });

  it.each([
    ['with no selector', { ports: [{ port: 5000 }] }],
    ['with an empty selector', { selector: {}, ports: [{ port: 5000 }] }],
    [
      'that leads out of the cluster',
      {
        type: 'ExternalName',
        externalName: 'metadata.internal',
        selector: OWN,
        ports: [{ port: 5000 }],
      },
    ],
    [
      'of another release whose name begins alike',
      {
        selector: { app: 'mlflow', instance: 'other' },
        ports: [{ port: 5000 }],
      },
    ],
    [
      'that leads to others as well',
      { selector: { app: 'mlflow' }, ports: [{ port: 5000 }] },
    ],
    [
      'without a port that is known',
      { selector: OWN, ports: [{ port: 22 }, { port: 23 }] },
    ],
  ])('is not asked by a Service %s', async (_name, spec) => {
    service('adaptive-mlflow-svc', spec);
    answers(HEALTHY);
    expect((await probe()).freshness).toMatchObject({
      status: 'unreachable',
      message:
        'No Service in chat leads to its pods, and only to them, at a port that is known as its',
    });
    expect(proxied()).toEqual([]);
  });

  it.each<[string, Record<string, Answer>, object]>([
    [
      'may not be reached',
      { [`${PROXY}/health`]: { code: 403, body: status(403, 'no') } },
      {
        status: 'notPermitted',
        message: 'Needs get on services/proxy in chat',
      },
    ],
    [
      'cannot be looked for',
      { [SERVICES]: { code: 403, body: status(403, 'no') } },
      {
        status: 'notPermitted',
        message: 'Needs list on services in chat',
      },
    ],
    [
      'has no pods',
      {
        [`${PROXY}/health`]: {
          code: 503,
          body: status(503, 'no endpoints available for service "x"'),
        },
      },
      {
        status: 'unreachable',
        message:
          'The API server answered 503: no endpoints available for service "x"',
      },
    ],
    [
      'refuses by itself',
      { [`${PROXY}/health`]: { code: 403, body: 'Invalid Host header' } },
      { status: 'notPermitted', message: 'Answered 403 for /health' },
    ],
    [
      'sends elsewhere',
      {
        [`${PROXY}/health`]: {
          code: 302,
          body: '',
          headers: { location: '/api/v1/secrets' },
        },
      },
      {
        status: 'unreachable',
        message: 'Answered 302: a redirect, which is not followed',
      },
    ],
    [
      'sends too much',
      { [`${PROXY}/health`]: { code: 200, body: 'x'.repeat(9 * 2 ** 20) } },
      {
        status: 'unreachable',
        message: 'The API server answered more than 8388608 bytes',
      },
    ],
  ])('that %s is down, with the reason', async (_name, given, freshness) => {
    mlflowService();
    answers({ ...HEALTHY, ...given });
    expect((await probe()).freshness).toMatchObject(freshness);
    expect(proxied()).not.toContain('/api/v1/secrets');
  });

  it('that does not answer is down after the timeout', async () => {
    mlflowService();
    server.failAlways(request => request.url?.includes('/proxy') ?? false);
    expect((await probe()).freshness).toMatchObject({
      status: 'unreachable',
      message: 'No answer within 1 s',
    });
  });

  it('is asked again with new credentials after a 401', async () => {
    mlflowService();
    let refused = 0;
    let token = 'old';
    if (definition?.watchable) {
      definition.credentials = {
        token: async () => token,
        refresh: async () => {
          token = 'new';
          return true;
        },
      };
    }
    server.failAlways((request, response) => {
      if (request.headers.authorization === 'Bearer old') {
        refused += 1;
        response.writeHead(401).end();
        return true;
      }
      const { pathname } = new URL(request.url ?? '', server.url);
      if (!HEALTHY[pathname]) return false;
      response.end(HEALTHY[pathname].body);
      return true;
    });
    expect((await probe()).freshness.status).toBe('live');
    expect(refused).toBe(1);
  });

  it('is not asked where a dead API server was asked already in this round', async () => {
    let asked = 0;
    server.failAlways(request => {
      asked += 1;
      request.socket.destroy();
      return true;
    });
    const { tools } = probes();
    const refs = ['a', 'b', 'c', 'd', 'e', 'f'].map(release => ({
      ...REF,
      release,
    }));
    const read = () => refs.flatMap(ref => tools.read(ref, 'used', () => PODS));
    read();
    await tools.poll(new AbortController().signal);
    for (const { freshness } of read()) {
      expect(freshness).toMatchObject({
        status: 'unreachable',
        message: 'The API server closed the connection',
      });
    }
    expect(asked).toBeLessThanOrEqual(2);
  });

  it('of a cluster that cannot be asked says why', async () => {
    definition = {
      name: 'eu-1',
      title: 'Europe',
      watchable: false,
      message: "Not watchable: authProvider 'google' needs a user's token",
    };
    expect((await probe()).freshness.message).toBe(
      "The API server is not asked. Not watchable: authProvider 'google' needs a user's token",
    );
  });

  it('that the engine does not run is not looked for', async () => {
    answers(HEALTHY);
    const { freshness } = await probe({ tool: [], others: [] });
    expect(freshness).toMatchObject({
      status: 'notWatchable',
      message:
        'Not reachable from here: adaptive.probes.mlflow.url is not configured, and this engine runs none of its own',
    });
    expect(server.requests).toEqual([]);
  });

  it('goes before the URL, whose headers the API server never gets', async () => {
    mlflowService();
    const seen: Array<string | string[] | undefined> = [];
    server.failAlways((request, response) => {
      seen.push(request.headers['x-mlflow']);
      const { pathname } = new URL(request.url ?? '', server.url);
      if (!HEALTHY[pathname]) return false;
      response.end(HEALTHY[pathname].body);
      return true;
    });
    const { tools, asked } = probes({
      inCluster: true,
      url: 'https://mlflow.example',
      headers: { 'x-mlflow': 'secret' },
    });
    const outside = { ...REF, release: 'outside' };
    const read = () => {
      tools.read(REF, 'used', () => PODS);
      tools.read(outside, 'used', () => ({ tool: [], others: [] }));
    };
    read();
    await tools.poll(new AbortController().signal);
    expect(new Set(seen)).toEqual(new Set([undefined]));
    expect(new Set(asked.map(url => new URL(url).host))).toEqual(
      new Set(['mlflow.example']),
    );
  });
});
