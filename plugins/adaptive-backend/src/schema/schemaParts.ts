import type {
  ComputePool,
  PoolGpus,
  PoolMetricId,
  PoolReplicas,
  PoolStatus,
  ProblemSeverity,
} from '@adaptive-portal/plugin-adaptive-common';
import type { internal } from '@backstage/backend-openapi-utils';

type Components = NonNullable<internal.RequiredDoc['components']>;
export type Schema = NonNullable<Components['schemas']>[string];

export const ref = (name: string): Schema => ({
  $ref: `#/components/schemas/${name}`,
});
export const arrayOf = (items: Schema): Schema => ({ type: 'array', items });
export const text: Schema = { type: 'string' };
export const anyObject: Schema = { type: 'object' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const dateTime: Schema = { type: 'string', format: 'date-time' };
export const strings = (...values: string[]): Schema => ({
  type: 'string',
  enum: values,
});

export function object(
  required: string[],
  properties: Record<string, Schema>,
): Schema {
  // An empty `required` is no valid schema.
  return required.length > 0
    ? { type: 'object', required, properties }
    : { type: 'object', properties };
}

/** Something that may be left out. */
interface Maybe {
  maybe: Schema;
}

export const maybe = (schema: Schema): Maybe => ({ maybe: schema });

type Keys<T> = T extends unknown ? keyof T : never;

/** Whether any member of a union may be without the field. */
type MayLack<T, K> = T extends unknown
  ? K extends keyof T
    ? undefined extends T[K]
      ? true
      : false
    : true
  : never;

/** A schema for every field of a type of the model, with `maybe` around what may be absent. */
export type Fields<T> = {
  [K in Keys<T>]: true extends MayLack<T, K> ? Maybe : Schema;
};

/** The schema of a type of the model. A field that is missing here, or not there, does not compile. */
export function model<T>(fields: Fields<T>): Schema {
  const all = Object.entries<Schema | Maybe>(fields);
  return object(
    all.flatMap(([name, field]) => ('maybe' in field ? [] : name)),
    Object.fromEntries(
      all.map(([name, field]) => [
        name,
        'maybe' in field ? field.maybe : field,
      ]),
    ),
  );
}

/** The words of a union of the model; one that is missing does not compile. */
export const words = <T extends string>(values: Record<T, true>): Schema => ({
  type: 'string',
  enum: Object.keys(values),
});

export const flag: Schema = { type: 'boolean' };
export const number: Schema = { type: 'number' };
/** Texts by text. */
export const textMap: Schema = { type: 'object', additionalProperties: text };

/** The worst first, which is an order to sort by. */
export const ENGINE_STATUSES = [
  'failed',
  'degraded',
  'progressing',
  'healthy',
  'unknown',
] as const;

/** In the order of the model: what a reader needs to know first. */
export const POOL_STATUSES = [
  'failed',
  'waitingForGpus',
  'blind',
  'degraded',
  'atMax',
  'paused',
  'scalingOut',
  'scalingIn',
  'starting',
  'healthy',
  'unknown',
] as const;

export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export const severity = strings(...SEVERITIES);

/** Counts of problems by severity. */
export const severityCounts = model<Record<ProblemSeverity, number>>({
  critical: count,
  warning: count,
  info: count,
});

export const poolStatus = words<PoolStatus>({
  failed: true,
  waitingForGpus: true,
  blind: true,
  degraded: true,
  atMax: true,
  paused: true,
  scalingOut: true,
  scalingIn: true,
  starting: true,
  healthy: true,
  unknown: true,
});

export const poolReplicas = model<PoolReplicas>({
  min: maybe(count),
  max: maybe(count),
  desired: maybe(count),
  current: count,
  ready: count,
  starting: count,
  pending: count,
});

/** What every view of a pool begins with. */
export const poolHead: Fields<
  Pick<ComputePool, 'name' | 'key' | 'status' | 'statusReason' | 'replicas'>
> = {
  name: text,
  key: text,
  status: poolStatus,
  statusReason: text,
  replicas: poolReplicas,
};

export const poolGpus = model<PoolGpus>({
  resource: text,
  perReplica: count,
  requested: count,
  allocated: count,
  products: maybe(
    arrayOf(
      model<NonNullable<PoolGpus['products']>[number]>({
        product: text,
        allocated: count,
      }),
    ),
  ),
});

/** What can be asked for over time; the type makes sure that none is missing. */
const POOL_METRIC_IDS: Record<PoolMetricId, true> = {
  ttftTimeoutRatio: true,
  requestRate: true,
  ttftP50: true,
  ttftP95: true,
  gpuUtilization: true,
  gpuMemory: true,
  scraped: true,
};
export const POOL_METRICS = Object.keys(POOL_METRIC_IDS);
