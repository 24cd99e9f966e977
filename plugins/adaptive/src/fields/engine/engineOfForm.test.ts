import type { JsonObject } from '@backstage/types';
import {
  CHART_VERSIONS,
  checkEngineInput,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  evaluateTemplate,
  readTemplate,
} from '../../__testUtils__/evaluateTemplate';
import { engineOfForm, OPTION_SECTIONS } from './engineOfForm';

const template = readTemplate('adaptive-engine');

const least: JsonObject = {
  name: 'chat',
  owner: 'group:default/team-chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  rootUrl: 'https://chat.example.com',
  pools: [{ name: 'a', minReplicas: 1, maxReplicas: 2, gpusPerReplica: 1 }],
  containerRegistry: 'registry.example.com/adaptive',
  harmonyTag: '1',
  controlPlaneTag: '2',
  repositoryId: 'platform',
};

const all: JsonObject = {
  ...least,
  description: 'For "chat"',
  chartVersion: '0.21.0',
  harmonyRepository: 'x/harmony',
  controlPlaneRepository: 'x/control-plane',
  sandkastenRepository: 'x/sandkasten',
  sandkastenTag: '3',
  controlPlaneSecret: 'own',
  harmonySecret: 'own-harmony',
  redisSecret: 'own-redis',
  secretsSupply: {
    mode: 'externalSecrets',
    store: { kind: 'ClusterSecretStore', name: 'vault' },
    remoteKeys: {
      controlPlane: { dbHost: { key: 'a', property: 'b' } },
      harmony: { modelRegistryUrl: { key: 'c' } },
      redis: { redisUrl: { key: 'd' } },
    },
  },
  autoscalingMode: 'bundled',
  ttftTimeoutThreshold: 0.2,
  coolDownSeconds: 0,
  externalPrometheusEndpoint: 'http://prometheus:9090',
  acknowledgeElasticPools: false,
  mlflowMode: 'internal',
  options: {
    ingress: { className: 'nginx', hosts: [{ host: 'chat.example.com' }] },
    controlPlane: { nodeSelector: { a: 'b' } },
    harmony: { extraEnv: { A: '1' } },
    sandkasten: { replicas: 2, networkPolicy: { blockedCidrs: ['1.0.0.0/8'] } },
    defaultGroup: { replicas: 1, gpusPerReplica: 1 },
    prometheus: {},
    postgres: { passwordSecret: 'pg', storage: { size: '10Gi' } },
    redis: { mode: 'internal' },
    oidc: [{ name: 'A', key: 'a', issuerUrl: 'https://a.b', clientId: 'c' }],
    tensorboard: {},
    s3Credentials: 's3',
    auth: { admins: ['erin@example.com'], secureCookies: false },
    clickhouse: { mode: 'internal', secret: 'ch' },
    otelCollector: { enabled: false },
    s3proxy: { secret: 's3', accountName: 'acc' },
    monitoring: { storage: { size: '1Gi', storageClass: 'fast' } },
    mlflow: { workers: 3, storage: { size: '5Gi' } },
    imagePullSecrets: ['pull'],
    extraValues: { a: { b: [1, 'x', null, true] } },
  },
};

describe('engineOfForm', () => {
  const { engine } = template.spec.steps.find(
    (step: { id: string }) => step.id === 'render',
  ).input;

  it.each<[string, JsonObject]>([
    ['the least that can be given', least],
    ['everything', all],
    [
      'an external MLflow',
      { ...least, mlflowMode: 'external', mlflowUrl: 'http://m' },
    ],
    ['no autoscaling', { ...least, autoscalingMode: 'off', mlflowMode: 'off' }],
    [
      'an empty redisSecret and options',
      { ...least, redisSecret: '', options: {} },
    ],
    [
      'elastic pools',
      { ...least, chartVersion: '0.48.2', acknowledgeElasticPools: true },
    ],
  ])('is what the template makes of %s', (_, parameters) => {
    const expected = checkEngineInput(evaluateTemplate(engine, parameters));
    expect(expected.findings).toEqual([]);
    expect(checkEngineInput(engineOfForm(parameters))).toEqual(expected);
  });

  it('hands on every section that is given, none is lost', () => {
    const { input } = checkEngineInput(engineOfForm(all));
    for (const section of OPTION_SECTIONS.filter(s => s !== 'environments')) {
      expect([section, input?.[section]]).toEqual([section, expect.anything()]);
    }
  });

  it('does not make up what is wrong', () => {
    expect(
      checkEngineInput(engineOfForm({ ...least, harmonyTag: undefined }))
        .findings,
    ).toEqual([expect.objectContaining({ path: 'images.harmony.tag' })]);
  });
});

describe('template adaptive-engine', () => {
  it('accepts every chart version that the generator knows', () => {
    const { chartVersion } = template.spec.parameters[0].properties;
    expect([...chartVersion.enum].sort()).toEqual([...CHART_VERSIONS].sort());
  });
});
