import { parse } from 'yaml';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { extractEngine } from '../extract';
import { editEngineFiles, pausedPools, pausePools } from '../merge';
import type { EngineInput, RenderedFile, RenderTarget } from '../model';
import { renderEngine } from './renderEngine';

const PLACE = 'engines/eu-1/team-chat/chat';
const VALUES = `${PLACE}/values.yaml`;
const MONITOR = `${PLACE}/manifests/podmonitor.yaml`;

/** The newest chart, which installs objects for others. */
const newest: EngineInput = {
  ...exampleEngine,
  chartVersion: '0.48.2',
  autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
};

function targetWith(
  autoscaling: Partial<RenderTarget['autoscaling']>,
): RenderTarget {
  return {
    ...exampleTarget,
    autoscaling: { ...exampleTarget.autoscaling, ...autoscaling },
  };
}

function contentOf(files: readonly RenderedFile[], path: string): string {
  return files.find(file => file.path === path)?.content ?? '';
}

describe('a PodMonitor', () => {
  const target = targetWith({
    metrics: 'podMonitor',
    podMonitorLabels: { release: 'kube-prometheus-stack' },
  });

  it.each([
    ['0.23.0', 'harmony-dpl', 'inference-pool'],
    ['0.48.2', 'harmony', 'app.kubernetes.io/pool'],
  ])(
    'selects the pods of the pools of chart %s and keeps the label that the queries ask for',
    (chartVersion, component, label) => {
      const input: EngineInput = { ...newest, chartVersion };
      const files = renderEngine(input, target);
      const selected = {
        'app.kubernetes.io/name': 'adaptive',
        'app.kubernetes.io/instance': 'chat',
        'app.kubernetes.io/component': component,
      };
      expect(parse(contentOf(files, MONITOR))).toEqual({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PodMonitor',
        metadata: {
          name: 'chat-adaptive-harmony-pools',
          namespace: 'team-chat',
          labels: {
            release: 'kube-prometheus-stack',
            ...selected,
            'app.kubernetes.io/managed-by': 'adaptive-portal',
          },
        },
        spec: {
          selector: { matchLabels: selected },
          podTargetLabels: [...Object.keys(selected), label],
          podMetricsEndpoints: [
            {
              port: 'http',
              path: '/metrics',
              interval: '15s',
              relabelings: [{ targetLabel: 'cluster', replacement: 'eu-1' }],
            },
          ],
        },
      });
      expect(extractEngine(files)).toEqual(
        extractEngine(renderEngine(input, exampleTarget)),
      );
    },
  );

  it('keeps a cluster whose name has a $, which Prometheus would take for a group', () => {
    const files = renderEngine(
      exampleEngine,
      targetWith({
        metrics: 'podMonitor',
        clusterLabel: { name: 'cluster', value: 'eu$1' },
      }),
    );
    expect(
      parse(contentOf(files, MONITOR)).spec.podMetricsEndpoints[0]
        .relabelings[0].replacement,
    ).toBe('eu$$1');
  });

  it('is there for pools of fixed size, and not beside the Prometheus of the chart', () => {
    const paths = (mode: 'off' | 'bundled') =>
      renderEngine({ ...exampleEngine, autoscaling: { mode } }, target).map(
        ({ path }) => path,
      );
    expect(paths('off')).toContain(MONITOR);
    expect(paths('bundled')).not.toContain(MONITOR);
  });

  it('comes with the engine where Flux installs it', () => {
    const files = renderEngine(exampleEngine, {
      ...target,
      gitops: {
        tool: 'flux',
        namespace: 'flux-system',
        sourceName: 'platform',
      },
    });
    expect(
      parse(contentOf(files, `${PLACE}/kustomization.yaml`)).resources,
    ).toContain('manifests/engine/podmonitor.yaml');
  });
});

describe('the README', () => {
  const readme = (
    metrics: RenderTarget['autoscaling']['metrics'],
    input = exampleEngine,
  ) =>
    contentOf(
      renderEngine(input, targetWith({ metrics })),
      `${PLACE}/README.md`,
    );

  it.each([
    [undefined, 'with the annotation `prometheus.io/scrape: adaptive`'],
    ['annotations', 'with the annotation `prometheus.io/scrape: adaptive`'],
    ['podMonitor', 'by the PodMonitor of this engine'],
    ['scrapeConfig', 'which needs the job below'],
    ['none', 'the platform team collects them'],
  ] as const)('says for %s where the series come from', (metrics, words) => {
    expect(readme(metrics)).toContain(words);
    expect(readme(metrics).includes('scrape_configs')).toBe(
      metrics === 'scrapeConfig',
    );
  });

  it('has the job for a Prometheus without operator', () => {
    const [, yaml] = /```yaml\n([^]*?)```/.exec(readme('scrapeConfig')) ?? [];
    const [job] = parse(yaml).scrape_configs;
    const meta = '__meta_kubernetes_pod_';
    expect(job).toMatchObject({
      job_name: 'team-chat/chat',
      metrics_path: '/metrics',
      kubernetes_sd_configs: [
        { role: 'pod', namespaces: { names: ['team-chat'] } },
      ],
    });
    expect(job.relabel_configs).toEqual(
      expect.arrayContaining([
        {
          action: 'keep',
          source_labels: [`${meta}label_app_kubernetes_io_instance`],
          regex: 'chat',
        },
        {
          action: 'keep',
          source_labels: [`${meta}container_port_number`],
          regex: '50053',
        },
        {
          source_labels: [`${meta}label_inference_pool`],
          target_label: 'inference_pool',
        },
        {
          source_labels: ['__meta_kubernetes_namespace'],
          target_label: 'namespace',
        },
        { target_label: 'cluster', replacement: 'eu-1' },
      ]),
    );
  });

  it('has a job for each environment whose Prometheus needs one', () => {
    const { destination } = exampleTarget.argocd;
    const { autoscaling } = targetWith({ metrics: 'scrapeConfig' });
    const content = readmeOfEnvironments({
      'eu-1': { destination, autoscaling },
      'us-1': { destination, autoscaling: { ...autoscaling, metrics: 'none' } },
    });
    expect(content.match(/job_name/g)).toHaveLength(1);
    expect(content).toContain('job_name: team-chat/chat\n');
  });

  function readmeOfEnvironments(
    clusters: Extract<
      RenderTarget['gitops'],
      { tool: 'applicationSet' }
    >['clusters'],
  ): string {
    const input: EngineInput = {
      ...exampleEngine,
      environments: [
        { name: 'dev', cluster: 'eu-1' },
        { name: 'production', cluster: 'us-1', namespace: 'prod' },
      ],
    };
    const target: RenderTarget = {
      ...exampleTarget,
      gitops: { tool: 'applicationSet', clusters },
    };
    return contentOf(renderEngine(input, target), `${PLACE}/README.md`);
  }
});

describe('objects that the chart installs', () => {
  const target = targetWith({
    metrics: 'podMonitor',
    scalingObjects: 'extraObjects',
  });
  const kinds = (files: readonly RenderedFile[]) =>
    (parse(contentOf(files, VALUES)).extraObjects ?? []).map(
      ({ kind }: { kind: string }) => kind,
    );

  it('are in the values of charts that have a place for them', () => {
    const files = renderEngine(newest, target);
    expect(kinds(files)).toEqual([
      'PodMonitor',
      'ScaledObject',
      'ScaledObject',
    ]);
    expect(files.some(({ path }) => path.includes('/manifests/'))).toBe(false);
  });

  it.each<[string, EngineInput]>([
    ['an older chart', { ...newest, chartVersion: '0.44.0' }],
    [
      'objects of the engine itself',
      { ...newest, extraValues: { extraObjects: [{ kind: 'ConfigMap' }] } },
    ],
  ])('are files of their own with %s', (_, input) => {
    const files = renderEngine(input, target);
    expect(kinds(files)).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        MONITOR,
        `${PLACE}/manifests/scaledobject-judge.yaml`,
      ]),
    );
  });

  it('are read back, paused and changed there', () => {
    const files = renderEngine(newest, target);
    expect(extractEngine(files)).toEqual(newest);
    const paused = pausePools(files, newest, ['judge']);
    expect(pausedPools(paused)).toEqual(['judge']);
    const current = files.map(({ path, content }) => ({
      path,
      content: content.replace(
        'maxReplicaCount: 2',
        'maxReplicaCount: 2 # for the fair',
      ),
    }));
    const [llama, judge] = newest.pools;
    const next = renderEngine(
      { ...newest, pools: [llama, { ...judge, minReplicas: 2 }] },
      target,
    );
    const merged = editEngineFiles({ current, next, target }).files;
    expect(extractEngine(merged).pools[1].minReplicas).toBe(2);
    expect(contentOf(merged, VALUES)).toContain('# for the fair');
  });

  it('are in the values of each environment', () => {
    const { destination } = exampleTarget.argocd;
    const input: EngineInput = {
      ...newest,
      environments: [
        { name: 'dev', cluster: 'eu-1' },
        {
          name: 'production',
          cluster: 'us-1',
          pools: [{ name: 'judge', minReplicas: 2, maxReplicas: 5 }],
        },
      ],
    };
    const files = renderEngine(input, {
      ...target,
      gitops: {
        tool: 'applicationSet',
        clusters: {
          'eu-1': { destination, autoscaling: target.autoscaling },
          'us-1': { destination, autoscaling: target.autoscaling },
        },
      },
    });
    expect(kinds(files)).toEqual([]);
    expect(contentOf(files, `${PLACE}/values-production.yaml`)).toContain(
      'maxReplicaCount: 5',
    );
    expect(extractEngine(files)).toEqual(input);
  });

  it('keep text that the chart would take for a template', () => {
    const [pool] = newest.pools;
    const evil = '{{ .Values.secrets }} {{- fail "x" -}} {{{`}}';
    const objects = (scalingObjects: 'manifests' | 'extraObjects') =>
      renderEngine(
        { ...newest, pools: [pool] },
        targetWith({
          scalingObjects,
          clusterLabel: { name: 'cluster', value: evil },
        }),
      );
    const text = JSON.stringify(
      parse(contentOf(objects('extraObjects'), VALUES)).extraObjects,
    );
    // All that a template would run are literals, each of which gives the two braces back.
    const literal = '{{`{{`}}';
    expect(text.replaceAll(literal, '')).not.toContain('{{');
    const manifest = `${PLACE}/manifests/scaledobject-llama-70b.yaml`;
    expect(JSON.parse(text.replaceAll(literal, '{{'))).toEqual([
      parse(contentOf(objects('manifests'), manifest)),
    ]);
  });
});
