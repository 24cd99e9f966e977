import { mockServices } from '@backstage/backend-test-utils';
import { readMetricsConfig } from '../config';
import { Alertmanager } from './Alertmanager';
import { alertsOf, byNamespace } from './alertsOf';
import { parseAlertmanager, parseRules } from './parseAlerts';
import type { Alert, AlertsView } from './types';

const REF = { cluster: 'eu-1', namespace: 'chat', release: 'adaptive' };
const NOW = Date.parse('2026-11-22T14:00:00Z');

// As Prometheus 3.14 answers `/api/v1/rules?type=alert`.
const GROUPS = [
  {
    name: 'engines',
    rules: [
      {
        type: 'alerting',
        name: 'TtftTimeouts',
        state: 'firing',
        alerts: [
          {
            labels: {
              alertname: 'TtftTimeouts',
              severity: 'critical',
              namespace: 'chat',
              pool: 'llama-70b',
            },
            annotations: {
              summary: '23 % of the requests time out',
              runbook_url: 'https://runbooks.example/ttft',
            },
            state: 'firing',
            activeAt: '2026-11-22T13:50:00.123456789Z',
            value: '2.3e-01',
          },
          {
            labels: { alertname: 'TtftTimeouts', namespace: 'search' },
            state: 'firing',
          },
        ],
      },
      {
        type: 'alerting',
        name: 'GpuHot',
        alerts: [
          {
            labels: {
              alertname: 'GpuHot',
              namespace: 'monitoring',
              exported_namespace: 'chat',
            },
            annotations: { runbook_url: 'ftp://runbooks.example' },
            state: 'pending',
            activeAt: 'never',
          },
          {
            labels: { alertname: 'Odd', namespace: 'chat' },
            state: 'inactive',
          },
          { labels: { namespace: 'chat' }, state: 'firing' },
        ],
      },
      { type: 'recording', name: 'x' },
    ],
  },
];

// As Alertmanager 0.34 answers `/api/v2/alerts` and `/api/v2/silences`.
const MANAGED = [
  {
    labels: {
      alertname: 'TtftTimeouts',
      severity: 'critical',
      namespace: 'chat',
      pool: 'llama-70b',
      replica: 'prometheus-0',
    },
    annotations: {},
    startsAt: '2026-11-22T13:51:00Z',
    status: {
      state: 'suppressed',
      silencedBy: ['s-1'],
      inhibitedBy: [],
      mutedBy: [],
    },
  },
  {
    labels: { alertname: 'DiskFull', namespace: 'chat' },
    annotations: { description: 'nearly' },
    startsAt: '2026-11-22T13:00:00Z',
    status: { state: 'suppressed', silencedBy: [], inhibitedBy: ['x'] },
  },
];
const SILENCES = [
  {
    id: 's-1',
    createdBy: 'pat',
    comment: 'known',
    endsAt: '2026-11-22T16:00:00Z',
  },
];

function view(
  id: string,
  alerts: Alert[] | undefined,
  clusterLabel?: string,
): AlertsView {
  return {
    source: {
      id,
      serves: cluster => cluster === 'eu-1',
      clusterLabel,
      clusterOf: value => value,
    },
    alerts,
  };
}

describe('alerts of an engine', () => {
  const rules = view('main', parseRules(GROUPS));

  it('are those of its namespace, without what is no alert', () => {
    expect(alertsOf([rules], [], REF)).toEqual([
      {
        name: 'TtftTimeouts',
        state: 'firing',
        severity: 'critical',
        summary: '23 % of the requests time out',
        since: '2026-11-22T13:50:00.123Z',
        labels: { namespace: 'chat', pool: 'llama-70b' },
        runbookUrl: 'https://runbooks.example/ttft',
        source: 'main',
      },
      {
        name: 'GpuHot',
        state: 'pending',
        labels: { namespace: 'monitoring', exported_namespace: 'chat' },
        source: 'main',
      },
    ]);
  });

  it('take the silence of Alertmanager, and go to the end with it', () => {
    const managers = view('am', parseAlertmanager(MANAGED, SILENCES));
    const found = alertsOf([rules], [managers], REF) ?? [];
    expect(found.map(({ name, source }) => [name, source])).toEqual([
      ['GpuHot', 'main'],
      ['TtftTimeouts', 'main'],
      ['DiskFull', 'am'],
    ]);
    expect(found[1].silenced).toEqual({
      by: 'pat',
      until: '2026-11-22T16:00:00.000Z',
      comment: 'known',
    });
    expect(found[2]).toMatchObject({
      summary: 'nearly',
      silenced: { comment: 'inhibited by another alert' },
    });
  });

  it('are not those of another cluster or release', () => {
    const alert = (labels: Record<string, string>): Alert => ({
      name: 'A',
      state: 'firing',
      labels: { namespace: 'chat', ...labels },
    });
    const of = (labels: Record<string, string>) =>
      alertsOf([view('main', [alert(labels)], 'cluster')], [], REF)?.length;
    expect(of({ cluster: 'eu-1' })).toBe(1);
    expect(of({ cluster: 'us-1' })).toBe(0);
    expect(of({})).toBe(0);
    const release = { cluster: 'eu-1', app_kubernetes_io_instance: 'other' };
    expect(of(release)).toBe(0);
    expect(alertsOf([rules], [], { ...REF, cluster: 'us-1' })).toBeUndefined();
  });

  it('without the label of a cluster are those of the only one that their source has', () => {
    const config = readMetricsConfig(
      mockServices.rootConfig({
        data: {
          adaptive: {
            metrics: {
              sources: [
                {
                  id: 'main',
                  url: 'http://prom',
                  clusters: ['eu-1'],
                  clusterLabel: 'cluster',
                },
              ],
            },
          },
        },
      }),
    );
    const of = (labels: Record<string, string>) =>
      alertsOf(
        [
          {
            source: config.sources[0],
            alerts: [{ name: 'A', state: 'firing', labels }],
          },
        ],
        [],
        REF,
      )?.length;
    expect(of({ namespace: 'chat' })).toBe(1);
    expect(of({ namespace: 'chat', cluster: 'us-1' })).toBe(0);
  });

  it('that two Alertmanagers or two Prometheus servers have are one', () => {
    const alerts = parseAlertmanager(MANAGED, SILENCES);
    const loud = parseAlertmanager(
      MANAGED.map(alert => ({ ...alert, status: { state: 'active' } })),
      [],
    );
    const found =
      alertsOf(
        [rules, view('replica', parseRules(GROUPS))],
        [view('am-0', loud), view('am-1', alerts)],
        REF,
      ) ?? [];
    expect(found.map(({ name, source }) => [name, source])).toEqual([
      ['GpuHot', 'main'],
      ['TtftTimeouts', 'main'],
      ['DiskFull', 'am-1'],
    ]);
    expect(found[1].silenced).toMatchObject({ by: 'pat' });
  });

  it('of two severities are two, each with its own silence', () => {
    const raw = (severity: string, silencedBy: string[]) => ({
      labels: { alertname: 'Burn', severity, namespace: 'chat' },
      state: 'firing',
      status: { state: 'active', silencedBy },
      receivers: [{ name: 'pager' }, { name: 'mail' }],
    });
    const both = [raw('warning', ['s-1']), raw('critical', [])];
    const found = alertsOf(
      [view('main', parseRules([{ rules: [{ alerts: both }] }]))],
      [view('am', parseAlertmanager(both, SILENCES))],
      REF,
    );
    expect(
      found?.map(({ severity, silenced }) => [severity, silenced?.by]),
    ).toEqual([
      ['critical', undefined],
      ['warning', 'pat'],
    ]);
  });

  it('are loud while one of what became of them is', () => {
    const managed = (replica: string, silencedBy: string[]) => ({
      labels: { alertname: 'A', namespace: 'chat', replica },
      status: { silencedBy },
    });
    const silencedOf = (second: string[]) =>
      alertsOf(
        [
          view('main', [
            { name: 'A', state: 'firing', labels: { namespace: 'chat' } },
          ]),
        ],
        [
          view(
            'am',
            parseAlertmanager(
              [managed('a', ['s-1']), managed('b', second)],
              SILENCES,
            ),
          ),
        ],
        REF,
      )?.map(({ silenced }) => silenced?.by);
    expect(silencedOf([])).toEqual([undefined]);
    expect(silencedOf(['s-1'])).toEqual(['pat']);
  });

  it('that a mute time keeps quiet say so', () => {
    const [alert] = parseAlertmanager(
      [
        {
          labels: { alertname: 'A' },
          status: { silencedBy: [], inhibitedBy: [], mutedBy: ['night'] },
        },
      ],
      [],
    );
    expect(alert.silenced).toEqual({
      comment: 'muted by the time interval night',
    });
  });

  it('are found by namespace without a look at the others', () => {
    const inNamespace = byNamespace([rules, view('down', undefined)]);
    expect(inNamespace('chat')[0].alerts?.map(a => a.name)).toEqual([
      'TtftTimeouts',
      'GpuHot',
    ]);
    expect(inNamespace('nowhere')[0].alerts).toEqual([]);
    expect(inNamespace('chat')[1].alerts).toBeUndefined();
  });

  it('are unknown, not none, while no source can be asked', () => {
    expect(alertsOf([view('main', undefined)], [], REF)).toBeUndefined();
  });
});

describe('Alertmanager', () => {
  function managerOf(respond: (path: string) => Response) {
    let now = NOW;
    const config = readMetricsConfig(
      mockServices.rootConfig({
        data: {
          adaptive: {
            metrics: {
              alertmanagers: [
                {
                  id: 'am',
                  url: 'http://am:9093/prefix/',
                  headers: { authorization: 'Bearer s3cret' },
                },
              ],
            },
          },
        },
      }),
    );
    const asked: Array<[string, unknown]> = [];
    const manager = new Alertmanager({
      source: config.alertmanagers[0],
      config,
      clock: () => now,
      logger: mockServices.logger.mock(),
      fetch: async (url, init) => {
        asked.push([String(url), init?.headers]);
        return respond(new URL(String(url)).pathname);
      },
    });
    const poll = () => manager.poll(new AbortController().signal);
    return { manager, poll, asked, wait: (ms: number) => (now += ms) };
  }
  const healthy = (path: string) =>
    Response.json(path.endsWith('silences') ? SILENCES : MANAGED);

  it('reads alerts and silences with its headers', async () => {
    const { manager, poll, asked } = managerOf(healthy);
    await poll();
    expect(manager.view().alerts).toHaveLength(2);
    expect(manager.status()).toMatchObject({
      id: 'alertmanager:am',
      kind: 'alertmanager',
      items: 2,
      freshness: { status: 'live' },
    });
    expect(asked).toEqual([
      [
        'http://am:9093/prefix/api/v2/alerts',
        { authorization: 'Bearer s3cret' },
      ],
      [
        'http://am:9093/prefix/api/v2/silences',
        { authorization: 'Bearer s3cret' },
      ],
    ]);
  });

  it('without its silences still tells what is silenced', async () => {
    const { manager, poll } = managerOf(path =>
      path.endsWith('silences')
        ? new Response('', { status: 403 })
        : healthy(path),
    );
    await poll();
    expect(manager.status().freshness).toMatchObject({
      status: 'stale',
      message:
        "Silences cannot be read: Answered 403: check the source's headers",
    });
    expect(manager.view().alerts?.map(({ silenced }) => silenced)).toEqual([
      {},
      { comment: 'inhibited by another alert' },
    ]);
  });

  it.each<[string, () => Response, string]>([
    ['an error', () => new Response('', { status: 500 }), 'unreachable'],
    ['a refusal', () => new Response('', { status: 401 }), 'notPermitted'],
    ['no JSON', () => new Response('<html>'), 'unreachable'],
    ['no list', () => Response.json({}), 'unreachable'],
  ])('that answers %s', async (_name, respond, status) => {
    let answer = healthy;
    const { manager, poll, wait } = managerOf(path => answer(path));
    await poll();
    answer = respond;
    await poll();
    expect(manager.status().freshness.status).toBe(status);
    expect(JSON.stringify(manager.status())).not.toContain('s3cret');
    // Held for a while, then unknown.
    expect(manager.view().alerts).toHaveLength(2);
    wait(120_000);
    expect(manager.view().alerts).toBeUndefined();
  });
});
