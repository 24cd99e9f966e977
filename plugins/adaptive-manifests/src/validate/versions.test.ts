import {
  big,
  engine,
  off,
  withoutKeda,
  type EngineCase,
} from '../__testUtils__/engineCases';
import { exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

const cases: EngineCase[] = [
  [
    'error',
    'chart-key',
    'defaultGroup',
    engine({
      chartVersion: '0.24.0',
      autoscaling: off,
      defaultGroup: { replicas: 1, gpusPerReplica: 1 },
    }),
  ],
  [
    'error',
    'chart-key',
    'prometheus',
    engine({ chartVersion: '0.33.0', autoscaling: off, prometheus: {} }),
  ],
  [
    'error',
    'chart-key',
    'redis',
    engine({
      chartVersion: '0.14.0',
      redis: { mode: 'external', url: 'redis://r:6379' },
    }),
  ],
  [
    'error',
    'chart-key',
    'sandkasten.resources',
    engine({
      chartVersion: '0.12.2',
      sandkasten: { resources: { cpu: 1, memory: '1Gi' } },
    }),
  ],
  [
    'error',
    'chart-key',
    'pools[0].shmSize',
    engine({ chartVersion: '0.18.0', pools: [{ ...big, shmSize: '1Gi' }] }),
  ],
  [
    'error',
    'chart-key',
    'pools[0].imageTag',
    engine({
      chartVersion: '0.27.2',
      autoscaling: off,
      pools: [{ ...big, imageTag: 'v1' }],
    }),
  ],
  ['error', 'chart-key', 's3proxy', engine({ s3proxy: { secret: 'azure' } })],
  [
    'error',
    'chart-key',
    'monitoring.chartVersion',
    engine({
      chartVersion: '0.38.0',
      autoscaling: off,
      monitoring: { chartVersion: '0.2.1' },
    }),
  ],
  [
    'error',
    'chart-key',
    'extraValues.harmony.colour',
    engine({ extraValues: { harmony: { colour: 'red' } } }),
  ],
  [
    'error',
    'chart-key',
    'extraValues.lgtm.enabled',
    engine({ extraValues: { lgtm: { enabled: true } } }),
  ],
  [
    'error',
    'extra-values-owned',
    'extraValues.harmony.image.tag',
    engine({ extraValues: { harmony: { image: { tag: 'v2' } } } }),
  ],
  [
    'error',
    'extra-values-owned',
    'extraValues.harmony.computePool',
    engine({ extraValues: { harmony: { computePool: [] } } }),
  ],
  [
    'error',
    'secret-in-git',
    '',
    engine({ extraValues: { redis: { auth: { password: 'hunter2' } } } }),
    exampleTarget,
  ],
  [
    'error',
    'secret-in-git',
    '',
    engine({ controlPlane: { extraEnv: { API_TOKEN: 'abc' } } }),
    exampleTarget,
  ],
  [
    'error',
    'two-kedas',
    'autoscaling.mode',
    engine({ autoscaling: { mode: 'bundled' } }),
    exampleTarget,
  ],
  [
    'warning',
    'bundled-keda',
    'autoscaling.mode',
    engine({ autoscaling: { mode: 'bundled' } }),
    withoutKeda,
  ],
  [
    'warning',
    'max-unreachable',
    'pools[0].maxReplicas',
    engine({ autoscaling: { mode: 'bundled', ttftTimeoutThreshold: 0.5 } }),
  ],
  [
    'info',
    'cool-down-inert',
    'autoscaling.coolDownSeconds',
    engine({ autoscaling: { mode: 'bundled', coolDownSeconds: 60 } }),
  ],
  [
    'error',
    'external-prometheus',
    'autoscaling.externalPrometheusEndpoint',
    engine({
      autoscaling: { mode: 'platform', externalPrometheusEndpoint: 'http://p' },
    }),
  ],
  [
    'error',
    'scaling-not-offered',
    'autoscaling.mode',
    engine({ chartVersion: '0.24.0' }),
  ],
  [
    'warning',
    'elastic-pools',
    'autoscaling.acknowledgeElasticPools',
    engine({
      chartVersion: '0.24.0',
      autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
    }),
    exampleTarget,
  ],
  [
    'warning',
    'metrics-exporter',
    'autoscaling.mode',
    engine({
      chartVersion: '0.33.0',
      autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
    }),
  ],
  [
    'error',
    'prometheus-address',
    'autoscaling.mode',
    engine({
      chartVersion: '0.33.0',
      autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
    }),
    withoutKeda,
  ],
];

describe('versions and scaling of an engine', () => {
  it.each(cases)('gives %s %s at %s', (...row: EngineCase) => {
    const [severity, rule, path, input, target] = row;
    const findings = validateEngine(input, target);
    const found = findings.find(
      finding => finding.rule === rule && finding.path === path,
    );
    expect([
      findings.map(finding => `${finding.rule} ${finding.path}`),
      found?.severity,
    ]).toEqual([expect.arrayContaining([`${rule} ${path}`]), severity]);
    expect(found?.sentence).not.toContain('hunter2');
  });

  it('names the versions that have a key', () => {
    const findings = validateEngine(
      engine({
        chartVersion: '0.30.0',
        autoscaling: off,
        s3proxy: { secret: 'x' },
      }),
    );
    expect(findings.find(({ rule }) => rule === 'chart-key')?.remedy).toBe(
      'Leave it out or choose another version: charts 0.12.0 to 0.21.0 have it, and charts 0.46.0 to 0.48.2 have it',
    );
  });
});
