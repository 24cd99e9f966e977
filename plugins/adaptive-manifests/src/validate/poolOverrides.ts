import { S3PROXY_ENV } from '../render/poolValues';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, PoolInput } from '../model';
import { shown } from '../parse/inputReader';
import { checkEnv, checkTolerations, isQuantity } from './common';
import type { Findings } from './findings';
import { leaveOut, setAt } from './fixes';
import { isImageTag, isLabelKey } from './syntax';

function checkOwn(pool: PoolInput, path: string, findings: Findings): void {
  checkEnv(pool.extraEnv, `${path}.extraEnv`, findings);
  checkTolerations(pool.tolerations, path, findings);
  if (pool.imageTag !== undefined && !isImageTag(pool.imageTag)) {
    findings.error(
      'image-tag',
      `${path}.imageTag`,
      `${path}.imageTag is ${shown(pool.imageTag)}, which is no image tag`,
      "Accepted are at most 128 letters, digits, '_', '.' and '-'",
    );
  }
  if (pool.shmSize !== undefined && !isQuantity(pool.shmSize)) {
    findings.error(
      'pool-shm',
      `${path}.shmSize`,
      `${path}.shmSize is ${shown(pool.shmSize)}`,
      'Accepted is a whole number with Mi, Gi or Ti, for example 32Gi',
    );
  }
  for (const key of Object.keys(pool.podAnnotations ?? {})) {
    const taken = /^(ingest-adaptive-logs|prometheus\.io\/(scrape|path|port))$/;
    if (!isLabelKey(key) || taken.test(key)) {
      findings.error(
        'pod-annotation',
        `${path}.podAnnotations`,
        `${path}.podAnnotations has ${shown(key)}, which ${
          taken.test(key)
            ? 'Prometheus and the log collector go by'
            : 'is no annotation'
        }`,
        'Accepted is any other annotation key',
        leaveOut(`${path}.podAnnotations`, key),
      );
    }
  }
}

/** Up to 0.21.0 the chart tells pools nothing of its s3proxy; the generator does, unless a pool says otherwise. */
function checkS3ProxyEnv(input: EngineInput, findings: Findings): void {
  const { s3proxy } = chartCapabilities(input.chartVersion);
  if (!input.s3proxy || s3proxy !== 'azure-storage-account') return;
  input.pools.forEach(({ extraEnv = {} }, index) => {
    const path = `pools[${index}].extraEnv`;
    for (const [name, needed] of Object.entries(S3PROXY_ENV)) {
      if (Object.hasOwn(extraEnv, name) && extraEnv[name] !== needed) {
        findings.error(
          's3proxy-pool-env',
          path,
          `${path} has ${name}, in place of the value by which the pool reaches its storage through s3proxy`,
          'Leave it out: the portal sets it',
          leaveOut(path, name),
        );
      }
    }
  });
}

/** Up to 0.23.0 maps of a pool are merged into those of the pools after it. */
function checkLeaks(input: EngineInput, findings: Findings): void {
  for (const field of ['extraEnv', 'podAnnotations'] as const) {
    const keys = input.pools.map(pool =>
      Object.keys(pool[field] ?? {})
        .sort()
        .join(', '),
    );
    const index = keys.findIndex(other => other !== keys[0]);
    if (index > 0) {
      findings.error(
        'pool-maps-differ',
        `pools[${index}].${field}`,
        `pools[${index}].${field} has other keys than pools[0].${field}; up to chart 0.23.0 a pool inherits the keys of the pools before it`,
        'Give the same keys in all pools, with the value that each needs',
      );
    }
  }
}

/** What pools change of what harmony gives them. */
export function checkPoolOverrides(
  input: EngineInput,
  findings: Findings,
): void {
  input.pools.forEach((pool, index) =>
    checkOwn(pool, `pools[${index}]`, findings),
  );
  if (chartCapabilities(input.chartVersion).pools.shape === 'deployment') {
    checkS3ProxyEnv(input, findings);
    checkLeaks(input, findings);
    return;
  }
  input.pools.forEach((pool, index) => {
    const common = input.harmony?.extraEnv ?? {};
    const own = pool.extraEnv;
    if (own && Object.keys(common).some(key => !Object.hasOwn(own, key))) {
      findings.warning(
        'pool-env-replaces',
        `pools[${index}].extraEnv`,
        `pools[${index}].extraEnv takes the place of all of harmony.extraEnv: from chart 0.24.0 the two are not merged`,
        'Repeat in the pool all of harmony.extraEnv',
        setAt(`pools[${index}].extraEnv`, { ...common, ...own }),
      );
    }
  });
}
