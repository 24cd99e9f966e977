import { mockServices } from '@backstage/backend-test-utils';
import { createMetricsService } from '../createMetricsService';
import type { MetricsService } from '../types';

/** The moment at which tests begin. */
export const NOW = Date.parse('2026-11-22T14:00:00Z');
export const SECONDS = NOW / 1000;
export const POOL = {
  cluster: 'eu-1',
  namespace: 'chat',
  release: 'adaptive',
  pool: 'Inference Pool',
  key: 'inference-pool',
};

type Samples = Array<[Record<string, string>, string]>;

/** What a fake Prometheus holds, by a word of the query. */
export interface FakePrometheus {
  timeouts?: Samples;
  requests?: Samples;
  p95?: Samples;
  up?: Samples;
  scrapedAt?: Samples;
  suffixed?: Samples;
  p50?: Samples;
  tokens?: Samples;
  gpuUtilization?: Samples;
  gpuMemory?: Samples;
  scalerErrors?: Samples;
  scalerValue?: Samples;
  scalerLatency?: Samples;
  variantDesired?: Samples;
  certificates?: Samples;
}

const WORDS: Array<[string, keyof FakePrometheus]> = [
  ['harmony_ttft_timeout_count_total unless', 'suffixed'],
  ['DCGM_FI_DEV_FB_USED', 'gpuMemory'],
  ['DCGM_FI_DEV_GPU_UTIL', 'gpuUtilization'],
  ['concorde_token_generated_total', 'tokens'],
  ['keda_scaler_detail_errors_total', 'scalerErrors'],
  ['keda_scaler_metrics_value', 'scalerValue'],
  ['keda_scaler_metrics_latency_seconds', 'scalerLatency'],
  ['wva_desired_replicas or inferno_desired_replicas', 'variantDesired'],
  ['certmanager_certificate_expiration', 'certificates'],
  ['histogram_quantile(0.5', 'p50'],
];

function samplesOf(held: FakePrometheus, query: string): Samples {
  const known = WORDS.find(([word]) => query.includes(word));
  if (known) return held[known[1]] ?? [];
  if (query.includes('timestamp(')) return held.scrapedAt ?? [];
  if (query.includes('histogram_quantile')) return held.p95 ?? [];
  if (query.includes('harmony_ttft_timeout_count')) return held.timeouts ?? [];
  if (query.includes('harmony_generation')) return held.requests ?? [];
  return held.up ?? [];
}

/** What a Prometheus that holds something answers to a query. */
export function answer(
  held: FakePrometheus,
  path: string,
  query: string,
): unknown {
  if (path.endsWith('query_range')) {
    return {
      status: 'success',
      data: {
        resultType: 'matrix',
        result: (held.timeouts ?? []).map(([metric]) => ({
          metric,
          values: [
            [SECONDS - 60, '0.1'],
            [SECONDS, 'NaN'],
          ],
        })),
      },
    };
  }
  return {
    status: 'success',
    data: {
      resultType: 'vector',
      result: samplesOf(held, query).map(([metric, value]) => ({
        metric,
        value: [SECONDS, value],
      })),
    },
  };
}

/** What the service asked. */
export interface PrometheusRequest {
  host: string;
  path: string;
  /** Of a POST. */
  form: URLSearchParams;
  /** Of the URL. */
  search: URLSearchParams;
  init: RequestInit;
}

/** The metrics service with Prometheus servers that hold what a test says; the network between them is not there. */
export class Fixture {
  now = NOW;
  readonly requests: PrometheusRequest[] = [];
  respond: (request: PrometheusRequest) => Response | Promise<Response>;
  service: MetricsService;

  constructor(held: FakePrometheus, source: object = {}, sources?: object[]) {
    this.respond = ({ path, form }) =>
      Response.json(answer(held, path, form.get('query') ?? ''));
    this.service = createMetricsService({
      config: mockServices.rootConfig({
        data: {
          adaptive: {
            clusters: {
              'us-1': { keda: { clusterLabel: { value: 'us-one' } } },
            },
            metrics: {
              sources: sources ?? [
                { id: 'main', url: 'http://prom:9090/', ...source },
              ],
            },
          },
        },
      }),
      logger: mockServices.logger.mock(),
      clock: () => this.now,
      fetch: async (url, init) => {
        const request = {
          host: new URL(String(url)).host,
          path: new URL(String(url)).pathname,
          form: new URLSearchParams(String(init?.body)),
          search: new URL(String(url)).searchParams,
          init: init ?? {},
        };
        this.requests.push(request);
        return this.respond(request);
      },
    });
  }

  /** Until so many sources have finished a round. */
  async round(sources = 1): Promise<void> {
    let left = sources;
    const done = new Promise<void>(resolve => {
      const subscription = this.service.subscribe(() => {
        left -= 1;
        if (left > 0) return;
        subscription.unsubscribe();
        resolve();
      });
    });
    this.service.start();
    await done;
    await this.service.stop();
  }

  read() {
    return this.service.snapshot().pool(POOL);
  }
}

export const labels = { namespace: 'chat', pool: 'Inference Pool' };
export const pod = {
  namespace: 'chat',
  app_kubernetes_io_instance: 'adaptive',
  inference_pool: 'inference-pool',
};

export const HEALTHY: FakePrometheus = {
  timeouts: [[labels, '2.3']],
  requests: [[labels, '10']],
  p50: [[labels, '300']],
  p95: [[labels, '1900']],
  up: [[pod, '2']],
  scrapedAt: [[pod, String(SECONDS - 12)]],
};
