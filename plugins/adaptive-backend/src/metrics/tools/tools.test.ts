import { mockServices } from '@backstage/backend-test-utils';
import { readToolsConfig } from './config';
import { ToolProbes } from './ToolProbes';

const REF = { cluster: 'eu-1', namespace: 'chat', release: 'adaptive' };
const MLFLOW = { url: 'http://{release}-mlflow.{namespace}.svc:5000/' };

const NO_PODS = () => ({ tool: [], others: [] });

type Answers = Record<string, () => Response>;

const HEALTHY: Answers = {
  '/health': () => new Response('OK'),
  '/version': () => new Response('3.1.1'),
  '/api/2.0/mlflow/experiments/search': () =>
    Response.json({
      experiments: [
        { experiment_id: '0', name: 'Default', last_update_time: 1_000 },
        {
          experiment_id: '7',
          name: 'tune-llama',
          last_update_time: 1_795_356_000_000,
        },
      ],
      next_page_token: 'more',
    }),
  '/api/2.0/mlflow/runs/search': () =>
    Response.json({
      runs: [
        {
          info: {
            run_id: 'r1',
            run_name: 'calm-fox',
            status: 'FINISHED',
            start_time: 1_795_356_000_000,
          },
        },
      ],
    }),
  '/api/search': () =>
    Response.json([
      { uid: 'cedmn8ou8kjk0c', title: 'Harmony metrics' },
      { title: 'without uid' },
    ]),
  '/api/dashboards/uid/ddlna2zs1zwg0c': () => Response.json({}),
  '/api/2.0/mlflow/registered-models/search': () => Response.json({}),
  '/api/health': () => Response.json({ database: 'ok', version: '11.5.0' }),
};

function probesOf(
  probes: object,
  answers: Answers = HEALTHY,
  delay: () => Promise<void> = async () => {},
) {
  let now = Date.parse('2026-11-22T14:00:00Z');
  const asked: string[] = [];
  const tools = new ToolProbes({
    config: readToolsConfig(
      mockServices.rootConfig({
        data: JSON.parse(JSON.stringify({ adaptive: { probes } })),
      }),
    ),
    clock: () => now,
    logger: mockServices.logger.mock(),
    fetch: async (url, init) => {
      const { pathname, host } = new URL(String(url));
      asked.push(`${host}${pathname}`);
      await Promise.race([
        delay(),
        new Promise((_, reject) =>
          init?.signal?.addEventListener('abort', () =>
            reject(init.signal?.reason),
          ),
        ),
      ]);
      return answers[pathname]?.() ?? new Response('', { status: 404 });
    },
  });
  return {
    tools,
    asked,
    poll: () => tools.poll(new AbortController().signal),
    wait: (ms: number) => (now += ms),
  };
}

describe('signs of life', () => {
  it('are version and facts of the tools that are configured', async () => {
    const { tools, poll } = probesOf({
      mlflow: MLFLOW,
      grafana: { url: 'https://grafana.example' },
    });
    expect(
      tools.read(REF, 'used', NO_PODS).map(s => s.freshness.status),
    ).toEqual(['connecting', 'connecting']);
    await poll();
    const at = '2026-11-22T14:00:00.000Z';
    const freshness = { status: 'live', since: at, lastSeenAt: at };
    expect(tools.read(REF, 'used', NO_PODS)).toEqual([
      {
        id: 'mlflow',
        title: 'MLflow',
        freshness,
        version: '3.1.1',
        facts: [
          { label: 'Experiments', value: '2 or more' },
          { label: 'Registered models', value: '0' },
        ],
        items: [
          {
            kind: 'run',
            id: 'r1',
            name: 'calm-fox',
            state: 'FINISHED',
            at: '2026-11-22T14:00:00.000Z',
          },
          {
            kind: 'experiment',
            id: '7',
            name: 'tune-llama',
            at: '2026-11-22T14:00:00.000Z',
          },
          {
            kind: 'experiment',
            id: '0',
            name: 'Default',
            at: '1970-01-01T00:00:01.000Z',
          },
        ],
      },
      {
        id: 'grafana',
        title: 'Grafana',
        freshness,
        version: '11.5.0',
        facts: [
          { label: 'Dashboards', value: '2' },
          {
            label: 'Dashboards of the chart',
            value: 'missing: Components uptime (aedmc51uloruob)',
          },
        ],
        items: [
          {
            kind: 'dashboard',
            id: 'ddlna2zs1zwg0c',
            name: 'Control plane KPIs',
          },
          {
            kind: 'dashboard',
            id: 'cedmn8ou8kjk0c',
            name: 'Harmony metrics',
          },
        ],
      },
    ]);
  });

  it('of an engine with a URL of its own are asked there', async () => {
    const { tools, poll, asked } = probesOf({
      mlflow: {
        ...MLFLOW,
        engines: [{ ...REF, url: 'https://mlflow.example/chat/' }],
      },
    });
    tools.read(REF, 'used', NO_PODS);
    tools.read({ ...REF, release: 'other' }, 'used', NO_PODS);
    await poll();
    expect(asked.filter(a => a.endsWith('/health')).sort()).toEqual([
      'mlflow.example/chat/health',
      'other-mlflow.chat.svc:5000/health',
    ]);
    expect(tools.read(REF, 'used', NO_PODS)[0].freshness.status).toBe(
      'unreachable',
    );
  });

  it.each([401, 403])(
    'of a Grafana that answers %i to whoever has not logged in are its health',
    async code => {
      const { tools, poll } = probesOf(
        { grafana: { url: 'https://grafana.example' } },
        { ...HEALTHY, '/api/search': () => new Response('', { status: code }) },
      );
      tools.read(REF, 'unused', NO_PODS);
      await poll();
      expect(tools.read(REF, 'unused', NO_PODS)).toMatchObject([
        {
          freshness: { status: 'live' },
          version: '11.5.0',
          facts: [
            {
              label: 'Dashboards',
              value: `not readable (Answered ${code}: check the source's headers)`,
            },
          ],
        },
      ]);
    },
  );

  it('of a tool that never answers end with the timeout', async () => {
    const { tools, poll } = probesOf(
      { timeoutSeconds: 1, mlflow: MLFLOW },
      HEALTHY,
      () => new Promise(() => {}),
    );
    tools.read(REF, 'used', NO_PODS);
    await poll();
    expect(tools.read(REF, 'used', NO_PODS)[0].freshness).toMatchObject({
      status: 'unreachable',
      message: 'No answer within 1 s',
    });
  });

  it('are asked once per URL and round', async () => {
    const { tools, poll, asked, wait } = probesOf({ mlflow: MLFLOW });
    const other = { ...REF, cluster: 'us-1' };
    tools.read(REF, 'used', NO_PODS);
    tools.read(other, 'used', NO_PODS);
    expect(await poll()).toBe(true);
    const health = () => asked.filter(a => a.endsWith('/health'));
    expect(health()).toEqual(['adaptive-mlflow.chat.svc:5000/health']);
    wait(30_000);
    expect(await poll()).toBe(false);
    wait(30_000);
    expect(await poll()).toBe(true);
    expect(health()).toHaveLength(2);
  });

  it('are asked of some engines of a namespace only, and of others when those are gone', async () => {
    const { tools, poll, asked, wait } = probesOf({ mlflow: MLFLOW });
    const read = (release: string, namespace = 'chat') =>
      tools.read({ ...REF, namespace, release }, 'used', NO_PODS)[0].freshness;
    for (let n = 0; n < 50; n += 1) read(`made-up-${n}`);
    expect(read('adaptive')).toMatchObject({
      status: 'notWatchable',
      message: 'Not asked: the tools of 50 engines in chat are asked already',
    });
    expect(read('made-up-0').status).toBe('connecting');
    expect(read('adaptive', 'search').status).toBe('connecting');
    await poll();
    expect(asked.filter(a => a.endsWith('/health'))).toHaveLength(51);
    wait(10 * 60_000);
    await poll();
    expect(read('adaptive').status).toBe('connecting');
  });

  it('of a tool that no engine uses any more are no longer asked', async () => {
    const { tools, poll, asked, wait } = probesOf({ mlflow: MLFLOW });
    tools.read(REF, 'used', NO_PODS);
    await poll();
    const before = asked.length;
    wait(10 * 60_000);
    expect(await poll()).toBe(false);
    expect(asked).toHaveLength(before);
  });

  it('are not asked of an address that is not configured', () => {
    const { tools } = probesOf({});
    expect(tools.read(REF, 'used', NO_PODS)).toMatchObject([
      {
        id: 'mlflow',
        freshness: {
          status: 'notWatchable',
          message:
            'Not reachable from here: adaptive.probes.mlflow.url is not configured',
        },
      },
    ]);
    expect(tools.read(REF, 'unused', NO_PODS)).toEqual([]);
  });

  it('of MLflow need a login for no more than health', async () => {
    const refused = () => new Response('', { status: 401 });
    const { tools, poll } = probesOf(
      { mlflow: MLFLOW },
      {
        ...HEALTHY,
        '/version': refused,
        '/api/2.0/mlflow/experiments/search': refused,
      },
    );
    tools.read(REF, 'used', NO_PODS);
    await poll();
    const [mlflow] = tools.read(REF, 'used', NO_PODS);
    expect(mlflow.freshness.status).toBe('live');
    expect(mlflow).not.toHaveProperty('version');
    expect(mlflow.facts[0].value).toBe(
      "not readable (Answered 401: check the source's headers)",
    );
  });

  it.each<[string, object, Answers, string]>([
    ['an error', { mlflow: MLFLOW }, {}, 'Answered 404 for /health'],
    [
      'another service',
      { mlflow: MLFLOW },
      { '/health': () => new Response('<html>') },
      'Answered /health with something else than OK; is the URL that of an MLflow?',
    ],
    [
      'a broken database',
      { grafana: { url: 'http://grafana' } },
      { '/api/health': () => Response.json({ database: 'failing' }) },
      'Its database is failing',
    ],
  ])('%s is none', async (_name, config, answers, message) => {
    const { tools, poll } = probesOf(config, answers);
    const mode = 'mlflow' in config ? 'used' : 'unused';
    tools.read(REF, mode, NO_PODS);
    await poll();
    expect(tools.read(REF, mode, NO_PODS)[0].freshness).toMatchObject({
      status: 'unreachable',
      message,
    });
  });
});

describe('the configuration of probes', () => {
  it.each([
    [{ mlflow: { url: 'mlflow' } }, /Invalid adaptive\.probes\.mlflow\.url/],
    [
      { mlflow: { url: 'http://{release}:5000/x' } },
      /expected a host whose end is fixed/,
    ],
    [
      { grafana: { url: 'https://me:pw@grafana.example' } },
      /Invalid adaptive\.probes\.grafana\.url/,
    ],
    [
      { grafana: {} },
      /Missing adaptive\.probes\.grafana\.url, expected a URL, engines, or inCluster: true/,
    ],
    [
      { mlflow: { engines: [{ ...REF, url: 'https://me:pw@mlflow' }] } },
      /probes\.mlflow\.engines\[0\]\.url 'https:\/\/…@mlflow'/,
    ],
    [{ timeoutSeconds: 0 }, /Invalid adaptive\.probes\.timeoutSeconds '0'/],
    [{ intervalSeconds: 9999 }, /expected 1 to 3600/],
  ])('%j is refused', (probes, message) => {
    expect(() => probesOf(probes)).toThrow(message);
  });
});
