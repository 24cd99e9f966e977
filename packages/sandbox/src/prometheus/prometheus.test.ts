import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKubeStore } from '../kube/store';
import { createLoadGenerator } from '../load';
import { queryPrometheus } from '../sim';
import { findPrometheus } from './binary';
import { startPrometheus } from './startPrometheus';

jest.setTimeout(60_000);

async function eventually<T>(
  read: () => Promise<T>,
  accept: (value: T) => boolean,
): Promise<T> {
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

function poolStore() {
  const store = createKubeStore({ name: 'eu-1' });
  store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'team-chat' },
  });
  store.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'llama-0',
      namespace: 'team-chat',
      labels: {
        'app.kubernetes.io/instance': 'chat',
        'app.kubernetes.io/pool': 'llama',
      },
      annotations: { 'prometheus.io/scrape': 'adaptive' },
    },
    spec: {
      nodeName: 'gpu-1',
      containers: [
        { name: 'harmony', env: [{ name: 'GROUP', value: 'llama' }] },
      ],
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });
  return store;
}

describe('Prometheus', () => {
  it('is not there: says so instead of failing', async () => {
    const missing = await startPrometheus({
      folder: '/nonexistent',
      sdUrl: 'http://127.0.0.1:1/sd',
      binary: '/nonexistent/prometheus',
    });
    expect(missing).toMatchObject({
      available: false,
      reason: expect.stringContaining('Prometheus does not start'),
    });
  });

  it('scrapes the pods, survives a stop, and gives the rates that the load has', async () => {
    const binary = await findPrometheus();
    if (!binary) {
      throw new Error('This test needs the package "prometheus"');
    }
    const load = await createLoadGenerator({
      clusters: [{ name: 'eu-1', store: poolStore() }],
    });
    const ref = {
      cluster: 'eu-1',
      namespace: 'team-chat',
      release: 'chat',
      pool: 'llama',
    };
    load.setOffer(ref, { rate: 10, capacityPerReplica: 5 });
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-prometheus-'));
    const { sdUrl } = load;
    const prometheus = await startPrometheus({ folder, sdUrl, binary });
    try {
      if (!prometheus.available) throw new Error(prometheus.reason);
      const { url } = prometheus;
      const selector = 'cluster="eu-1",namespace="team-chat"';
      await eventually(
        () =>
          queryPrometheus(
            url,
            `count(up{${selector},app_kubernetes_io_pool="llama"} == 1)`,
          ),
        values => values[0] === 1,
      );
      // Settles once the window is full of samples.
      const settlesAt = (metric: string, rate: number) =>
        eventually(
          () =>
            queryPrometheus(
              url,
              `sum(rate(${metric}{${selector},pool="llama"}[10s]))`,
            ),
          ([value]) => Math.abs(value - rate) < rate / 5,
        );
      await settlesAt('harmony_generation_requests_count', 10);
      await settlesAt('harmony_ttft_timeout_count', 5);

      // Half of the requests time out.
      const alerts = await eventually(
        async () => (await fetch(`${url}/api/v1/alerts`)).json(),
        ({ data }) => data.alerts.length > 0,
      );
      expect(alerts.data.alerts[0].labels).toMatchObject({
        alertname: 'AdaptiveTimeouts',
        namespace: 'team-chat',
        pool: 'llama',
      });

      await prometheus.pause();
      expect(prometheus.isRunning()).toBe(false);
      await expect(queryPrometheus(url, 'up')).rejects.toThrow(
        `dial tcp ${new URL(url).host}: connect: connection refused`,
      );
      await prometheus.resume();
      const [kept] = await queryPrometheus(
        url,
        'count(count_over_time(up{pod!=""}[10m]))',
      );
      expect(kept).toBe(1);
    } finally {
      if (prometheus.available) await prometheus.stop();
      await load.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
