import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type {
  EngineInput,
  KubernetesObject,
  OidcProviderInput,
  RemoteKeyInput,
} from '../model';
import { oidcToml } from './oidcToml';

/** The Secrets that the chart reads. */
export const CHART_SECRETS = ['controlPlane', 'harmony', 'redis'] as const;

/** Name and keys of each Secret that the engine uses. */
export function usedSecrets(input: EngineInput): Array<{
  part: (typeof CHART_SECRETS)[number];
  name: string;
  keys: readonly string[];
}> {
  const { secretKeys } = chartCapabilities(input.chartVersion);
  return CHART_SECRETS.flatMap(part => {
    const name = input.secrets[part];
    return name === undefined ? [] : [{ part, name, keys: secretKeys[part] }];
  });
}

/** Keys of ClickHouse's Secret; the chart reads them for its own ClickHouse as well. */
const CLICKHOUSE_KEYS = [
  'clickhouseUrl',
  'clickhouseUsername',
  'clickhousePassword',
  'clickhouseDatabase',
];

/** Secrets that have to exist, whatever the mode; their keys, where the chart names them. */
export function otherSecrets(
  input: EngineInput,
): Array<{ name: string; keys: readonly string[] }> {
  return [
    ...(input.secrets.s3Credentials
      ? [{ name: input.secrets.s3Credentials, keys: [] }]
      : []),
    ...(input.clickhouse
      ? [{ name: input.clickhouse.secret, keys: CLICKHOUSE_KEYS }]
      : []),
  ];
}

function metadata(input: EngineInput, name: string) {
  return {
    name,
    namespace: input.namespace,
    labels: {
      'app.kubernetes.io/instance': input.name,
      'app.kubernetes.io/managed-by': 'adaptive-portal',
    },
    // Before the parts that read it.
    annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
  };
}

/** Name of the fetched value of a provider's client secret; Go templates take letters, digits and `_`. */
function clientSecretKey({ key }: OidcProviderInput): string {
  return `oidc_${key.replace(/[^A-Za-z0-9]/g, '_')}`;
}

function remoteRef({ key, property }: RemoteKeyInput): JsonObject {
  return { key, ...(property === undefined ? {} : { property }) };
}

/** Client secrets come from the store, everything else about the providers is no secret. */
function oidcTemplate(
  providers: readonly OidcProviderInput[],
  keys: readonly string[],
): JsonObject {
  const toml = oidcToml(providers, provider =>
    provider.clientSecret
      ? `{{ .${clientSecretKey(provider)} | toJson }}`
      : undefined,
  );
  return {
    template: {
      engineVersion: 'v2',
      data: {
        ...Object.fromEntries(keys.map(key => [key, `{{ .${key} }}`])),
        oidcProviders: toml,
      },
    },
  };
}

function externalSecret(
  input: EngineInput,
  name: string,
  remoteKeys: Record<string, RemoteKeyInput>,
  providers: readonly OidcProviderInput[],
): KubernetesObject {
  const keys = Object.keys(remoteKeys).sort();
  const fetched = [
    ...keys.map((key): [string, RemoteKeyInput] => [key, remoteKeys[key]]),
    ...providers.flatMap(
      (provider): Array<[string, RemoteKeyInput]> =>
        provider.clientSecret
          ? [[clientSecretKey(provider), provider.clientSecret]]
          : [],
    ),
  ];
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: metadata(input, name),
    spec: {
      refreshInterval: '1h',
      ...(input.secrets.store
        ? { secretStoreRef: { ...input.secrets.store } }
        : {}),
      target: {
        name,
        creationPolicy: 'Owner',
        ...(providers.length > 0 ? oidcTemplate(providers, keys) : {}),
      },
      data: fetched.map(([secretKey, remote]) => ({
        secretKey,
        remoteRef: remoteRef(remote),
      })),
    },
  };
}

function sealedSecret(
  input: EngineInput,
  name: string,
  encrypted: Record<string, string>,
): KubernetesObject {
  const encryptedData = Object.fromEntries(
    Object.entries(encrypted).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: metadata(input, name),
    spec: {
      encryptedData,
      template: { metadata: { name, namespace: input.namespace } },
    },
  };
}

const SECRETS_ANNOTATION = 'adaptive-portal.io/secrets';

/** Whether people seal the Secrets themselves and put them among the manifests. */
export function sealedByPeople({ secrets }: EngineInput): boolean {
  return secrets.mode === 'sealedSecrets' && !secrets.encryptedData;
}

/** Says that the README has the commands for the Secrets; no manifest would tell. */
export function secretsAnnotation(input: EngineInput): {
  annotations?: Record<string, string>;
} {
  const { mode } = input.secrets;
  return mode === 'manual' || sealedByPeople(input)
    ? { annotations: { [SECRETS_ANNOTATION]: `${mode}` } }
    : {};
}

/** What {@link secretsAnnotation} says. */
export function annotatedMode(
  annotations: JsonObject,
): 'manual' | 'sealedSecrets' | undefined {
  const mode = annotations[SECRETS_ANNOTATION];
  return mode === 'manual' || mode === 'sealedSecrets' ? mode : undefined;
}

/** File of a SealedSecret among the manifests. */
export function sealedSecretFile(name: string): string {
  return `sealedsecret-${name}.yaml`;
}

/** Manifests that bring the Secrets into the namespace; none when they come there in another way. */
export function secretManifests(input: EngineInput): KubernetesObject[] {
  const { mode, remoteKeys, encryptedData } = input.secrets;
  return usedSecrets(input).flatMap(({ part, name }) => {
    const remote = remoteKeys?.[part];
    if (mode === 'externalSecrets' && remote) {
      const providers = part === 'controlPlane' ? input.oidc ?? [] : [];
      return [externalSecret(input, name, remote, providers)];
    }
    const encrypted = encryptedData?.[part];
    return mode === 'sealedSecrets' && encrypted
      ? [sealedSecret(input, name, encrypted)]
      : [];
  });
}

/** The file that says how the providers are to be written into the Secret, where no template does it. */
export function oidcFile(input: EngineInput): string | undefined {
  if (!input.oidc || input.secrets.mode === 'externalSecrets') {
    return undefined;
  }
  return `# Text of the key oidcProviders in the Secret of the control plane; add client_secret there, never here.\n${oidcToml(
    input.oidc,
    () => undefined,
  )}\n`;
}
