import type { RenderTarget } from '../model';
import { big, engine, off } from '../__testUtils__/engineCases';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

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
