import type {
  EngineOptions,
  OidcProviderInput,
  RedisInput,
  TolerationInput,
} from '../model';
import { choice, fields, flag, list, number, text, type Read } from './fields';
import { MAX_ENTRIES, resources, storage, textMap } from './basics';
import type { InputReader } from './inputReader';
import { jsonTree } from './jsonTree';
import { auth, clickhouse, disruptionBudget, otelCollector } from './readParts';

const tolerationList = list(
  fields(
    {},
    {
      key: text,
      operator: choice('Exists', 'Equal'),
      value: text,
      effect: choice('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
    },
  ),
  MAX_ENTRIES,
);

/** No tolerations are the same as none given: the chart would take its own. */
export const tolerations: Read<TolerationInput[]> = (reader, value, path) => {
  const read = tolerationList(reader, value, path);
  return read && read.length > 0 ? read : undefined;
};

const placement = {
  nodeSelector: textMap,
  tolerations,
  extraEnv: textMap,
};

const ingress = fields(
  {
    hosts: list(
      fields(
        { host: text },
        {
          paths: list(
            fields(
              {
                path: text,
                pathType: choice('Prefix', 'Exact', 'ImplementationSpecific'),
              },
              {},
            ),
            MAX_ENTRIES,
          ),
        },
      ),
      MAX_ENTRIES,
    ),
  },
  {
    className: text,
    annotations: textMap,
    tls: list(
      fields({ secretName: text, hosts: list(text, MAX_ENTRIES) }, {}),
      MAX_ENTRIES,
    ),
  },
);

export const remoteKey = fields({ key: text }, { property: text });

/** A client secret as text is a value, and values never go here. */
const clientSecret: Read<NonNullable<OidcProviderInput['clientSecret']>> = (
  reader,
  value,
  path,
) =>
  typeof value === 'string'
    ? reader.report(
        'secret-inline',
        path,
        `${path} is a value, which would be readable for everybody who can read the task or the repository`,
        'Accepted is a reference: {key} of the entry in the secret store',
      )
    : remoteKey(reader, value, path);

const oidc = list(
  fields(
    { name: text, key: text, issuerUrl: text, clientId: text },
    {
      clientSecret,
      scopes: list(text, MAX_ENTRIES),
      pkce: flag,
      allowSignUp: flag,
      requireEmailVerified: flag,
    },
  ),
  MAX_ENTRIES,
);

const redis: Read<RedisInput> = (reader, value, path) => {
  const read = fields({ mode: choice('internal', 'external') }, { url: text })(
    reader,
    value,
    path,
  );
  if (read?.mode === 'internal' && read.url !== undefined) {
    return reader.report(
      'unknown-field',
      `${path}.url`,
      `${path}.url has no meaning when ${path}.mode is internal`,
      `Leave it out, or set ${path}.mode to external`,
    );
  }
  return read?.mode === 'internal'
    ? { mode: 'internal' }
    : (read as RedisInput);
};

const OPTIONS = {
  ingress,
  auth,
  controlPlane: fields(
    {},
    { ...placement, replicas: number, resources, disruptionBudget },
  ),
  harmony: fields({}, { extraEnv: textMap, disruptionBudget }),
  sandkasten: fields(
    {},
    {
      ...placement,
      replicas: number,
      resources,
      disruptionBudget,
      networkPolicy: fields(
        {},
        {
          blockedCidrs: list(text, MAX_ENTRIES),
          allowed: list(fields({ cidr: text, port: number }, {}), MAX_ENTRIES),
        },
      ),
    },
  ),
  defaultGroup: fields(
    { replicas: number, gpusPerReplica: number },
    { resources, nodeSelector: textMap },
  ),
  prometheus: fields({}, { retention: text, replicas: number, storage }),
  postgres: fields({ passwordSecret: text }, { storage }),
  redis,
  oidc,
  tensorboard: fields({}, { storage, resources }),
  clickhouse,
  otelCollector,
  s3proxy: fields({ secret: text }, { accountName: text }),
  monitoring: fields({}, { chartVersion: text, storage }),
  imagePullSecrets: list(text, MAX_ENTRIES),
  environments: list(
    fields(
      { name: text, cluster: text },
      {
        namespace: text,
        rootUrl: text,
        pools: list(
          fields({ name: text, minReplicas: number, maxReplicas: number }, {}),
          MAX_ENTRIES,
        ),
      },
    ),
    MAX_ENTRIES,
  ),
  extraValues: jsonTree,
};

export const OPTION_FIELDS = Object.keys(OPTIONS);

/** Empty lists and objects without fields that carry no meaning of their own are the same as absent. */
function isNothing(key: string, value: unknown): boolean {
  const hollow =
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 0;
  return hollow && !['prometheus', 'tensorboard', 'monitoring'].includes(key);
}

/** Reads everything that may be left out. */
export function readOptions(
  reader: InputReader,
  input: Record<string, unknown>,
): EngineOptions {
  const known = Object.fromEntries(OPTION_FIELDS.map(key => [key, input[key]]));
  const options = fields({}, OPTIONS)(reader, known, '') ?? {};
  return Object.fromEntries(
    Object.entries(options).filter(([key, value]) => !isNothing(key, value)),
  );
}
