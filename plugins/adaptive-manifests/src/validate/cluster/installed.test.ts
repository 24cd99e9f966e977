import type { ClusterFacts } from '@adaptive-portal/plugin-adaptive-common';
import type { EngineInput } from '../../model';
import { found, rules } from '../../__testUtils__/clusterFindings';
import { exampleEngine } from '../../__testUtils__/exampleEngine';

const none = {
  keda: false,
  externalSecrets: false,
  sealedSecrets: false,
  argocd: false,
  flux: false,
  podMonitor: false,
};

describe('what the cluster must have', () => {
  it('misses what the files need', () => {
    expect(
      rules(
        { installed: { value: none } },
        {
          secrets: {
            ...exampleEngine.secrets,
            mode: 'externalSecrets',
            store: { name: 'vault', kind: 'ClusterSecretStore' },
            remoteKeys: { controlPlane: {}, harmony: {} },
          },
        },
      ),
    ).toEqual([
      'error external-secrets-missing secrets.mode',
      'error keda-missing autoscaling.mode',
      'warning argocd-missing ',
    ]);
  });

  const bundled: Partial<EngineInput> = { autoscaling: { mode: 'bundled' } };
  const served = (value: ClusterFacts['externalMetrics']['value']) => ({
    externalMetrics: { value },
  });
  const keda = { service: 'keda/keda-operator-metrics-apiserver' };

  it('lets one KEDA serve a cluster', () => {
    expect(rules({}, bundled)).toContain('error two-kedas autoscaling.mode');
    expect(rules(served({ ...keda, byEngine: true }), bundled)).toContain(
      'error external-metrics-owned autoscaling.mode',
    );
    const engine = { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' };
    expect(rules(served({ ...keda, byEngine: true, engine }), bundled)).toEqual(
      [],
    );
    expect(
      rules(
        {
          ...served({ service: 'monitoring/adapter', byEngine: false }),
          installed: { value: { ...none, argocd: true } },
        },
        bundled,
      ),
    ).toEqual(['error external-metrics-owned autoscaling.mode']);
    expect(
      rules(
        {
          ...served({ byEngine: false }),
          installed: { value: { ...none, argocd: true } },
        },
        bundled,
      ),
    ).toEqual([]);
  });

  it('wants KEDA to serve the metrics of platform, and of no engine', () => {
    expect(rules(served({ ...keda, byEngine: true }))).toEqual([
      'warning keda-of-engine autoscaling.mode',
    ]);
    expect(rules(served({ byEngine: false }))).toEqual([
      'warning external-metrics-missing autoscaling.mode',
    ]);
    expect(
      rules(served({ service: 'monitoring/adapter', byEngine: false })),
    ).toEqual(['error external-metrics-owned autoscaling.mode']);
  });

  it('refuses classes that are not there', () => {
    const stored = (storageClass?: string): Partial<EngineInput> => ({
      mlflow: {
        mode: 'internal',
        storage: { size: '10Gi', ...(storageClass ? { storageClass } : {}) },
      },
    });
    expect(rules({}, stored('fast'))).toEqual([]);
    expect(rules({}, stored())).toEqual([]);
    expect(found({}, stored('slow'))[0]).toMatchObject({
      rule: 'storage-class-unknown',
      severity: 'error',
      path: 'mlflow.storage.storageClass',
      remedy: 'Accepted: "fast"',
    });
    expect(
      rules(
        { storageClasses: { value: [{ name: 'fast', default: false }] } },
        stored(),
      ),
    ).toEqual(['error storage-class-default mlflow.storage.storageClass']);
    const ingress = { hosts: [{ host: 'chat.example.com' }], className: 'x' };
    expect(rules({}, { ingress })).toEqual([
      'error ingress-class-unknown ingress.className',
    ]);
  });
});

describe('series', () => {
  const series = (
    value: Record<string, boolean>,
    poolNames: string[] = [],
  ) => ({
    metrics: { value: { series: value, poolNames } },
  });

  it('refuses a cluster that Prometheus does not know, and doubts missing counters', () => {
    expect(rules(series({ up: false }))).toEqual([
      'error series-missing autoscaling.mode',
    ]);
    expect(
      rules(series({ up: true, harmony_ttft_timeout_count: false })),
    ).toEqual(['warning series-missing autoscaling.mode']);
  });

  it('warns of equal pool names where queries do not name the namespace', () => {
    expect(rules(series({ up: true }, ['judge']))).toEqual([]);
    expect(
      rules(
        {
          ...series({}, ['judge']),
          externalMetrics: { value: { byEngine: false } },
          installed: {
            value: { ...none, argocd: true },
          },
        },
        { autoscaling: { mode: 'bundled' } },
      ),
    ).toEqual(['warning pool-name-shared pools[1].name']);
  });
});
