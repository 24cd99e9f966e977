import { chartCapabilities } from '../capabilities';
import { poolKey } from './poolKey';

/**
 * Names of the objects of one engine, as the chart's helpers build them.
 *
 * @public
 */
export interface EngineNames {
  fullname: string;
  controlPlane: string;
  /** Base of all harmony names; also the default group's StatefulSet and Service up to 0.23. */
  harmony: string;
  harmonyHeadless: string;
  harmonySettings: string;
  harmonyAlloy: string;
  redis: string;
  redisService: string;
  redisSecret: string;
  redisConfigMap: string;
  mlflow: string;
  mlflowService: string;
  sandkasten: string;
  sandkastenService: string;
  postgres: string;
  postgresService: string;
  postgresHeadless: string;
  postgresSecret: string;
  /** Only charts from 0.33 have one. */
  otelCollector: string;
  controlPlaneSecret: string;
  harmonySecret: string;
  /** Deployment (chart up to 0.23) or StatefulSet of a pool, from its raw name. */
  poolWorkload(rawName: string): string;
  /** Headless Service of a pool, from its raw name; only charts from 0.24 have one. */
  poolHeadless(rawName: string): string;
  /** ScaledObject of a pool, equal to the workload's name. */
  scaledObject(rawName: string): string;
  /** HPA that KEDA makes for that ScaledObject. */
  hpa(rawName: string): string;
}

/** Longest name of an engine as a whole; the chart leaves the rest for the parts. */
const FULLNAME_LENGTH = 30;
const NAME_LENGTH = 63;

/** sprig `trunc N | trimSuffix "-"`: one trailing hyphen goes, not all of them. */
function cut(name: string, length: number): string {
  return name.slice(0, length).replace(/-$/, '');
}

/**
 * Names of the objects that the chart makes for a release.
 *
 * @throws InputError when the chart version is not known
 * @public
 */
export function engineNames(
  release: string,
  chartVersion: string,
): EngineNames {
  const { pools } = chartCapabilities(chartVersion);
  const fullname = cut(
    release.includes('adaptive') ? release : `${release}-adaptive`,
    FULLNAME_LENGTH,
  );
  const part = (suffix: string) =>
    cut(`${fullname}-${suffix}`, FULLNAME_LENGTH);
  const long = (base: string, suffix: string) =>
    cut(`${base}-${suffix}`, NAME_LENGTH);

  const controlPlane = part('controlplane');
  const harmony = part('harmony');
  const mlflow = part('mlflow');
  const sandkasten = part('sandkasten');
  const redis = long(fullname, 'redis');
  const postgres = long(fullname, 'postgresql');

  const poolWorkload = (rawName: string) => {
    const key = poolKey(rawName, chartVersion);
    // The Deployments' template does not shorten its name.
    return pools.shape === 'deployment'
      ? `${harmony}-${key}`
      : long(harmony, key);
  };

  return {
    fullname,
    controlPlane,
    controlPlaneSecret: long(controlPlane, 'secret'),
    harmony,
    harmonySecret: long(harmony, 'secret'),
    harmonyHeadless: long(harmony, 'hdls'),
    harmonySettings: long(harmony, 'settings'),
    harmonyAlloy: long(harmony, 'alloy'),
    redis,
    redisService: long(redis, 'svc'),
    redisSecret: long(redis, 'secret'),
    redisConfigMap: long(harmony, 'redis-confmap'),
    mlflow,
    mlflowService: long(mlflow, 'svc'),
    sandkasten,
    sandkastenService: long(sandkasten, 'svc'),
    postgres,
    postgresService: long(postgres, 'svc'),
    postgresHeadless: long(postgres, 'headless'),
    postgresSecret: long(postgres, 'secret'),
    otelCollector: long(fullname, 'otel-collector'),
    poolWorkload,
    poolHeadless: rawName => long(poolWorkload(rawName), 'hdls'),
    scaledObject: poolWorkload,
    hpa: rawName => `keda-hpa-${poolWorkload(rawName)}`,
  };
}
