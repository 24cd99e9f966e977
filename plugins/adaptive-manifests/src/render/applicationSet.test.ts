import { parse } from 'yaml';
import { extractEngine } from '../extract';
import type { EngineInput, RenderTarget } from '../model';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from '../validate';
import { renderEngine } from './renderEngine';

const cluster = (name: string) => ({
  destination: { name },
  autoscaling: { prometheusAddress: `http://prometheus.${name}:9090` },
});

const target: RenderTarget = {
  ...exampleTarget,
  gitops: {
    tool: 'applicationSet',
    clusters: { 'eu-1': cluster('eu-1'), 'us-1': cluster('us-1') },
  },
};

const engine: EngineInput = {
  ...exampleEngine,
  environments: [
    { name: 'dev', cluster: 'eu-1' },
    {
      name: 'production',
      cluster: 'us-1',
      namespace: 'chat-production',
      rootUrl: 'https://chat.us.example.com',
      pools: [{ name: 'judge', minReplicas: 2, maxReplicas: 9 }],
    },
  ],
};

const ROOT = 'engines/eu-1/team-chat/chat';

function file(path: string, input = engine) {
  const found = renderEngine(input, target).find(other => other.path === path);
  return parse(found?.content ?? '');
}

const errors = (input: EngineInput, at = target) =>
  validateEngine(input, at)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, path }) => [rule, path]);

describe('an engine of several environments', () => {
  it('is one Application per environment, with its values last', () => {
    expect(errors(engine)).toEqual([]);
    const { spec } = file('applications/eu-1/team-chat.chat.yaml');
    expect(spec.generators[0].list.elements).toMatchObject([
      { environment: 'dev', namespace: 'team-chat', destination: 'eu-1' },
      {
        environment: 'production',
        namespace: 'chat-production',
        destination: 'us-1',
      },
    ]);
    expect(spec.template.spec.destination).toEqual({
      name: '{{.destination}}',
      namespace: '{{.namespace}}',
    });
    expect(spec.template.spec.sources[0].helm.valueFiles).toEqual([
      `$values/${ROOT}/values.yaml`,
      `$values/${ROOT}/values-{{.environment}}.yaml`,
    ]);
    expect(spec.template.spec.sources[2].path).toBe(
      `${ROOT}/manifests/{{.environment}}`,
    );
    expect(spec.template.spec.ignoreDifferences[0]).toMatchObject({
      namespace: '{{.namespace}}',
      jsonPointers: ['/spec/replicas'],
    });
  });

  it('has in the values of an environment only what differs', () => {
    expect(file(`${ROOT}/values-dev.yaml`)).toEqual({});
    const over = file(`${ROOT}/values-production.yaml`);
    expect(over.controlPlane).toEqual({
      rootUrl: 'https://chat.us.example.com',
    });
    expect(Object.keys(over)).toEqual(['controlPlane', 'harmony']);
    expect(over.harmony.computePool[1]).toMatchObject({ minReplicaCount: 2 });
  });

  it('scales each environment by the Prometheus of its cluster', () => {
    const { spec, metadata } = file(
      `${ROOT}/manifests/production/scaledobject-judge.yaml`,
    );
    expect(metadata.namespace).toBe('chat-production');
    expect(spec.maxReplicaCount).toBe(9);
    expect(spec.triggers[0].metadata.serverAddress).toBe(
      'http://prometheus.us-1:9090',
    );
  });

  it('is read back as it was', () => {
    expect(extractEngine(renderEngine(engine, target))).toEqual(engine);
    const manual: EngineInput = {
      ...engine,
      chartVersion: '0.38.0',
      autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
      secrets: { ...engine.secrets, mode: 'manual' },
    };
    expect(extractEngine(renderEngine(manual, target))).toEqual(manual);
  });

  const [dev, production] = engine.environments ?? [];
  const change = (
    ...environments: Array<Partial<typeof dev>>
  ): EngineInput => ({
    ...engine,
    environments: environments.map(over => ({ ...production, ...over })),
  });
  const first = {
    ...dev,
    namespace: undefined,
    rootUrl: undefined,
    pools: undefined,
  };

  it.each<[string, string, EngineInput, RenderTarget?]>([
    ['environments-tool', 'environments', engine, exampleTarget],
    ['environments-tool', 'environments', exampleEngine, target],
    ['environment-first', 'environments[0]', change({})],
    [
      'environment-name',
      'environments[1].name',
      change(first, { name: '../x' }),
    ],
    ['environments-equal', 'environments[2]', change(first, {}, {})],
    [
      'environment-cluster',
      'environments[1].cluster',
      change(first, { cluster: 'asia' }),
    ],
    [
      'environment-pool',
      'environments[1].pools',
      change(first, { pools: [{ name: 'x', minReplicas: 1, maxReplicas: 1 }] }),
    ],
    [
      'pool-min-above-max',
      'environments[1].pools[1].maxReplicas',
      change(first, {
        pools: [{ name: 'judge', minReplicas: 5, maxReplicas: 1 }],
      }),
    ],
    ['root-url', 'environments[1].rootUrl', change(first, { rootUrl: 'x' })],
  ])('is refused for %s', (...[rule, path, input, at]) => {
    expect(errors(input, at)).toContainEqual([rule, path]);
  });
});
