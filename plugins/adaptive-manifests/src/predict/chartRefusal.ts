import type { Context } from './context';
import { isEmpty, isObject } from './valuesView';

function anySet(context: Context, paths: string[]): string | undefined {
  return paths.find(path => context.values.has(path));
}

/** An existing Secret and inline values exclude each other. */
function secretConflict(context: Context): string | undefined {
  const { values, capabilities } = context;
  const database =
    capabilities.database === 'dbUrl'
      ? ['secrets.dbUrl']
      : ['username', 'password', 'host', 'database'].map(
          key => `secrets.db.${key}`,
        );
  if (
    capabilities.faults.some(({ id }) => id === 'harmony-secret-refused') &&
    values.has('secrets.existingHarmonySecret')
  ) {
    return 'secrets.modelRegistryUrl is required for the operator, and excluded by secrets.existingHarmonySecret';
  }
  const pairs: Array<[string, string[]]> = [
    [
      'secrets.existingControlPlaneSecret',
      [...database, 'secrets.cookiesSecret', 'secrets.auth.oidc.providers'],
    ],
    [
      'secrets.existingHarmonySecret',
      ['secrets.modelRegistryUrl', 'secrets.sharedDirectoryUrl'],
    ],
    [
      'secrets.existingRedisSecret',
      ['redis.auth.username', 'redis.auth.password'],
    ],
  ];
  for (const [existing, inline] of pairs) {
    const clash = values.has(existing) && anySet(context, inline);
    if (clash) {
      return `${existing} is set, and so is ${clash}, which must then be empty`;
    }
  }
  return undefined;
}

function poolRefusal(context: Context): string | undefined {
  const { values, capabilities } = context;
  if (capabilities.pools.shape === 'statefulset') {
    const old = anySet(context, [
      'harmony.replicaCount',
      'harmony.group',
      'harmony.partitionKey',
    ]);
    if (!values.has('harmony.enabled')) {
      return undefined;
    }
    if (old) {
      return `${old} is no longer supported; pools are in harmony.computePools`;
    }
    return values.has('harmony.computePools')
      ? undefined
      : 'harmony.computePools needs at least one pool';
  }
  return values.has('harmony.computePool') &&
    values.has('autoscaling.enabled') &&
    isEmpty(values.at('prometheus.enabled'))
    ? 'autoscaling.enabled needs prometheus.enabled: true, even with an external Prometheus'
    : undefined;
}

/** Up to 0.27 the template breaks on the second key; keys of earlier pools leak into later ones. */
function selectorRefusal(context: Context): string | undefined {
  const { values, capabilities } = context;
  const { shape, valuesKey } = capabilities.pools;
  if (
    !capabilities.faults.some(({ id }) => id === 'single-node-selector-key')
  ) {
    return undefined;
  }
  let keys = Object.keys(values.object('harmony.nodeSelector'));
  for (const pool of values.list(`harmony.${valuesKey}`).filter(isObject)) {
    const own = isObject(pool.nodeSelector)
      ? Object.keys(pool.nodeSelector)
      : [];
    const effective =
      shape === 'deployment'
        ? [...new Set([...keys, ...own])]
        : (own.length > 0 && own) || keys;
    if (effective.length > 1) {
      return `the node selector of pool ${JSON.stringify(pool.name)} has ${
        effective.length
      } keys, inherited ones included; at most one renders`;
    }
    keys = shape === 'deployment' ? effective : keys;
  }
  return undefined;
}

function requiredValue(context: Context): string | undefined {
  const { values, capabilities } = context;
  if (capabilities.database === 'db' && values.has('secrets.dbUrl')) {
    return 'secrets.dbUrl is no longer supported; the database is in secrets.db';
  }
  if (
    values.has('mlflow.enabled') &&
    values.has('mlflow.external.enabled') &&
    !values.has('mlflow.external.url')
  ) {
    return 'mlflow.external.url must be set when mlflow.external.enabled is true';
  }
  const required: Array<[string, string]> = [
    ['secrets.existingControlPlaneSecret', 'secrets.cookiesSecret'],
    ['secrets.existingHarmonySecret', 'secrets.modelRegistryUrl'],
    ['secrets.existingHarmonySecret', 'secrets.sharedDirectoryUrl'],
  ];
  const missing = required.find(
    ([existing, inline]) => !values.has(existing) && !values.has(inline),
  );
  const elsewhere = ['minio.enabled', 's3proxy.enabled'];
  return missing && !anySet(context, elsewhere)
    ? `${missing[1]} is required without ${missing[0]}`
    : undefined;
}

/** Why the chart would not render, in words; `undefined` when it would. Never shows a value. */
export function chartRefusal(context: Context): string | undefined {
  return (
    secretConflict(context) ??
    poolRefusal(context) ??
    selectorRefusal(context) ??
    requiredValue(context)
  );
}
