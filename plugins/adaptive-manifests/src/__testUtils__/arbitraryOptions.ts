import type { JsonObject } from '@backstage/types';
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
  TolerationInput,
} from '../model';
import { engineNames } from '../names';
import { usedSecrets } from '../render/secretManifests';

const text = fc.constantFrom(
  'x',
  'true',
  '007',
  '{{ .Values.x }}',
  '# no: comment',
  '" \\ \'',
);

const storage = fc.record(
  {
    size: fc.constantFrom('10Gi', '1Ti', '512Mi'),
    storageClass: fc.constantFrom('fast', 'on', 'gp3.io1'),
  },
  { requiredKeys: ['size'] },
);

const resources = fc.record({
  cpu: fc.constantFrom(0.5, 2, 31),
  memory: fc.constantFrom('1Gi', '64Gi'),
});

const env = fc
  .dictionary(fc.constantFrom('A', 'LOG_LEVEL', 'b_2'), text)
  .filter(map => Object.keys(map).length > 0);

const selector = fc.constantFrom<Record<string, string>>(
  { zone: 'a' },
  { 'example.com/pool': 'true', x: '1' },
);

const tolerations = fc.subarray<TolerationInput>(
  [
    { operator: 'Exists' },
    { key: 'gpu', operator: 'Equal', value: 'true' },
    { key: 'example.com/x', operator: 'Exists', effect: 'NoSchedule' },
  ],
  { minLength: 1 },
);

const placement = { nodeSelector: selector, tolerations, extraEnv: env };

const networkPolicy = fc.record(
  {
    blockedCidrs: fc.constant<string[]>(['100.64.0.0/10']),
    allowed: fc.constant<Array<{ cidr: string; port: number }>>([
      { cidr: '10.50.0.0/16', port: 6443 },
    ]),
  },
  { requiredKeys: [] },
);

function nonEmpty<T extends object>(record: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return record.filter(value => Object.keys(value).length > 0);
}

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
    extraValues: fc.constantFrom<JsonObject[]>(
      { auth: { session: { expiration_seconds: 60 } } },
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
      controlPlane: nonEmpty(fc.record(placement, { requiredKeys: [] })),
      harmony: fc.record({ extraEnv: env }),
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
