import fc from 'fast-check';
import { chartCapabilities, chartKey } from '../capabilities';
import type {
  EngineInput,
  IngressInput,
  IngressPathInput,
  MonitoringInput,
  OidcProviderInput,
  PerSecret,
  SandkastenInput,
} from '../model';
import { engineNames } from '../names';
import { usedSecrets } from '../render/secretManifests';
import {
  auth,
  budgetOf,
  controlPlane,
  harmony,
  laterParts,
  nonEmpty,
  placement,
  resources,
  storage,
} from './arbitraryParts';

const networkPolicy = fc.record(
  {
    blockedCidrs: fc.constant<string[]>(['100.64.0.0/10']),
    allowed: fc.constant<Array<{ cidr: string; port: number }>>([
      { cidr: '10.50.0.0/16', port: 6443 },
    ]),
  },
  { requiredKeys: [] },
);

function ingress({ rootUrl }: EngineInput): fc.Arbitrary<IngressInput> {
  const { hostname } = new URL(rootUrl);
  const paths = fc.constant<IngressPathInput[]>([
    { path: '/api', pathType: 'Prefix' },
  ]);
  return fc.record(
    {
      className: fc.constantFrom('nginx', 'alb'),
      hosts: fc
        .record(
          { host: fc.constant(hostname), paths },
          { requiredKeys: ['host'] },
        )
        .map(host => [host, { host: '*.other.example.com' }]),
      annotations: fc.constant<Record<string, string>>({
        'cert-manager.io/cluster-issuer': 'letsencrypt-prod',
        'nginx.ingress.kubernetes.io/proxy-body-size': '0',
      }),
      tls: fc.constant<NonNullable<IngressInput['tls']>>([
        { secretName: 'tls', hosts: [hostname] },
      ]),
    },
    { requiredKeys: ['hosts'] },
  );
}

function mapKeys<T>(
  input: EngineInput,
  leftOut: readonly string[],
  value: (key: string) => T,
): PerSecret<T> {
  const maps: PerSecret<T> = { controlPlane: {}, harmony: {} };
  for (const { part, keys } of usedSecrets(input)) {
    maps[part] = Object.fromEntries(
      keys.filter(key => !leftOut.includes(key)).map(key => [key, value(key)]),
    );
  }
  return maps;
}

const provider: fc.Arbitrary<OidcProviderInput> = fc.record(
  {
    name: fc.constantFrom('Google', 'A "b" \\ key=x, [y]'),
    key: fc.constantFrom('google', 'my-idp'),
    issuerUrl: fc.constant('https://accounts.example.com'),
    clientId: fc.constantFrom('id', 'id=1,2'),
    scopes: fc.constant<string[]>(['email', 'profile', 'groups']),
    pkce: fc.constant<boolean>(false),
    allowSignUp: fc.constant<boolean>(false),
    requireEmailVerified: fc.boolean(),
  },
  { requiredKeys: ['name', 'key', 'issuerUrl', 'clientId'] },
);

function secrets(input: EngineInput): fc.Arbitrary<Partial<EngineInput>> {
  const { secrets: names } = input;
  const distinct =
    new Set(Object.values(names)).size === Object.values(names).length;
  const plain = fc.record({ oidc: fc.tuple(provider) }, { requiredKeys: [] });
  const manual = plain.map(rest => ({
    ...rest,
    secrets: { ...names, mode: 'manual' as const },
  }));
  const sealed = plain.map(rest => ({
    ...rest,
    secrets: {
      ...names,
      mode: 'sealedSecrets' as const,
      encryptedData: mapKeys(input, [], key => `Ag${key}`.padEnd(80, 'x9Z')),
    },
  }));
  const external = fc
    .option(
      fc.tuple(
        provider.map(idp => ({
          ...idp,
          clientSecret: { key: 'engine/oidc', property: idp.key },
        })),
      ),
      { nil: undefined },
    )
    .map(oidc => ({
      ...(oidc ? { oidc } : {}),
      secrets: {
        ...names,
        mode: 'externalSecrets' as const,
        store: { name: 'aws', kind: 'ClusterSecretStore' as const },
        remoteKeys: mapKeys(input, oidc ? ['oidcProviders'] : [], key => ({
          key: `engine/${key}`,
        })),
      },
    }));
  return distinct ? fc.oneof(plain, manual, sealed, external) : plain;
}

function versioned(input: EngineInput) {
  const { chartVersion: version } = input;
  const facts = chartCapabilities(version);
  const has = (key: string) => chartKey(key, version).known;
  const [first] = input.pools;
  const group = fc.record(
    {
      replicas: fc.constantFrom(1, 3),
      gpusPerReplica: fc.constantFrom(1, 8),
      resources,
      ...(first.nodeSelector
        ? { nodeSelector: fc.constant(first.nodeSelector) }
        : {}),
    },
    { requiredKeys: ['replicas', 'gpusPerReplica'] },
  );
  const needsMlflow = ['0.22.0', '0.23.0'].includes(version);
  const mayHaveGroup =
    facts.defaultGroup && !(needsMlflow && input.mlflow.mode === 'off');
  const oldS3 = facts.s3proxy === 'azure-storage-account';
  return {
    ...(mayHaveGroup ? { defaultGroup: group } : {}),
    ...(facts.prometheusSubchart
      ? {
          prometheus: fc.record(
            {
              retention: fc.constantFrom('15d', '1d12h'),
              replicas: fc.constantFrom(1, 3),
              storage,
            },
            { requiredKeys: [] },
          ),
        }
      : {}),
    ...(facts.s3proxy === 'none'
      ? {}
      : {
          s3proxy: fc.constant(
            oldS3
              ? { accountName: 'account1', secret: 'adaptive-s3proxy' }
              : { secret: 'azure' },
          ),
        }),
    ...(has('redis.install.enabled')
      ? {
          redis: fc.constantFrom(
            { mode: 'internal' as const },
            ...(input.secrets.redis
              ? []
              : [
                  {
                    mode: 'external' as const,
                    url: 'redis://redis.example.com:6379',
                  },
                ]),
          ),
        }
      : {}),
    ...laterParts(version),
    extraValues: fc.constantFrom<NonNullable<EngineInput['extraValues']>[]>(
      { redis: { port: 6380 } },
      {
        controlPlane: { podLabels: { 'a.b/c': 'x' }, servicePort: 8080 },
        volumes: [],
      },
    ),
  };
}

function sandkasten({
  chartVersion,
}: EngineInput): fc.Arbitrary<SandkastenInput> {
  return nonEmpty(
    fc.record(
      {
        ...placement,
        replicas: fc.constantFrom(1, 4),
        networkPolicy,
        ...(chartKey('sandkasten.resources', chartVersion).known
          ? { resources }
          : {}),
        ...budgetOf('sandkasten', chartVersion),
      },
      { requiredKeys: [] },
    ),
  );
}

function monitoring({
  chartVersion,
}: EngineInput): fc.Arbitrary<MonitoringInput> {
  const ofChart: fc.Arbitrary<MonitoringInput> = fc.record(
    { storage },
    { requiredKeys: [] },
  );
  const beside: fc.Arbitrary<MonitoringInput> = fc.constantFrom<
    MonitoringInput[]
  >(
    {},
    { chartVersion: '0.1.5' },
    { storage: { size: '5Gi', storageClass: 'fast' } },
  );
  return chartCapabilities(chartVersion).monitoringChart ? beside : ofChart;
}

/** Options that fit an engine and give no errors for Argo CD. */
export function arbitraryOptions(
  input: EngineInput,
): fc.Arbitrary<Partial<EngineInput>> {
  const names = engineNames(input.name, input.chartVersion);
  const options = fc.record(
    {
      ingress: ingress(input),
      auth: auth(),
      controlPlane: controlPlane(input),
      harmony: harmony(input),
      sandkasten: sandkasten(input),
      postgres: fc.record(
        { passwordSecret: fc.constant(names.postgresSecret), storage },
        { requiredKeys: ['passwordSecret'] },
      ),
      monitoring: monitoring(input),
      imagePullSecrets: fc.constant<string[]>(['pull', 'on']),
      ...versioned(input),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(secrets(input), options).map(([a, b]) => ({ ...a, ...b }));
}
