import { chartKey } from '../capabilities';
import { KNOWN_KEYS } from '../capabilities/knownKeys';
import type { JsonObject } from '@backstage/types';
import type { EngineInput } from '../model';
import { ValuesView } from '../predict/valuesView';
import { engineValues } from '../render';
import {
  chartScenarios,
  INSTALLABLE_VERSIONS,
} from '../__testUtils__/chartScenarios';
import { exampleEngine } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

const newest: EngineInput = {
  ...exampleEngine,
  chartVersion: '0.48.2',
  autoscaling: { mode: 'off' },
};

function errors(input: EngineInput): Array<[string, string]> {
  return validateEngine(input)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, path }) => [rule, path]);
}

describe('rules of the parts that charts got later', () => {
  it.each<[string, string, Partial<EngineInput>]>([
    [
      '0.25.0',
      'controlPlane.resources',
      { controlPlane: { resources: { cpu: 1, memory: '1Gi' } } },
    ],
    [
      '0.26.0',
      'controlPlane.disruptionBudget',
      { controlPlane: { disruptionBudget: { minAvailable: 1 } } },
    ],
    [
      '0.26.0',
      'sandkasten.disruptionBudget',
      { sandkasten: { disruptionBudget: { minAvailable: 1 } } },
    ],
    [
      '0.28.0',
      'harmony.disruptionBudget',
      { harmony: { disruptionBudget: { maxUnavailable: 1 } } },
    ],
    ['0.31.1', 'otelCollector', { otelCollector: { replicas: 1 } }],
    [
      '0.38.5',
      'clickhouse',
      { clickhouse: { mode: 'external', secret: 'ch' } },
    ],
    [
      '0.38.0',
      'secrets.s3Credentials',
      { secrets: { ...exampleEngine.secrets, s3Credentials: 's3' } },
    ],
  ])('chart %s refuses %s, the newest takes it', (chartVersion, path, part) => {
    expect(errors({ ...newest, ...part, chartVersion })).toEqual([
      ['chart-key', path],
    ]);
    expect(errors({ ...newest, ...part })).toEqual([]);
  });

  it.each<[string, string, Partial<EngineInput>]>([
    [
      'admin-address',
      'auth.admins[1]',
      { auth: { admins: ['a@x.y', "o'brien@x.y"] } },
    ],
    ['session-seconds', 'auth.sessionSeconds', { auth: { sessionSeconds: 0 } }],
    [
      'part-replicas',
      'controlPlane.replicas',
      { controlPlane: { replicas: 0 } },
    ],
    [
      'part-cpu',
      'otelCollector.resources.cpu',
      { otelCollector: { resources: { cpu: 0, memory: '1Gi' } } },
    ],
    [
      'part-memory',
      'clickhouse.resources.memory',
      {
        clickhouse: {
          mode: 'internal',
          secret: 'ch',
          resources: { cpu: 1, memory: '1' },
        },
      },
    ],
    [
      'storage-size',
      'clickhouse.storage.size',
      {
        clickhouse: { mode: 'internal', secret: 'ch', storage: { size: '1' } },
      },
    ],
    [
      'secret-name',
      'clickhouse.secret',
      { clickhouse: { mode: 'external', secret: 'A b' } },
    ],
    [
      'secret-name',
      'secrets.s3Credentials',
      { secrets: { ...exampleEngine.secrets, s3Credentials: 'AKIA/x' } },
    ],
    [
      'otel-exporter',
      'otelCollector.signals.metrics[0]',
      { otelCollector: { signals: { metrics: ['far'] } } },
    ],
    [
      'otel-attribute',
      'otelCollector.environmentName',
      { otelCollector: { environmentName: 'a,b=c' } },
    ],
    [
      'otel-attribute',
      'otelCollector.resourceAttributes',
      { otelCollector: { resourceAttributes: { 'a: b': 'c' } } },
    ],
    [
      'minio-refused',
      'extraValues.minio.enabled',
      { extraValues: { minio: { enabled: true } } },
    ],
  ])('%s of %s', (rule, path, part) => {
    expect(errors({ ...newest, ...part })).toEqual([[rule, path]]);
  });
});

it.each([
  ['0.38.5', false],
  ['0.39.0', true],
  ['0.43.1', true],
  ['0.44.0', false],
])('chart %s refuses existing Secrets: %s', (chartVersion, refused) => {
  expect(errors({ ...newest, chartVersion })).toEqual(
    refused ? [['chart-version-refused', 'chartVersion']] : [],
  );
});

/** The key alone, with a value that tells no secret. */
function treeOf(path: string): JsonObject {
  const [first, ...rest] = path.split('.');
  return { [first]: rest.length > 0 ? treeOf(rest.join('.')) : 'x' };
}

const KEYS = KNOWN_KEYS.flatMap(group => group.keys).flatMap(line => {
  const [top, rest = ''] = line.split(': ');
  return rest
    .split(' ')
    .map(key =>
      [top, key.replace(/\.?\*$/, '')].filter(part => part !== '').join('.'),
    );
});

describe('every key of every chart version', () => {
  it.each(INSTALLABLE_VERSIONS)(
    'of %s is set by a field or by extraValues',
    version => {
      const scenarios = chartScenarios(version).map(({ input }) => input);
      const byField = scenarios.map(
        input => new ValuesView(engineValues(input)),
      );
      const unreachable = KEYS.filter(
        key =>
          chartKey(key, version).known &&
          !byField.some(values => values.at(key) !== undefined),
      ).flatMap(key =>
        errors({ ...scenarios[0], extraValues: treeOf(key) }).map(
          ([rule]) => `${key}: ${rule}`,
        ),
      );
      expect(unreachable).toEqual([]);
    },
  );

  it('has a field for each part that people ask for', () => {
    const parts = new Set(
      INSTALLABLE_VERSIONS.flatMap(version =>
        chartScenarios(version).flatMap(({ input }) =>
          Object.keys(engineValues(input)),
        ),
      ),
    );
    const others = new Set(
      KEYS.map(key => key.split('.')[0]).filter(part => !parts.has(part)),
    );
    expect([...others].sort()).toEqual([
      'adaptiveOperator',
      'alloy',
      'extraObjects',
      'global',
      'keda',
      'minio',
      'serviceAccount',
      'volumeMounts',
      'volumes',
    ]);
  });
});
