import type { PoolMetricId } from '@adaptive-portal/plugin-adaptive-common';
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
export const severityCounts = object([...SEVERITIES], {
  critical: count,
  warning: count,
  info: count,
});

export const poolHead: Record<string, Schema> = {
  name: text,
  key: text,
  status: text,
  statusReason: text,
  replicas: object(['current', 'ready', 'starting', 'pending'], {
    min: count,
    max: count,
    desired: count,
    current: count,
    ready: count,
    starting: count,
    pending: count,
  }),
  gpus: object(['resource', 'perReplica', 'requested', 'allocated'], {
    resource: text,
    perReplica: count,
    requested: count,
    allocated: count,
  }),
};

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
