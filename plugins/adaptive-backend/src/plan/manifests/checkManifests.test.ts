import {
  parseEngineInput,
  renderEngine,
  type RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';
import fc from 'fast-check';
import { checkManifests } from './checkManifests';

const target: RenderTarget = {
  repository: {
    id: 'platform',
    url: 'https://git.example.com/platform.git',
    branch: 'main',
    layout: {
      engine: 'engines/{cluster}/{namespace}/{release}',
      manifests: 'engines/{cluster}/{namespace}/{release}/manifests',
      application: 'applications/{cluster}/{namespace}.{release}.yaml',
    },
  },
  argocd: {
    namespace: 'argocd',
    project: 'default',
    chartRegistry: 'ghcr.io/adaptive-ml',
    destination: { name: 'eu-1' },
  },
  autoscaling: { prometheusAddress: 'http://prometheus:9090' },
};

const TOOLS: Array<RenderTarget['gitops']> = [
  { tool: 'argocd' },
  {
    tool: 'applicationSet',
    clusters: {
      'eu-1': {
        destination: { name: 'eu-1' },
        autoscaling: { ...target.autoscaling, metrics: 'podMonitor' },
      },
    },
  },
  { tool: 'flux', namespace: 'flux-system', sourceName: 'platform' },
];

const engine = {
  name: 'chat',
  owner: 'group:default/team-chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  chartVersion: '0.23.0',
  containerRegistry: 'registry.example.com',
  images: {
    harmony: { repository: 'adaptive/harmony', tag: '1.4.2' },
    controlPlane: { repository: 'adaptive/control-plane', tag: '1.4.2' },
    sandkasten: { repository: 'adaptive/sandkasten', tag: '1.4.2' },
  },
  rootUrl: 'https://chat.example.com',
  secrets: { controlPlane: 'cp', harmony: 'h', redis: 'r' },
  pools: [
    {
      name: 'llama',
      minReplicas: 1,
      maxReplicas: 4,
      gpusPerReplica: 2,
      nodeSelector: { 'nvidia.com/gpu.product': 'H100' },
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
    },
  ],
  autoscaling: { mode: 'platform' },
  mlflow: { mode: 'internal' },
};

const render = (
  input: object,
  gitops: RenderTarget['gitops'],
  autoscaling: Partial<RenderTarget['autoscaling']> = {},
) =>
  renderEngine(parseEngineInput(input), {
    ...target,
    gitops,
    autoscaling: { ...target.autoscaling, ...autoscaling },
  });

const check = (content: string) =>
  checkManifests([{ path: 'a/b.yaml', content }]);

const SCALED_OBJECT = `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: chat
spec:
  scaleTargetRef: { name: chat }
  triggers:
    - type: prometheus
      metadata: { threshold: '0.1' }
`;

describe('checkManifests', () => {
  it.each(TOOLS)('has nothing against what $tool installs', gitops => {
    const files = render(engine, gitops);
    expect(files.length).toBeGreaterThan(3);
    expect(checkManifests(files)).toEqual([]);
  });

  it.each(TOOLS)('has nothing against options with $tool', gitops => {
    const keys = {
      controlPlane: {
        dbPassword: 'AgB'.repeat(200),
        cookiesSecret: 'AgC'.repeat(200),
      },
      harmony: { licenseKey: 'AgD'.repeat(200) },
    };
    const remote = (names: Record<string, string>) =>
      Object.fromEntries(
        Object.keys(names).map(name => [name, { key: `chat/${name}` }]),
      );
    const secrets = [
      {
        mode: 'externalSecrets',
        store: { name: 'aws', kind: 'ClusterSecretStore' },
        remoteKeys: {
          controlPlane: remote(keys.controlPlane),
          harmony: remote(keys.harmony),
        },
      },
      { mode: 'sealedSecrets', encryptedData: keys },
    ];
    const kinds = secrets.flatMap(mode => {
      const files = render(
        {
          ...engine,
          secrets: { ...engine.secrets, ...mode },
          sandkasten: {},
          ...(gitops?.tool === 'applicationSet' && {
            environments: [
              { name: 'dev', cluster: 'eu-1', namespace: 'dev' },
              { name: 'production', cluster: 'eu-1', namespace: 'prod' },
            ],
          }),
        },
        gitops,
        { metrics: 'podMonitor', podMonitorLabels: { release: 'x' } },
      );
      expect(checkManifests(files)).toEqual([]);
      return files.flatMap(({ content }) => content.match(/^kind: .*/gm) ?? []);
    });
    expect(kinds).toEqual(
      expect.arrayContaining([
        'kind: ExternalSecret',
        'kind: SealedSecret',
        'kind: PodMonitor',
        'kind: ScaledObject',
      ]),
    );
  });

  it('has nothing against whatever the generator renders', () => {
    const count = fc.integer({ min: 1, max: 8 });
    const pools = fc.uniqueArray(
      fc.record({
        name: fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/),
        minReplicas: count,
        maxReplicas: count.map(max => max + 8),
        gpusPerReplica: count,
      }),
      { selector: ({ name }) => name, minLength: 1, maxLength: 4 },
    );
    const mode = fc.constantFrom('platform', 'off');
    fc.assert(
      fc.property(
        fc.constantFrom(...TOOLS),
        pools,
        mode,
        fc.constantFrom('internal', 'off'),
        (gitops, some, scaling, mlflow) => {
          const files = render(
            {
              ...engine,
              pools: some,
              autoscaling: { mode: scaling },
              mlflow: { mode: mlflow },
            },
            gitops,
          );
          expect(checkManifests(files)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('accepts a good object, also without an optional field', () => {
    expect(check(SCALED_OBJECT)).toEqual([]);
    expect(check(`${SCALED_OBJECT}  pollingInterval: null\n`)).toEqual([]);
  });

  it('refuses an unknown field, and guesses what was meant', () => {
    expect(check(`${SCALED_OBJECT}  maxReplicasCount: 3\n`)).toEqual([
      {
        rule: 'manifest-schema',
        severity: 'error',
        path: 'a/b.yaml#spec.maxReplicasCount',
        sentence:
          "spec.maxReplicasCount of ScaledObject 'chat' is no field of ScaledObject in keda.sh/v1alpha1",
        remedy: 'Accepted: perhaps maxReplicaCount',
      },
    ]);
  });

  it.each([
    ['maxReplicaCount: "3"', 'spec.maxReplicaCount', 'is text', 'a number'],
    ['cooldownPeriod: [1]', 'spec.cooldownPeriod', 'is a list', 'a number'],
    ['advanced: 7', 'spec.advanced', 'is 7', 'an object'],
    [
      'fallback: { replicas: 1 }',
      'spec.fallback.failureThreshold',
      'is missing',
      'a value',
    ],
    [
      'fallback: { replicas: 1, failureThreshold: 3, behavior: dynamic }',
      'spec.fallback.behavior',
      "is 'dynamic'",
      'one of static, currentReplicas',
    ],
    [
      'constructor: 1',
      'spec.constructor',
      'is no field',
      'advanced, cooldownPeriod',
    ],
  ])('refuses %s', (line, path, what, accepted) => {
    const findings = check(`${SCALED_OBJECT}  ${line}\n`);
    expect(findings).toHaveLength(1);
    expect(findings[0].path).toBe(`a/b.yaml#${path}`);
    expect(findings[0].sentence).toContain(
      `${path} of ScaledObject 'chat' ${what}`,
    );
    expect(findings[0].remedy).toContain(`Accepted: ${accepted}`);
  });

  it('looks into lists and maps', () => {
    const findings = check(
      SCALED_OBJECT.replace("'0.1'", '0.1').replace('type:', 'typ:'),
    );
    expect(findings.map(({ path }) => path)).toEqual([
      'a/b.yaml#spec.triggers[0].typ',
      'a/b.yaml#spec.triggers[0].metadata.threshold',
      'a/b.yaml#spec.triggers[0].type',
    ]);
  });

  it('never repeats text, which may be a secret', () => {
    const findings = check(
      'apiVersion: v1\nkind: Secret\nmetadata: { name: x }\nimmutable: hush-hush\ndata: hush-hush\n',
    );
    expect(findings).toHaveLength(2);
    expect(JSON.stringify(findings)).not.toContain('hush-hush');
  });

  it('says of a kind or a version without a schema that it was not checked', () => {
    const unknown = (apiVersion: string, kind: string) =>
      check(`apiVersion: ${apiVersion}\nkind: ${kind}\nanything: 1\n`);
    expect(unknown('example.com/v1', 'Widget')).toEqual([
      expect.objectContaining({
        severity: 'info',
        path: 'a/b.yaml#kind',
        sentence:
          'Widget: Widget of example.com/v1 has no schema here, so that its fields were not checked',
      }),
    ]);
    expect(unknown('helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease')).toEqual([
      expect.objectContaining({
        remedy: 'Checked are helm.toolkit.fluxcd.io/v2',
      }),
    ]);
    expect(unknown('constructor', 'prototype')[0].severity).toBe('info');
    expect(unknown('backstage.io/v1alpha1', 'Component')).toEqual([]);
  });

  it('checks all documents, lists, and objects that values hand to the chart', () => {
    const bad = '{ apiVersion: v1, kind: Namespace, spce: {} }';
    expect(
      check(
        `a: 1\nextraObjects: [${bad}]\n---\napiVersion: v1\nkind: List\nitems: [${bad}]\n---\n${bad}\n`,
      ).map(({ path }) => path),
    ).toEqual([
      'a/b.yaml#extraObjects[0].spce',
      'a/b.yaml#items[0].spce',
      'a/b.yaml#spce',
    ]);
  });

  it.each([
    ['a: [', 'no YAML'],
    ['&a { apiVersion: v1, kind: List, items: [*a] }', 'a cycle'],
    ['- 1', 'no object'],
    ['', 'nothing'],
  ])('survives %s', content => {
    expect(check(content)).toEqual([]);
  });

  it('leaves files alone that are no YAML', () => {
    expect(
      checkManifests([{ path: 'README.md', content: SCALED_OBJECT }]),
    ).toEqual([]);
  });
});
