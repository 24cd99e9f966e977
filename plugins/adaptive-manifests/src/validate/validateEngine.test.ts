import type { EngineInput, PoolInput, RenderTarget } from '../model';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

const [big, judge] = exampleEngine.pools;

function engine(change: Partial<EngineInput>): EngineInput {
  return { ...exampleEngine, ...change };
}

function pool(change: Partial<PoolInput>): EngineInput {
  return engine({ pools: [{ ...big, ...change }] });
}

function target(change: {
  repository?: Partial<RenderTarget['repository']>;
  argocd?: Partial<RenderTarget['argocd']>;
  autoscaling?: Partial<RenderTarget['autoscaling']>;
}): RenderTarget {
  return {
    repository: { ...exampleTarget.repository, ...change.repository },
    argocd: { ...exampleTarget.argocd, ...change.argocd },
    autoscaling: { ...exampleTarget.autoscaling, ...change.autoscaling },
  };
}

const off = { mode: 'off' as const };

type Case = [severity: string, rule: string, path: string, input: EngineInput];

const bad: Case[] = [
  ['error', 'release-name', 'name', engine({ name: 'Chat' })],
  ['error', 'release-name', 'name', engine({ name: '-chat' })],
  ['error', 'release-name', 'name', engine({ name: 'a'.repeat(54) })],
  ['error', 'names-collapse', 'name', engine({ name: 'a'.repeat(20) })],
  [
    'error',
    'names-collapse',
    'name',
    engine({ name: `adaptive-${'a'.repeat(20)}` }),
  ],
  ['info', 'names-cut', 'name', engine({ name: 'support-bot' })],
  ['error', 'owner', 'owner', engine({ owner: 'a b' })],
  ['error', 'owner', 'owner', engine({ owner: 'component:default/x' })],
  [
    'warning',
    'owner-not-on-namespace',
    'owner',
    engine({ owner: 'user:default/erin' }),
  ],
  ['error', 'cluster-name', 'cluster', engine({ cluster: 'a/b' })],
  ['error', 'namespace', 'namespace', engine({ namespace: 'Team' })],
  ['error', 'namespace', 'namespace', engine({ namespace: 'a'.repeat(64) })],
  [
    'error',
    'namespace-reserved',
    'namespace',
    engine({ namespace: 'kube-system' }),
  ],
  [
    'error',
    'chart-version',
    'chartVersion',
    engine({ chartVersion: '0.13.7' }),
  ],
  ['error', 'pools-missing', 'pools', engine({ pools: [] })],
  ['error', 'pool-name', 'pools[0].name', pool({ name: 'x"} or vector(1) #' })],
  ['error', 'pool-name', 'pools[0].name', pool({ name: 'a..b' })],
  ['error', 'pool-name', 'pools[0].name', pool({ name: 'größe' })],
  ['error', 'pool-name', 'pools[0].name', pool({ name: '{{ .Values }}' })],
  ['error', 'pool-name-not-text', 'pools[0].name', pool({ name: '1e3' })],
  ['error', 'pool-name-not-text', 'pools[0].name', pool({ name: 'true' })],
  ['error', 'pool-name-not-text', 'pools[0].name', pool({ name: '8' })],
  ['warning', 'pool-name-changes', 'pools[0].name', pool({ name: 'Pool-A' })],
  ['warning', 'pool-name-changes', 'pools[0].name', pool({ name: 'l40s' })],
  ['error', 'hpa-name', 'pools[0].name', pool({ name: 'p'.repeat(33) })],
  [
    'error',
    'pool-workload-name',
    'pools[0].name',
    pool({ name: 'p'.repeat(42) }),
  ],
  [
    'error',
    'pool-names-equal',
    'pools[1].name',
    engine({
      pools: [
        { ...big, name: 'A B' },
        { ...big, name: 'a_b' },
      ],
    }),
  ],
  ['error', 'pool-replicas', 'pools[0].minReplicas', pool({ minReplicas: 0 })],
  [
    'error',
    'pool-replicas',
    'pools[0].maxReplicas',
    pool({ maxReplicas: 1.5 }),
  ],
  [
    'error',
    'pool-min-above-max',
    'pools[0].maxReplicas',
    pool({ minReplicas: 7 }),
  ],
  [
    'error',
    'pool-gpus',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 0 }),
  ],
  [
    'error',
    'pool-gpus',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 17 }),
  ],
  [
    'error',
    'pool-gpus',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 1.5 }),
  ],
  [
    'error',
    'node-selector',
    'pools[0].nodeSelector',
    pool({ nodeSelector: { 'a b': 'c' } }),
  ],
  [
    'error',
    'node-selector',
    'pools[0].nodeSelector',
    pool({ nodeSelector: { a: 'c d' } }),
  ],
  [
    'error',
    'node-selector-keys',
    'pools[0].nodeSelector',
    pool({ nodeSelector: { a: 'x', b: 'y' } }),
  ],
  [
    'error',
    'node-selector-differs',
    'pools[1].nodeSelector',
    engine({ pools: [big, { ...judge, nodeSelector: { zone: 'a' } }] }),
  ],
  [
    'error',
    'node-selector-differs',
    'pools[1].nodeSelector',
    engine({ pools: [big, { ...judge, nodeSelector: undefined }] }),
  ],
  [
    'error',
    'pool-cpu',
    'pools[0].resources.cpu',
    pool({ resources: { cpu: 0, memory: '1Gi' } }),
  ],
  [
    'error',
    'pool-memory',
    'pools[0].resources.memory',
    pool({ resources: { cpu: 1, memory: '1G' } }),
  ],
  [
    'info',
    'pool-resources-default',
    'pools[0].resources',
    pool({ gpusPerReplica: 1 }),
  ],
  [
    'warning',
    'pool-gpus-node',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 9 }),
  ],
  [
    'warning',
    'pool-gpus-node',
    'pools[0].gpusPerReplica',
    pool({ gpusPerReplica: 3 }),
  ],
  [
    'warning',
    'pool-max-unused',
    'pools[0].maxReplicas',
    engine({ autoscaling: off, pools: [big] }),
  ],
  [
    'error',
    'container-registry',
    'containerRegistry',
    engine({ containerRegistry: 'https://registry.example.com' }),
  ],
  [
    'error',
    'container-registry',
    'containerRegistry',
    engine({ containerRegistry: 'me:secret@registry.example.com' }),
  ],
  [
    'error',
    'image-tag',
    'images.harmony.tag',
    engine({
      images: {
        ...exampleEngine.images,
        harmony: { repository: 'a', tag: 'harmony:latest' },
      },
    }),
  ],
  [
    'error',
    'image-repository',
    'images.controlPlane.repository',
    engine({
      images: {
        ...exampleEngine.images,
        controlPlane: { repository: 'A/b', tag: 'v1' },
      },
    }),
  ],
  [
    'warning',
    'image-tag-moves',
    'images.harmony.tag',
    engine({
      images: {
        ...exampleEngine.images,
        harmony: { repository: 'a', tag: 'latest' },
      },
    }),
  ],
  [
    'warning',
    'sandkasten-image',
    'images.sandkasten',
    engine({ images: { ...exampleEngine.images, sandkasten: undefined } }),
  ],
  [
    'error',
    'secret-name',
    'secrets.redis',
    engine({ secrets: { ...exampleEngine.secrets, redis: 'redis://host' } }),
  ],
  [
    'info',
    'redis-unused',
    'secrets.redis',
    engine({
      chartVersion: '0.14.0',
      secrets: { ...exampleEngine.secrets, redis: 'r' },
    }),
  ],
  ['error', 'root-url', 'rootUrl', engine({ rootUrl: 'chat.example.com' })],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'ftp://chat.example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://chat.example.com/a' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://a:b@chat.example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://chat.example.com?x' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https:chat.example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://x..example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://chat-.example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: `https://${'a'.repeat(64)}.example.com` }),
  ],
  [
    'warning',
    'root-url-http',
    'rootUrl',
    engine({ rootUrl: 'http://chat.example.com' }),
  ],
  [
    'error',
    'mlflow-url',
    'mlflow.url',
    engine({ mlflow: { mode: 'external', url: 'http://u:p@mlflow' } }),
  ],
  [
    'info',
    'mlflow-not-persistent',
    'mlflow.mode',
    engine({ mlflow: { mode: 'internal' } }),
  ],
  [
    'error',
    'threshold',
    'autoscaling.ttftTimeoutThreshold',
    engine({ autoscaling: { mode: 'platform', ttftTimeoutThreshold: 0 } }),
  ],
  [
    'error',
    'threshold',
    'autoscaling.ttftTimeoutThreshold',
    engine({ autoscaling: { mode: 'platform', ttftTimeoutThreshold: 1.01 } }),
  ],
  [
    'error',
    'cool-down',
    'autoscaling.coolDownSeconds',
    engine({ autoscaling: { mode: 'platform', coolDownSeconds: 3601 } }),
  ],
  [
    'warning',
    'no-load-trigger',
    'pools[0].requestsPerSecondPerReplica',
    pool({ requestsPerSecondPerReplica: undefined }),
  ],
  [
    'error',
    'load',
    'pools[0].requestsPerSecondPerReplica',
    pool({ requestsPerSecondPerReplica: 0 }),
  ],
  [
    'error',
    'scaling-not-offered',
    'autoscaling.mode',
    engine({ chartVersion: '0.24.0' }),
  ],
];

describe('validateEngine', () => {
  it('finds nothing in a good engine', () => {
    expect(validateEngine(exampleEngine, exampleTarget)).toEqual([]);
    expect(
      validateEngine(
        engine({
          chartVersion: '0.48.2',
          autoscaling: off,
          pools: [{ ...big, maxReplicas: 2, nodeSelector: { a: 'b', c: 'd' } }],
        }),
        exampleTarget,
      ),
    ).toEqual([]);
  });

  it.each(bad)('reports %s %s at %s (%#)', (severity, rule, path, input) => {
    const found = validateEngine(input, exampleTarget).filter(
      finding => finding.rule === rule,
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity, path });
    expect(found[0].sentence).not.toMatch(/[.\n]$/);
    expect(found[0].remedy).not.toBe('');
  });

  it('says how long a release name may be', () => {
    const remedy = (name: string) =>
      validateEngine(engine({ name })).find(
        ({ rule }) => rule === 'names-collapse',
      )?.remedy;
    expect(remedy('a'.repeat(20))).toContain('at most 19 characters');
    expect(remedy('a'.repeat(19))).toBeUndefined();
    expect(remedy('adaptive'.padEnd(29, 'a'))).toContain(
      'at most 28 characters',
    );
    expect(remedy('adaptive'.padEnd(28, 'a'))).toBeUndefined();
  });

  it('names both pools that become one', () => {
    const [finding] = validateEngine(
      engine({
        pools: [
          { ...big, name: 'A B' },
          { ...big, name: 'a_b' },
        ],
      }),
    );
    expect(finding.sentence).toBe(
      'pools[1].name is "a_b", and "A B" is there already: chart 0.23.0 writes both as \'a-b\'',
    );
  });

  it('never shows what may hold credentials', () => {
    const findings = validateEngine(
      engine({
        rootUrl: 'https://me:hunter2@chat.example.com',
        containerRegistry: 'me:hunter2@registry',
        mlflow: { mode: 'external', url: 'https://me:hunter2@mlflow' },
      }),
      target({
        repository: { url: 'https://me:hunter2@git.example.com/x.git' },
      }),
    );
    expect(
      findings.filter(({ severity }) => severity === 'error'),
    ).toHaveLength(4);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it.each([
    [
      'prometheus-address',
      { autoscaling: { prometheusAddress: undefined } },
      'adaptive.clusters.eu-1.keda.prometheusAddress',
    ],
    [
      'prometheus-address',
      { autoscaling: { prometheusAddress: 'prometheus:9090' } },
      'adaptive.clusters.eu-1.keda.prometheusAddress',
    ],
    [
      'rate-window',
      { autoscaling: { rateWindow: '5m]) or vector(1' } },
      'adaptive.clusters.eu-1.keda.rateWindow',
    ],
    [
      'cluster-label',
      { autoscaling: { clusterLabel: { name: 'a"} #', value: 'x' } } },
      'adaptive.clusters.eu-1.keda.clusterLabel.name',
    ],
    [
      'repository-credentials',
      { repository: { url: 'https://token@git.example.com/x.git' } },
      'adaptive.gitops.repositories[platform].url',
    ],
    [
      'repository-branch',
      { repository: { branch: '-x' } },
      'adaptive.gitops.repositories[platform].branch',
    ],
    [
      'repository-layout',
      {
        repository: {
          layout: {
            ...exampleTarget.repository.layout,
            engine: '../{release}',
          },
        },
      },
      'adaptive.gitops.repositories[platform].layout',
    ],
    [
      'chart-registry',
      { argocd: { chartRegistry: 'oci://ghcr.io/adaptive-ml' } },
      'adaptive.argocd.chartRegistry',
    ],
  ])('reports %s of the configuration by its key (%#)', (rule, change, key) => {
    const findings = validateEngine(exampleEngine, target(change));
    expect(findings).toHaveLength(1);
    expect(findings[0].rule).toBe(rule);
    expect(`${findings[0].sentence}${findings[0].remedy}`).toContain(key);
  });

  it('takes an ssh URL of a repository, whose user is no secret', () => {
    for (const url of [
      'git@github.com:x/y.git',
      'ssh://git@github.com/x/y.git',
    ]) {
      expect(
        validateEngine(exampleEngine, target({ repository: { url } })),
      ).toEqual([]);
    }
  });

  it('needs no Prometheus for pools that nothing scales', () => {
    const findings = validateEngine(
      engine({ autoscaling: off, pools: [{ ...big, maxReplicas: 2 }] }),
      target({ autoscaling: { prometheusAddress: undefined } }),
    );
    expect(findings).toEqual([]);
  });

  it('puts errors first', () => {
    const severities = validateEngine(
      engine({
        name: 'support-bot',
        rootUrl: 'http://x',
        pools: [{ ...big, gpusPerReplica: 0 }],
      }),
    ).map(({ severity }) => severity);
    expect(severities).toEqual(['error', 'warning', 'info', 'info']);
  });
});
