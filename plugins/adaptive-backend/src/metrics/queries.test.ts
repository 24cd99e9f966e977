import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isError } from '@backstage/errors';
import { stringify } from 'yaml';
import { instantQueries, ratioRangeQuery } from './queries';
import type { InstantQueryId } from './queries';
import { rangeQuery } from './range/rangeQueries';
import type { PoolMetricId } from '@adaptive-portal/plugin-adaptive-common';

const run = promisify(execFile);

/** A series of six samples, one per minute. */
type Given = [series: string, values: string];
type Expected = Array<[labels: string, value: number]>;

interface Case {
  given: Given[];
  query: string;
  expected: Expected;
}

/** What is wrong with the answers to PromQL, by the engine of Prometheus itself, which is part of its package. */
async function wrongAnswers(cases: readonly Case[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'adaptive-promql-'));
  const file = join(folder, 'test.yaml');
  await writeFile(
    file,
    stringify({
      evaluation_interval: '1m',
      tests: cases.map(({ given, query, expected }) => ({
        interval: '1m',
        input_series: given.map(([series, values]) => ({ series, values })),
        promql_expr_test: [
          {
            // Sums of floats are not the same on every machine.
            expr: `round((${query}), 0.001)`,
            eval_time: '5m',
            exp_samples: expected.map(([labels, value]) => ({ labels, value })),
          },
        ],
      })),
    }),
  );
  try {
    await run('promtool', ['test', 'rules', file]);
    return '';
  } catch (error) {
    if (!isError(error)) throw error;
    const { code, stdout, stderr } = error;
    return code === 'ENOENT'
      ? 'This test needs the package "prometheus"'
      : `${stdout}${stderr}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const INSTANT = instantQueries({ rateWindow: '5m', clusterLabel: 'cluster' });
const POOL = 'cluster="eu-1",namespace="chat",pool="a"';
const OUT = `{${POOL}}`;
/** Grows by 60 a minute: 1 per second. */
const COUNTS = '0+60x5';
const SO = 'scaledObject="so",metric="s0-prometheus"';
const EXPORTER = 'cluster="eu-1",namespace="monitoring",pod="exporter-1"';

const one = (series: string, values = COUNTS): Given => [series, values];

const histogram = (name: string): Given[] =>
  [
    ['100', '0+50x5'],
    ['200', '0+60x5'],
    ['+Inf', '0+60x5'],
  ].map(([le, values]) => one(`${name}{${POOL},le="${le}"}`, values));

describe('PromQL', () => {
  it.each<[string, InstantQueryId, Given[], Expected]>([
    [
      'timeouts of both names, the plain one first',
      'timeouts',
      [
        one(`harmony_ttft_timeout_count{${POOL},pod="p"}`),
        one(`harmony_ttft_timeout_count_total{${POOL},pod="p"}`, '0+600x5'),
        one(
          'harmony_ttft_timeout_count_total{cluster="eu-1",namespace="chat",pool="b"}',
          '0+120x5',
        ),
      ],
      [
        [OUT, 1],
        ['{cluster="eu-1",namespace="chat",pool="b"}', 2],
      ],
    ],
    [
      'requests of all pods of a pool, by cluster',
      'requests',
      [
        one(`harmony_generation_requests_count{${POOL},pod="p-1"}`),
        one(`harmony_generation_requests_count{${POOL},pod="p-2"}`),
        one(
          `harmony_generation_requests_count{${POOL.replace('eu-1', 'us-1')}}`,
        ),
      ],
      [
        [OUT, 2],
        [OUT.replace('eu-1', 'us-1'), 1],
      ],
    ],
    [
      'pools whose timeouts have the longer name only',
      'suffixed',
      [
        one(`harmony_ttft_timeout_count{${POOL}}`),
        one(`harmony_ttft_timeout_count_total{${POOL}}`),
        one(
          'harmony_ttft_timeout_count_total{cluster="eu-1",namespace="chat",pool="b"}',
        ),
      ],
      [['{cluster="eu-1",namespace="chat",pool="b"}', 1]],
    ],
    [
      'p50 of a classic histogram',
      'ttftP50',
      histogram('harmony_ttft_ms_bucket'),
      [[OUT, 60]],
    ],
    [
      'p95 of a classic histogram',
      'ttftP95',
      histogram('harmony_ttft_ms_bucket'),
      [[OUT, 170]],
    ],
    [
      'pods that are up, 0 where all are down, nothing where none is scraped',
      'up',
      [
        one(
          'up{app_kubernetes_io_name="adaptive",app_kubernetes_io_component="harmony",cluster="eu-1",namespace="chat",app_kubernetes_io_instance="e",inference_pool="a",pod="1"}',
          '1x5',
        ),
        one(
          'up{app_kubernetes_io_name="adaptive",app_kubernetes_io_component="harmony",cluster="eu-1",namespace="chat",app_kubernetes_io_instance="e",app_kubernetes_io_pool="b",pod="2"}',
          '0x5',
        ),
        one(
          'up{app_kubernetes_io_name="other",cluster="eu-1",namespace="chat"}',
          '1x5',
        ),
      ],
      [
        [
          '{cluster="eu-1",namespace="chat",app_kubernetes_io_instance="e",inference_pool="a"}',
          1,
        ],
        [
          '{cluster="eu-1",namespace="chat",app_kubernetes_io_instance="e",app_kubernetes_io_pool="b"}',
          0,
        ],
      ],
    ],
    [
      'tokens of all models',
      'tokens',
      [
        one(
          'concorde_token_generated_total{cluster="eu-1",namespace="chat",model="x"}',
        ),
        one(
          'concorde_token_generated_total{cluster="eu-1",namespace="chat",model="y"}',
        ),
      ],
      [['{cluster="eu-1",namespace="chat"}', 2]],
    ],
    [
      'GPUs by the pod that uses them, with honor_labels and without',
      'gpuUtilization',
      [
        one(
          `DCGM_FI_DEV_GPU_UTIL{${EXPORTER},exported_namespace="chat",exported_pod="p-1",gpu="0"}`,
          '40x5',
        ),
        one(
          `DCGM_FI_DEV_GPU_UTIL{${EXPORTER},exported_namespace="chat",exported_pod="p-1",gpu="1"}`,
          '60x5',
        ),
        one(
          'DCGM_FI_DEV_GPU_UTIL{cluster="eu-1",namespace="chat",pod="p-2",gpu="2"}',
          '10x5',
        ),
      ],
      [
        ['{cluster="eu-1",namespace="chat",pod="p-1"}', 0.5],
        ['{cluster="eu-1",namespace="chat",pod="p-2"}', 0.1],
      ],
    ],
    [
      'slices of GPUs, which have no utilization',
      'gpuUtilization',
      [
        one(
          `DCGM_FI_PROF_GR_ENGINE_ACTIVE{${EXPORTER},exported_namespace="chat",exported_pod="p-1",GPU_I_ID="1"}`,
          '0.25x5',
        ),
      ],
      [['{cluster="eu-1",namespace="chat",pod="p-1"}', 0.25]],
    ],
    [
      'GPUs that nobody uses as those of the exporter, which is no pod of an engine',
      'gpuUtilization',
      [one(`DCGM_FI_DEV_GPU_UTIL{${EXPORTER},gpu="0"}`, '0x5')],
      [[`{${EXPORTER}}`, 0]],
    ],
    [
      'memory of GPUs as a share',
      'gpuMemory',
      [
        one(
          `DCGM_FI_DEV_FB_USED{${EXPORTER},exported_namespace="chat",exported_pod="p-1"}`,
          '30x5',
        ),
        one(
          `DCGM_FI_DEV_FB_FREE{${EXPORTER},exported_namespace="chat",exported_pod="p-1"}`,
          '90x5',
        ),
      ],
      [['{cluster="eu-1",namespace="chat",pod="p-1"}', 0.25]],
    ],
    [
      'errors of KEDA 2.14 and later, which counts them under the old name as well',
      'scalerErrors',
      [
        one(
          `keda_scaler_detail_errors_total{${EXPORTER},exported_namespace="chat",${SO}}`,
        ),
        one(
          `keda_scaler_errors{${EXPORTER},exported_namespace="chat",${SO}}`,
          '0+600x5',
        ),
      ],
      [['{cluster="eu-1",namespace="chat",scaledObject="so"}', 1]],
    ],
    [
      'errors of KEDA before 2.14',
      'scalerErrors',
      [one(`keda_scaler_errors{${EXPORTER},exported_namespace="chat",${SO}}`)],
      [['{cluster="eu-1",namespace="chat",scaledObject="so"}', 1]],
    ],
    [
      'the value of a trigger',
      'scalerValue',
      [
        one(
          `keda_scaler_metrics_value{cluster="eu-1",namespace="chat",${SO},scaler="x"}`,
          '7x5',
        ),
      ],
      [[`{cluster="eu-1",namespace="chat",${SO}}`, 7]],
    ],
    [
      'the latency of a trigger, in seconds',
      'scalerLatency',
      [
        one(
          `keda_scaler_metrics_latency_seconds{${EXPORTER},exported_namespace="chat",${SO}}`,
          '0.25x5',
        ),
        one(
          `keda_scaler_metrics_latency{${EXPORTER},exported_namespace="chat",${SO}}`,
          '999x5',
        ),
      ],
      [[`{cluster="eu-1",namespace="chat",${SO}}`, 0.25]],
    ],
    [
      'the latency of a trigger, which was in milliseconds',
      'scalerLatency',
      [
        one(
          `keda_scaler_metrics_latency{${EXPORTER},exported_namespace="chat",${SO}}`,
          '250x5',
        ),
      ],
      [[`{cluster="eu-1",namespace="chat",${SO}}`, 0.25]],
    ],
    [
      'replicas that the variant autoscaler wants, under both names',
      'variantDesired',
      [
        one(
          `wva_desired_replicas{${EXPORTER},exported_namespace="chat",variant_name="va",accelerator_type="H100"}`,
          '4x5',
        ),
        one(
          `inferno_desired_replicas{${EXPORTER},exported_namespace="search",variant_name="vb"}`,
          '2x5',
        ),
      ],
      [
        ['{cluster="eu-1",namespace="chat",variant_name="va"}', 4],
        ['{cluster="eu-1",namespace="search",variant_name="vb"}', 2],
      ],
    ],
    [
      'the end of certificates',
      'certificates',
      [
        one(
          `certmanager_certificate_expiration_timestamp_seconds{${EXPORTER},exported_namespace="chat",name="tls"}`,
          '99x5',
        ),
      ],
      [['{cluster="eu-1",namespace="chat",name="tls"}', 99]],
    ],
  ])('finds %s', async (_name, id, given, expected) => {
    const query = INSTANT[id];
    expect(await wrongAnswers([{ given, query, expected }])).toBe('');
  });

  it('has nothing, rather than 0, where nothing is measured', async () => {
    const given = [one('up{job="other"}', '1x5')];
    const cases = Object.values(INSTANT).map(query => ({
      given,
      query,
      expected: [],
    }));
    expect(await wrongAnswers(cases)).toBe('');
  });

  it('has no ratio without requests, and none above 1', async () => {
    const query = ratioRangeQuery({
      rateWindow: '5m',
      clusterLabel: 'cluster',
    });
    const of = (timeouts: string, requests: string) => [
      one(`harmony_ttft_timeout_count{${POOL}}`, timeouts),
      one(`harmony_generation_requests_count{${POOL}}`, requests),
    ];
    const cases: Case[] = [
      { given: of('0+30x5', '0+60x5'), query, expected: [[OUT, 0.5]] },
      { given: of('0+90x5', '0+60x5'), query, expected: [[OUT, 1]] },
      { given: of('0x5', '0x5'), query, expected: [] },
    ];
    expect(await wrongAnswers(cases)).toBe('');
  });

  it('over time is the same as at once', async () => {
    const pods = ['p-1', 'p-2'];
    const queryOf = (metric: PoolMetricId) =>
      rangeQuery(metric, {
        pool: {
          cluster: 'eu-1',
          namespace: 'chat',
          release: 'e',
          pool: 'a',
          key: 'a',
          pods,
        },
        cluster: { cluster: 'eu-1' },
        window: '5m',
      }) ?? '';
    const foreign = (series: string) => [
      one(series, '99+99x5'),
      one(series.replace('cluster="eu-1"', 'cluster="us-1"'), '99+99x5'),
    ];
    const up = (labels: string, value: string) =>
      one(
        `up{cluster="eu-1",namespace="chat",app_kubernetes_io_instance="e",${labels}}`,
        value,
      );
    const cases: Case[] = [
      {
        query: queryOf('ttftTimeoutRatio'),
        given: [
          one(`harmony_ttft_timeout_count_total{${POOL}}`, '0+30x5'),
          one(`harmony_generation_requests_count{${POOL}}`, '0+60x5'),
          ...foreign(
            'harmony_generation_requests_count{cluster="eu-1",namespace="chat",pool="b"}',
          ),
        ],
        expected: [['{}', 0.5]],
      },
      {
        query: queryOf('requestRate'),
        given: [one(`harmony_generation_requests_count{${POOL}}`)],
        expected: [['{}', 1]],
      },
      {
        query: queryOf('ttftP95'),
        given: histogram('harmony_ttft_ms_bucket'),
        expected: [['{}', 170]],
      },
      {
        query: queryOf('gpuUtilization'),
        given: [
          one(
            `DCGM_FI_DEV_GPU_UTIL{${EXPORTER},exported_namespace="chat",exported_pod="p-1"}`,
            '40x5',
          ),
          one(
            'DCGM_FI_DEV_GPU_UTIL{cluster="eu-1",namespace="chat",pod="p-2"}',
            '60x5',
          ),
          ...foreign(
            'DCGM_FI_DEV_GPU_UTIL{cluster="eu-1",namespace="chat",pod="p-22"}',
          ),
        ],
        expected: [['{}', 0.5]],
      },
      {
        query: queryOf('gpuMemory'),
        given: [
          one(
            'DCGM_FI_DEV_FB_USED{cluster="eu-1",namespace="chat",pod="p-2"}',
            '30x5',
          ),
          one(
            'DCGM_FI_DEV_FB_FREE{cluster="eu-1",namespace="chat",pod="p-2"}',
            '90x5',
          ),
        ],
        expected: [['{}', 0.25]],
      },
      {
        query: queryOf('scraped'),
        given: [
          up('inference_pool="a",pod="1"', '1x5'),
          up('app_kubernetes_io_pool="a",pod="2"', '1x5'),
          up('app_kubernetes_io_pool="b",pod="3"', '1x5'),
        ],
        expected: [['{}', 2]],
      },
      { query: queryOf('ttftP50'), given: [], expected: [] },
    ];
    expect(await wrongAnswers(cases)).toBe('');
  });
});
