import { isError } from '@backstage/errors';
import type { Trigger } from './scaledObject';

/** Answer of a Prometheus instant query: values of the result's series, newest sample each. */
export type QueryPrometheus = (
  serverAddress: string,
  query: string,
) => Promise<number[]>;

const TIMEOUT_MS = 3_000;

interface QueryAnswer {
  status?: string;
  data?: { resultType?: string; result?: unknown };
}

/**
 * Asks a Prometheus over HTTP.
 *
 * @throws Error in the words of KEDA's scaler, which end up in events and conditions
 */
export const queryPrometheus: QueryPrometheus = async (address, query) => {
  const url = new URL(`${address.replace(/\/$/, '')}/api/v1/query`);
  url.searchParams.set('query', query);
  url.searchParams.set('time', `${new Date().toISOString().slice(0, 19)}Z`);
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new Error(`Get "${url}": ${networkReason(error, url.host)}`);
  }
  const body = await response.text();
  if (!response.ok) {
    throw new Error(
      `prometheus query api returned error. status: ${response.status} response: ${body}`,
    );
  }
  return valuesOf(JSON.parse(body) as QueryAnswer);
};

function valuesOf(answer: QueryAnswer): number[] {
  const result = answer.data?.result;
  if (!Array.isArray(result)) return [];
  const samples: unknown[] =
    answer.data?.resultType === 'vector'
      ? result.map((series: { value?: unknown }) => series.value)
      : [result];
  return samples.flatMap(sample =>
    Array.isArray(sample) ? [prometheusNumber(sample[1])] : [],
  );
}

function prometheusNumber(text: unknown): number {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  return Number(text);
}

/** Go's wording of what went wrong on the network. */
function networkReason(error: unknown, host: string): string {
  if (!isError(error)) return String(error);
  if (error.name === 'TimeoutError') {
    return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  }
  const cause = error.cause;
  const code = isError(cause) ? String(cause.code) : '';
  switch (code) {
    case 'ECONNREFUSED':
      return `dial tcp ${host}: connect: connection refused`;
    case 'ENOTFOUND':
      return `dial tcp: lookup ${host}: no such host`;
    case 'ECONNRESET':
      return 'EOF';
    default:
      return isError(cause) ? cause.message : error.message;
  }
}

/**
 * The value of a trigger, as KEDA 2.20.2 takes it from a query's answer: nothing, an infinity and NaN are 0 when nulls
 * are ignored and an error otherwise; negative values are 0.
 *
 * @throws Error in KEDA's words
 */
export function triggerValue(trigger: Trigger, values: number[]): number {
  const ignoreNulls = trigger.metadata.ignoreNullValues !== 'false';
  if (values.length === 0) {
    if (ignoreNulls) return 0;
    throw new Error(
      "prometheus metrics 'prometheus' target may be lost, the result is empty",
    );
  }
  if (values.length > 1) {
    throw new Error(
      `prometheus query ${trigger.metadata.query} returned multiple elements`,
    );
  }
  const [value] = values;
  if (!Number.isFinite(value)) {
    if (ignoreNulls) return 0;
    throw new Error(`promtheus query returns ${value}`);
  }
  return Math.max(0, value);
}
