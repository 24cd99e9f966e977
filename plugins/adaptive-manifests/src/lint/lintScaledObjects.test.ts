import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { predictObjects } from '../predict';
import { engineValues, renderEngine } from '../render';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import type { EngineInput } from '../model';
import { lintScaledObjects } from './lintScaledObjects';

const RATIO =
  'clamp_max(sum(rate(t{namespace="a",pool="p"}[5m])) / clamp_min(sum(rate(r{namespace="a",pool="p"}[5m])), 0.1), 1)';
const LOAD = 'sum(rate(r{namespace="a",pool="p"}[5m]))';

function trigger(query: string, more: JsonObject = {}): JsonObject {
  return {
    type: 'prometheus',
    metricType: 'Value',
    metadata: {
      serverAddress: 'http://p',
      query,
      threshold: '0.1',
      ignoreNullValues: 'false',
    },
    ...more,
  };
}

const load = trigger(LOAD, { metricType: 'AverageValue' });

function object(spec: JsonObject, namespace = 'a'): JsonObject {
  return {
    kind: 'ScaledObject',
    metadata: { name: 'p', namespace },
    spec: { minReplicaCount: 1, maxReplicaCount: 4, ...spec },
  };
}

function rules(...objects: JsonObject[]): string[] {
  return lintScaledObjects(objects).map(({ rule }) => rule);
}

function rendered(input: EngineInput): JsonObject[] {
  return renderEngine(input, exampleTarget)
    .filter(({ path }) => path.includes('scaledobject-'))
    .map(({ content }) => parse(content));
}

describe('lintScaledObjects', () => {
  it('finds nothing in what the portal renders', () => {
    expect(lintScaledObjects(rendered(exampleEngine))).toEqual([]);
  });

  it('says that a pool without a load runs away', () => {
    const [{ requestsPerSecondPerReplica: _, ...first }] = exampleEngine.pools;
    expect(rules(...rendered({ ...exampleEngine, pools: [first] }))).toEqual([
      'runaway',
    ]);
  });

  it("names the faults of the chart's own autoscaling", () => {
    const [first] = exampleEngine.pools;
    const input: EngineInput = {
      ...exampleEngine,
      pools: [{ ...first, maxReplicas: 12 }],
      autoscaling: { mode: 'bundled' },
    };
    const predicted = predictObjects({
      values: engineValues(input),
      chartVersion: input.chartVersion,
      release: input.name,
      namespace: input.namespace,
    });
    expect(rules(...predicted)).toEqual([
      'trigger-blind',
      'max-unreachable',
      'scale-in-under-timeouts',
      'cool-down-inert',
    ]);
  });

  const average = trigger(RATIO, { metricType: 'AverageValue' });
  const cases: Array<[string, JsonObject, string[]]> = [
    ['a ratio with a load', { triggers: [trigger(RATIO), load] }, []],
    [
      'a ratio with another kind',
      { triggers: [trigger(RATIO), { type: 'cpu' }] },
      [],
    ],
    ['a load alone', { triggers: [load] }, []],
    ['an average ratio', { triggers: [average] }, ['scale-in-under-timeouts']],
    [
      'an average ratio within reach',
      { maxReplicaCount: 2, triggers: [average] },
      [],
    ],
    ['no PromQL', { triggers: [trigger('sum(rate(x[5m])'), load] }, ['promql']],
    ['an empty query', { triggers: [trigger(''), load] }, ['promql']],
    [
      'no threshold',
      {
        triggers: [
          { ...load, metadata: { query: LOAD, ignoreNullValues: 'false' } },
        ],
      },
      ['trigger-threshold'],
    ],
    [
      'a static fallback',
      { triggers: [load], fallback: { failureThreshold: 3, replicas: 2 } },
      ['fallback-cuts'],
    ],
    [
      'a fallback that keeps what runs',
      {
        triggers: [load],
        fallback: { replicas: 2, behavior: 'currentReplicasIfHigher' },
      },
      [],
    ],
    [
      'a cool-down',
      { triggers: [load], cooldownPeriod: 300 },
      ['cool-down-inert'],
    ],
    [
      'a cool-down of a pool that may go to 0',
      { triggers: [load], cooldownPeriod: 300, minReplicaCount: 0 },
      [],
    ],
    [
      'a minimum above the maximum',
      { triggers: [load], minReplicaCount: 9 },
      ['min-above-max'],
    ],
  ];

  it('takes the largest size that a ratio can ask for as reachable', () => {
    const of = (maxReplicaCount: number) =>
      rules(object({ maxReplicaCount, triggers: [average] }));
    expect(of(10)).not.toContain('max-unreachable');
    expect(of(11)).toContain('max-unreachable');
  });

  it.each(cases)('judges %s', (_, spec, expected) => {
    expect(rules(object(spec))).toEqual(expected);
  });

  it('finds pools that are added up because they have one name on one Prometheus', () => {
    const open = trigger('sum(rate(r{pool="p"}[5m]))', {
      metricType: 'AverageValue',
    });
    const findings = lintScaledObjects([
      object({ triggers: [open] }),
      object({ triggers: [load] }, 'b'),
    ]);
    expect(findings.map(({ rule, path }) => [rule, path])).toEqual([
      ['pool-name-shared', 'a/p spec.triggers'],
    ]);
    expect(rules(object({ triggers: [open] }))).toEqual([]);
    const elsewhere = trigger(LOAD);
    const other = object(
      {
        triggers: [
          {
            ...elsewhere,
            metricType: 'AverageValue',
            metadata: {
              query: LOAD,
              threshold: '1',
              ignoreNullValues: 'false',
              serverAddress: 'http://q',
            },
          },
        ],
      },
      'b',
    );
    expect(rules(object({ triggers: [open] }), other)).toEqual([]);
  });

  it('is not misled by names that hold PromQL', () => {
    const name = '"} or vector(1) #\\';
    const query = `sum(rate(r{pool=${JSON.stringify(name)}}[5m]))`;
    const [finding] = lintScaledObjects([
      object({ triggers: [trigger(query, { metricType: 'AverageValue' })] }),
      object(
        { triggers: [trigger(query, { metricType: 'AverageValue' })] },
        'b',
      ),
    ]);
    expect(finding.sentence).toContain(JSON.stringify(name));
  });

  it('leaves other kinds and hollow objects alone', () => {
    expect(rules({ kind: 'Deployment' }, { kind: 'ScaledObject' })).toEqual([]);
  });
});
