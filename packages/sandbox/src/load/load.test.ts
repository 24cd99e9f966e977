import fc from 'fast-check';
import type { KubernetesObject } from '../kube/object';
import { createKubeStore } from '../kube/store';
import { createLoadModel } from './generator';
import { createLoadGenerator } from './server';
import { serve } from './service';

const REF = {
  cluster: 'eu-1',
  namespace: 'team-chat',
  release: 'chat-eu',
  pool: 'Llama 70B',
};

function worker(name: string, ready = true): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'team-chat',
      labels: {
        'app.kubernetes.io/instance': 'chat-eu',
        'app.kubernetes.io/component': 'harmony-dpl',
        'inference-pool': 'llama-70-b',
      },
      annotations: {
        'prometheus.io/scrape': 'adaptive',
        'prometheus.io/port': '50053',
      },
    },
    spec: {
      nodeName: 'gpu-1',
      containers: [
        { name: 'harmony', env: [{ name: 'GROUP', value: 'Llama 70B' }] },
      ],
    },
    status: {
      phase: 'Running',
      podIP: '10.0.0.7',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

function controlPlane(): KubernetesObject {
  const pod = worker('chat-eu-controlplane');
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: {
        ...pod.metadata.labels,
        'app.kubernetes.io/component': 'control-plane',
      },
    },
    spec: { ...pod.spec, containers: [{ name: 'control-plane' }] },
  };
}

function setUp() {
  let now = Date.parse('2026-11-22T02:00:00Z');
  const clock = { now: () => now };
  const store = createKubeStore({ name: 'eu-1', clock });
  store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'team-chat' },
  });
  const options = { clusters: [{ name: 'eu-1', store }], clock };
  const model = createLoadModel(options);
  const read = (pod: string, series: string) => {
    const text = model.metrics('eu-1', 'team-chat', pod) ?? '';
    const line = text.split('\n').find(l => l.startsWith(series));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };
  return {
    store,
    model,
    options,
    read,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

const REQUESTS =
  'harmony_generation_requests_count{pool="Llama 70B",model="Llama 70B"}';
const TIMEOUTS = 'harmony_ttft_timeout_count{pool="Llama 70B"}';

describe('service of a pool', () => {
  it('times out exactly what is beyond capacity', () => {
    const offer = { rate: 10, capacityPerReplica: 4 };
    expect(serve(offer, 1).timeoutRatio).toBeCloseTo(0.6);
    expect(serve(offer, 2).timeoutRatio).toBeCloseTo(0.2);
    expect(serve(offer, 3).timeoutRatio).toBe(0);
    expect(serve(offer, 0).rate).toBe(0);
  });

  it('never gets worse by one more replica', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (rate, replicas) => {
          const offer = { rate, capacityPerReplica: 4 };
          const fewer = serve(offer, replicas);
          const more = serve(offer, replicas + 1);
          expect(more.timeoutRatio).toBeLessThanOrEqual(fewer.timeoutRatio);
          expect(more.medianTtftMs).toBeLessThanOrEqual(fewer.medianTtftMs);
        },
      ),
    );
  });
});

describe('load model', () => {
  it('shares requests among ready pods and counts up', () => {
    const { store, model, read, pass } = setUp();
    store.create('pods', worker('a'));
    store.create('pods', worker('b'));
    store.create('pods', worker('loading', false));
    model.setOffer(REF, { rate: 10, capacityPerReplica: 4 });
    pass(60);
    expect(read('a', REQUESTS)).toBeCloseTo(300);
    expect(read('b', TIMEOUTS)).toBeCloseTo(60);
    expect(read('loading', REQUESTS)).toBe(0);
    expect(read('a', 'harmony_ttft_ms_count')).toBeCloseTo(300);
  });

  it('answers more in time once another pod is ready', () => {
    const { store, model, read, pass } = setUp();
    store.create('pods', worker('a'));
    model.setOffer(REF, { rate: 8, capacityPerReplica: 4 });
    pass(10);
    expect(read('a', TIMEOUTS)).toBeCloseTo(40);
    pass(10);
    store.create('pods', worker('b'));
    pass(100);
    expect(read('a', TIMEOUTS)).toBeCloseTo(80);
  });

  it('counts a pod made anew from 0, and any other upwards only', () => {
    const { store, model, read, pass } = setUp();
    store.create('pods', worker('a'));
    pass(10);
    const before = read('a', REQUESTS) ?? 0;
    model.setOffer(REF, { rate: 0 });
    pass(10);
    expect(read('a', REQUESTS)).toBe(before);
    expect(before).toBeGreaterThan(0);
    store.delete('pods', 'team-chat', 'a');
    expect(read('a', REQUESTS)).toBeUndefined();
    store.create('pods', worker('a'));
    expect(read('a', REQUESTS)).toBe(0);
  });

  it('has buckets that never exceed the count', () => {
    const { store, model, pass } = setUp();
    store.create('pods', worker('a'));
    model.setOffer(REF, { rate: 20, capacityPerReplica: 4 });
    pass(30);
    const text = model.metrics('eu-1', 'team-chat', 'a') ?? '';
    const buckets = [
      ...text.matchAll(/harmony_ttft_ms_bucket\{[^}]*\} (\S+)/g),
    ].map(match => Number(match[1]));
    expect(buckets).toEqual([...buckets].sort((x, y) => x - y));
    expect(buckets.at(-1)).toBeCloseTo(600);
  });

  it('passes requests on to the control plane', () => {
    const { store, model, read, pass } = setUp();
    store.create('pods', worker('a'));
    store.create('pods', controlPlane());
    model.setOffer(REF, { rate: 8, capacityPerReplica: 4 });
    pass(10);
    const name = 'chat-eu-controlplane';
    const http = 'concorde_http_server_request_duration_seconds_count';
    expect(read(name, `${http}{http_response_status_code="200"`)).toBeCloseTo(
      40,
    );
    expect(read(name, `${http}{http_response_status_code="504"`)).toBeCloseTo(
      40,
    );
    expect(
      read(name, 'concorde_token_generated_total{model="Llama 70B"}'),
    ).toBeGreaterThan(0);
  });

  it('discovers running, annotated pods with their labels as Prometheus writes them', () => {
    const { store, model } = setUp();
    store.create('pods', worker('a'));
    const plain = worker('plain');
    store.create('pods', {
      ...plain,
      metadata: { ...plain.metadata, annotations: {} },
    });
    const pods = () =>
      model
        .discovery('127.0.0.1:1')
        .filter(({ labels }) => labels.pod !== undefined);
    expect(pods()).toEqual([
      {
        targets: ['127.0.0.1:1'],
        labels: {
          __metrics_path__: '/pods/eu-1/team-chat/a/metrics',
          app_kubernetes_io_instance: 'chat-eu',
          app_kubernetes_io_component: 'harmony-dpl',
          inference_pool: 'llama-70-b',
          cluster: 'eu-1',
          namespace: 'team-chat',
          pod: 'a',
          node: 'gpu-1',
          instance: '10.0.0.7:50053',
        },
      },
    ]);
    model.setBlind(REF, true);
    expect(pods()).toEqual([]);
    model.setBlind(REF, false);
    expect(pods()).toHaveLength(1);
  });
});

describe('GPU exporter', () => {
  const gpuWorker = (name: string, ready = true) => {
    const pod = worker(name, ready);
    return {
      ...pod,
      spec: {
        ...pod.spec,
        containers: [
          {
            name: 'harmony',
            env: [{ name: 'GROUP', value: 'Llama 70B' }],
            resources: { limits: { 'nvidia.com/gpu': '2' } },
          },
        ],
      },
    };
  };

  it('has a series for each GPU that a pod holds, as busy as its pool', () => {
    const { store, model } = setUp();
    store.create('pods', gpuWorker('busy'));
    store.create('pods', gpuWorker('starting', false));
    model.setOffer(REF, { rate: 3, capacityPerReplica: 4 });
    const lines = (model.gpuMetrics('eu-1') ?? '').split('\n');
    const busy = lines.filter(
      l => l.startsWith('DCGM_FI_DEV_GPU_UTIL') && l.includes('pod="busy"'),
    );
    expect(busy.map(l => l.split(' ').at(-1))).toEqual(['75', '75']);
    expect(busy[1]).toContain('gpu="1"');
    expect(
      lines.find(
        l => l.startsWith('DCGM_FI_DEV_GPU_UTIL') && l.includes('"starting"'),
      ),
    ).toMatch(/ 0$/);
    expect(model.gpuMetrics('nowhere')).toBeUndefined();
  });

  it('is discovered in every cluster, and served', async () => {
    const { store, options } = setUp();
    store.create('pods', gpuWorker('busy'));
    const load = await createLoadGenerator(options);
    try {
      const target = load
        .discovery(new URL(load.url).host)
        .find(
          ({ labels }) => labels.app_kubernetes_io_name === 'dcgm-exporter',
        );
      const path = target?.labels.__metrics_path__ ?? '';
      const answer = await fetch(`http://${target?.targets[0]}${path}`);
      expect(await answer.text()).toContain('DCGM_FI_DEV_FB_USED{gpu="0"');
    } finally {
      await load.stop();
    }
  });
});

describe('load server', () => {
  it('serves discovery and metrics, and 404 for what it does not know', async () => {
    const { store, options } = setUp();
    store.create('pods', worker('a'));
    const load = await createLoadGenerator(options);
    const { url, sdUrl } = load;
    try {
      const [target] = await (await fetch(sdUrl)).json();
      const path = target.labels.__metrics_path__;
      const metrics = await fetch(`http://${target.targets[0]}${path}`);
      expect(metrics.headers.get('content-type')).toContain('text/plain');
      expect(await metrics.text()).toContain(REQUESTS);
      const missing = await fetch(`${url}/pods/eu-1/team-chat/x/metrics`);
      expect(missing.status).toBe(404);
    } finally {
      await load.stop();
    }
  });
});
