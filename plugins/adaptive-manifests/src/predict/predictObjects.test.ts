import type { JsonObject } from '@backstage/types';
import fc from 'fast-check';
import { parse } from 'yaml';
import { INSTALLABLE_VERSIONS } from '../__testUtils__/chartScenarios';
import type { KubernetesObject } from '../model';
import { engineValues, renderEngine } from '../render';
import { arbitraryFullEngine } from '../__testUtils__/arbitraryEngine';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { predictObjects } from './predictObjects';
import { ValuesView } from './valuesView';

const EXISTING = {
  secrets: {
    existingControlPlaneSecret: 'cp',
    existingHarmonySecret: 'hs',
    db: { username: '', password: '', host: '', database: '' },
    cookiesSecret: '',
    modelRegistryUrl: '',
    sharedDirectoryUrl: '',
    auth: { oidc: { providers: [] } },
  },
  containerRegistry: 'registry.example.com',
};

function predict(values: JsonObject, chartVersion = '0.23.0') {
  return predictObjects({
    values: { ...EXISTING, ...values },
    chartVersion,
    release: 'chat',
    namespace: 'team-chat',
  });
}

function ids(objects: KubernetesObject[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

function view(objects: KubernetesObject[], id: string): ValuesView {
  const index = ids(objects).indexOf(id);
  expect([id, index >= 0]).toEqual([id, true]);
  return new ValuesView(objects[index]);
}

function container(workload: ValuesView): ValuesView {
  const [first] = workload.list('spec.template.spec.containers');
  return new ValuesView(first as JsonObject);
}

function envOf(workload: ValuesView): Record<string, unknown> {
  return Object.fromEntries(
    container(workload)
      .list('env')
      .map(entry => {
        const variable = new ValuesView(entry as JsonObject);
        return [variable.text('name'), variable.at('value')];
      }),
  );
}

/** Whether values are predicted, or the name of the error. */
function outcome(values: JsonObject, chartVersion: string): string {
  try {
    predict(values, chartVersion);
    return 'predicted';
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}

const twoPools = (key: string, second: JsonObject = {}) => ({
  harmony: {
    enabled: key === 'computePools',
    [key]: [
      {
        name: 'H100_80GB',
        replicas: 2,
        minReplicaCount: 2,
        gpusPerReplica: 4,
        nodeSelector: { gpu: 'h100' },
        image: { tag: 'pool' },
        podLabels: { team: 'chat' },
      },
      { name: 'second', ...second },
    ],
  },
});

describe('predictObjects', () => {
  it('lists what chart 0.23.0 renders for an engine of ours', () => {
    const objects = predictObjects({
      values: engineValues({ ...exampleEngine, mlflow: { mode: 'internal' } }),
      chartVersion: '0.23.0',
      release: 'chat',
      namespace: 'team-chat',
    });
    expect(ids(objects)).toEqual([
      'Deployment/chat-adaptive-controlplane',
      'Service/chat-adaptive-controlplane',
      'Deployment/chat-adaptive-harmony-llama-70b',
      'Deployment/chat-adaptive-harmony-judge',
      'Deployment/chat-adaptive-sandkasten',
      'Service/chat-adaptive-sandkasten-svc',
      'Deployment/chat-adaptive-mlflow',
      'Service/chat-adaptive-mlflow-svc',
      'Deployment/chat-adaptive-redis',
      'Service/chat-adaptive-redis-svc',
    ]);
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['team-chat']),
    );
  });

  it('makes a Deployment of a pool up to 0.23, with its key in labels and its raw name in GROUP', () => {
    const pool = view(
      predict(twoPools('computePool')),
      'Deployment/chat-adaptive-harmony-h100-80-gb',
    );
    const selector = {
      'app.kubernetes.io/component': 'harmony-dpl',
      'app.kubernetes.io/name': 'adaptive',
      'app.kubernetes.io/instance': 'chat',
      'inference-pool': 'h100-80-gb',
    };
    expect(pool.at('spec.selector.matchLabels')).toEqual(selector);
    expect(pool.at('metadata.labels')).toEqual({
      'helm.sh/chart': 'adaptive-0.23.0',
      'app.kubernetes.io/version': '1.0',
      'app.kubernetes.io/managed-by': 'Helm',
      ...selector,
    });
    expect(pool.object('spec.template.metadata.labels')).toMatchObject({
      ...selector,
      team: 'chat',
    });
    expect(pool.object('spec.template.metadata.annotations')).toMatchObject({
      'prometheus.io/scrape': 'adaptive',
      'prometheus.io/port': '50053',
    });
    expect(pool.at('spec.replicas')).toBe(2);
    expect(pool.at('spec.template.spec.nodeSelector')).toEqual({ gpu: 'h100' });
    expect(container(pool).at('image')).toBe(
      'registry.example.com/adaptive-repository:pool',
    );
    expect(container(pool).at('resources')).toEqual({
      limits: { cpu: 30, memory: '500Gi', 'nvidia.com/gpu': 4 },
      requests: { cpu: 30, memory: '500Gi', 'nvidia.com/gpu': 4 },
    });
    expect(envOf(pool)).toMatchObject({
      GROUP: 'H100_80GB',
      GROUP_CAPABILITIES: 'INFERENCE',
      MASTER_ADDR: '127.0.0.1',
      SERVICE_URL: 'http://$(POD_IP):50053',
    });
  });

  it('lets values leak into the pools after, as the chart does, but not labels', () => {
    const second = view(
      predict(twoPools('computePool')),
      'Deployment/chat-adaptive-harmony-second',
    );
    expect(container(second).at('image')).toContain(':pool');
    expect(second.at('spec.template.spec.nodeSelector')).toEqual({
      gpu: 'h100',
    });
    expect(envOf(second).GPU_COUNT).toBe('4');
    expect(second.at('spec.replicas')).toBe(1);
    expect(second.object('spec.template.metadata.labels')).not.toHaveProperty(
      'team',
    );
  });

  it('lets values leak into the pools before as well, when the chart scales', () => {
    const values = {
      ...twoPools('computePool', { podAnnotations: { extra: 'x' } }),
      autoscaling: { enabled: true },
    };
    const first = view(
      predict(values),
      'Deployment/chat-adaptive-harmony-h100-80-gb',
    );
    expect(first.at('spec.template.metadata.annotations')).toMatchObject({
      extra: 'x',
    });
    expect(
      view(predict(values), 'ScaledObject/chat-adaptive-harmony-h100-80-gb').at(
        'spec',
      ),
    ).toMatchObject({
      minReplicaCount: 2,
      maxReplicaCount: 2,
      triggers: [
        {
          metadata: {
            serverAddress: 'http://adaptive-prometheus',
            threshold: '0.1',
            query: expect.stringContaining('{pool="H100_80GB"}'),
          },
        },
      ],
    });
  });

  it('makes a StatefulSet and a headless Service of a pool from 0.24, without leaks', () => {
    const objects = predict(twoPools('computePools'), '0.28.0');
    const pool = view(objects, 'StatefulSet/chat-adaptive-harmony-h100-80gb');
    expect(pool.object('spec.selector.matchLabels')).toMatchObject({
      'app.kubernetes.io/component': 'harmony',
      'app.kubernetes.io/pool': 'h100-80gb',
    });
    expect(pool.at('spec.serviceName')).toBe(
      'chat-adaptive-harmony-h100-80gb-hdls',
    );
    expect(pool.at('spec.replicas')).toBe(2);
    expect(envOf(pool)).toMatchObject({
      GROUP: 'H100_80GB',
      PARTITION_KEY: 'h100-80gb',
      MASTER_ADDR:
        'chat-adaptive-harmony-h100-80gb-0.chat-adaptive-harmony-h100-80gb-hdls',
    });
    const headless = view(
      objects,
      'Service/chat-adaptive-harmony-h100-80gb-hdls',
    );
    expect(headless.at('spec.clusterIP')).toBe('None');
    expect(headless.at('spec.selector')).toEqual(
      pool.at('spec.selector.matchLabels'),
    );
    const second = view(objects, 'StatefulSet/chat-adaptive-harmony-second');
    expect(envOf(second).GPU_COUNT).toBe('8');
    expect(container(second).at('image')).toContain(':harmony:latest');
    expect(second.at('spec.template.spec')).not.toHaveProperty('nodeSelector');
  });

  it('has a default group only up to 0.23 and only when it is enabled', () => {
    const all = predict({});
    expect(ids(all)).toEqual(
      expect.arrayContaining([
        'StatefulSet/chat-adaptive-harmony',
        'Service/chat-adaptive-harmony',
        'Service/chat-adaptive-harmony-hdls',
      ]),
    );
    expect(
      ids(predict({ harmony: { enabled: false } })).filter(id =>
        id.includes('harmony'),
      ),
    ).toEqual([]);
    expect(ids(predict({}, '0.24.0'))).not.toContain(
      'StatefulSet/chat-adaptive-harmony',
    );
  });

  it('takes 0 and false for the default where the chart does', () => {
    const objects = predict({
      harmony: {
        enabled: false,
        computePool: [{ name: 'a', minReplicaCount: 0, gpusPerReplica: 0 }],
      },
      controlPlane: { runDbMigrations: false },
      sandkasten: { replicaCount: 0 },
    });
    const pool = view(objects, 'Deployment/chat-adaptive-harmony-a');
    expect(pool.at('spec.replicas')).toBe(1);
    expect(container(pool).object('resources.limits')).not.toHaveProperty(
      'nvidia.com/gpu',
    );
    expect(
      envOf(view(objects, 'Deployment/chat-adaptive-controlplane'))
        .ADAPTIVE_DB__RUN_MIGRATIONS,
    ).toBe('true');
    expect(
      view(objects, 'Deployment/chat-adaptive-sandkasten').at('spec.replicas'),
    ).toBe(1);
  });

  it('follows the switches of the parts', () => {
    const has = (values: JsonObject, id: string, version?: string) =>
      ids(predict(values, version)).includes(id);
    const mlflow = 'Deployment/chat-adaptive-mlflow';
    expect(has({ mlflow: { enabled: false } }, mlflow)).toBe(false);
    expect(
      has({ mlflow: { external: { enabled: true, url: 'http://m' } } }, mlflow),
    ).toBe(false);
    expect(has({}, 'StatefulSet/chat-adaptive-mlflow', '0.25.0')).toBe(true);
    const redis = { redis: { install: { enabled: false } } };
    expect(has(redis, 'Deployment/chat-adaptive-redis')).toBe(false);
    const postgres = { installPostgres: { enabled: true } };
    expect(has(postgres, 'StatefulSet/chat-adaptive-postgresql')).toBe(true);
    expect(has({}, 'StatefulSet/chat-adaptive-postgresql')).toBe(false);
    const ingress = { ingress: { enabled: true } };
    expect(has(ingress, 'Ingress/chat-adaptive-controlplane')).toBe(true);
    expect(has({}, 'Deployment/chat-adaptive-otel-collector', '0.33.0')).toBe(
      true,
    );
  });

  it.each<[string, JsonObject, string, string?]>([
    [
      'secrets.existingHarmonySecret is set, and so is secrets.modelRegistryUrl',
      { secrets: { ...EXISTING.secrets, modelRegistryUrl: 's3://x' } },
      '0.23.0',
    ],
    [
      'secrets.cookiesSecret is required without secrets.existingControlPlaneSecret',
      { secrets: { ...EXISTING.secrets, existingControlPlaneSecret: '' } },
      '0.23.0',
    ],
    [
      'autoscaling.enabled needs prometheus.enabled: true',
      {
        ...twoPools('computePool'),
        autoscaling: { enabled: true },
        prometheus: { enabled: false },
      },
      '0.23.0',
    ],
    [
      'the node selector of pool "second" has 2 keys, inherited ones included',
      twoPools('computePool', { nodeSelector: { zone: 'a' } }),
      '0.23.0',
    ],
    [
      'secrets.dbUrl is no longer supported',
      { secrets: { ...EXISTING.secrets, dbUrl: 'x' } },
      '0.23.0',
    ],
    [
      'mlflow.external.url must be set',
      { mlflow: { external: { enabled: true } } },
      '0.23.0',
    ],
    [
      'harmony.group is no longer supported',
      { harmony: { group: 'x' } },
      '0.24.0',
    ],
    [
      'harmony.computePools needs at least one pool',
      { harmony: { computePools: [] } },
      '0.24.0',
    ],
  ])('refuses like the chart: %s', (message, values, version) => {
    expect(() => predict(values, version)).toThrow(message);
  });

  it('refuses what is no values file at all', () => {
    expect(() => predict({ harmony: { computePool: ['a'] } })).toThrow(
      'harmony.computePool[0] has no name',
    );
    expect(() =>
      predictObjects({
        values: [],
        chartVersion: '0.23.0',
        release: 'a',
        namespace: 'b',
      }),
    ).toThrow('values is a list or null');
    expect(() => predict({}, '9.9.9')).toThrow("'9.9.9' is not known");
  });

  it('bears values of any shape: it predicts or refuses, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...INSTALLABLE_VERSIONS),
        fc.record({
          harmony: fc.jsonValue(),
          controlPlane: fc.jsonValue(),
          mlflow: fc.jsonValue(),
          volumes: fc.jsonValue(),
          ingress: fc.record({
            enabled: fc.constant(true),
            hosts: fc.jsonValue(),
          }),
        }),
        (chartVersion, values) => {
          expect(outcome(values as JsonObject, chartVersion)).toMatch(
            /^(predicted|InputError)$/,
          );
        },
      ),
    );
  });

  it('predicts the workload of every ScaledObject and of every ignored replica count that is rendered', () => {
    fc.assert(
      fc.property(arbitraryFullEngine, input => {
        const predicted = ids(
          predictObjects({
            values: engineValues(input),
            chartVersion: input.chartVersion,
            release: input.name,
            namespace: input.namespace,
          }),
        );
        const targets = renderEngine(input, exampleTarget)
          .filter(({ path }) => /^applications|scaledobject-/.test(path))
          .flatMap(({ content }) => {
            const { scaleTargetRef, ignoreDifferences = [] } =
              parse(content).spec;
            return scaleTargetRef ? [scaleTargetRef] : ignoreDifferences;
          })
          .filter(({ kind }) => kind !== 'Secret')
          .map(({ kind, name }) => `${kind}/${name}`);
        expect(targets).toHaveLength(
          input.autoscaling.mode === 'off' ? 0 : 2 * input.pools.length,
        );
        expect(targets.filter(id => !predicted.includes(id))).toEqual([]);
      }),
    );
  });
});
