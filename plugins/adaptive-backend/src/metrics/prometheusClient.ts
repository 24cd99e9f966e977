import { instruments } from '../telemetry/instruments';
import { fetchText, isRecord, oneLine, parseJson, SourceError } from './http';
import type { HttpOptions } from './http';

/** One element of an instant vector. `value` may be NaN or infinite. */
export interface Sample {
  labels: Record<string, string>;
  /** Unix seconds. */
  at: number;
  value: number;
}

/** One series of a range query. */
export interface Series {
  labels: Record<string, string>;
  points: Array<[number, number]>;
}

export interface QueryAnswer<T> {
  result: T[];
  /** Elements that were left out because they do not have the shape of the API. */
  malformed: number;
  warnings: string[];
}

export interface PrometheusClientOptions extends HttpOptions {
  url: string;
  /** Parameters of every query besides the query itself, such as `dedup` of Thanos. */
  params?: Record<string, string>;
}

/** Warnings that are told; a store gateway may have one per block. */
const MAX_WARNINGS = 3;

/**
 * Why an answer may be incomplete. Thanos and Prometheus say it in `warnings`, VictoriaMetrics in `isPartial`. What begins
 * with `PromQL info` is advice about the query: newer versions have it in `infos`.
 */
function readWarnings(body: Record<string, unknown>): string[] {
  const warnings = (Array.isArray(body.warnings) ? body.warnings : [])
    .filter((warning): warning is string => typeof warning === 'string')
    .filter(warning => !warning.startsWith('PromQL info'));
  const told = warnings.slice(0, MAX_WARNINGS).map(oneLine);
  const more = warnings.length - told.length;
  return [
    ...told,
    ...(more > 0 ? [`and ${more} more warnings`] : []),
    ...(body.isPartial === true ? ['the answer is partial'] : []),
  ];
}

function readLabels(value: unknown): Record<string, string> | undefined {
  return isRecord(value) &&
    Object.values(value).every(label => typeof label === 'string')
    ? (value as Record<string, string>)
    : undefined;
}

/** Reads `[unix seconds, "text"]`, where the text may be `NaN`, `+Inf` or `-Inf`. */
function readPoint(value: unknown): [number, number] | undefined {
  if (!Array.isArray(value) || typeof value[0] !== 'number') {
    return undefined;
  }
  const text: unknown = value[1];
  if (typeof text !== 'string' || text === '') {
    return undefined;
  }
  if (text === 'NaN') {
    return [value[0], NaN];
  }
  const number = Number(text.replace(/^([+-]?)Inf$/, '$1Infinity'));
  return Number.isNaN(number) ? undefined : [value[0], number];
}

function readSample(element: unknown): Sample | undefined {
  const labels = isRecord(element) ? readLabels(element.metric) : undefined;
  const point = isRecord(element) ? readPoint(element.value) : undefined;
  return labels && point
    ? { labels, at: point[0], value: point[1] }
    : undefined;
}

function readSeries(element: unknown): Series | undefined {
  const labels = isRecord(element) ? readLabels(element.metric) : undefined;
  if (!labels || !isRecord(element) || !Array.isArray(element.values)) {
    return undefined;
  }
  const points = element.values.map(readPoint);
  return points.every((p): p is [number, number] => p !== undefined)
    ? { labels, points }
    : undefined;
}

function parseEnvelope(text: string, status: number): Record<string, unknown> {
  const body = parseJson(text, status, 'a Prometheus');
  if (!isRecord(body)) {
    throw new SourceError(`Answered ${status} without an envelope`, status);
  }
  return body;
}

function readEnvelope(text: string, status: number): Record<string, unknown> {
  const body = parseEnvelope(text, status);
  if (status < 200 || status > 299 || body.status !== 'success') {
    const cause = typeof body.error === 'string' ? `: ${body.error}` : '';
    throw new SourceError(`Answered ${status}${cause}`, status);
  }
  return body;
}

/** Talks to one Prometheus HTTP API (§ "Instant queries" and "Range queries" of its documentation). */
export class PrometheusClient {
  readonly #options: PrometheusClientOptions;

  constructor(options: PrometheusClientOptions) {
    this.#options = options;
  }

  /** @throws SourceError for everything that is not a vector */
  async query(
    query: string,
    signal: AbortSignal,
  ): Promise<QueryAnswer<Sample>> {
    // Without a time it is the server's own now: a clock that is ahead of it would find nothing yet.
    return this.#read('query', { query }, 'vector', readSample, signal);
  }

  /** @throws SourceError for everything that is not a matrix */
  async queryRange(
    query: string,
    options: { start: number; end: number; step: number; signal: AbortSignal },
  ): Promise<QueryAnswer<Series>> {
    const form = {
      query,
      start: String(options.start),
      end: String(options.end),
      step: String(options.step),
    };
    return this.#read(
      'query_range',
      form,
      'matrix',
      readSeries,
      options.signal,
    );
  }

  /**
   * Groups of alerting rules with the alerts that they raise, as the API answers them.
   *
   * @throws SourceError for everything that is not a list of groups
   */
  async alertingRules(signal: AbortSignal): Promise<unknown[]> {
    const { url, params } = this.#options;
    const query = new URLSearchParams({ ...params, type: 'alert' });
    const { status, text } = await fetchText(this.#options, {
      url: `${url}/api/v1/rules?${query}`,
      signal,
    });
    const { data } = readEnvelope(text, status);
    if (!isRecord(data) || !Array.isArray(data.groups)) {
      throw new SourceError('Answered without data.groups');
    }
    return data.groups;
  }

  async #read<T>(
    path: string,
    form: Record<string, string>,
    resultType: string,
    read: (element: unknown) => T | undefined,
    signal: AbortSignal,
  ): Promise<QueryAnswer<T>> {
    const body = await this.#post(path, form, signal);
    const data = body.data;
    if (!isRecord(data) || !Array.isArray(data.result)) {
      throw new SourceError('Answered without data.result');
    }
    if (data.resultType !== resultType) {
      throw new SourceError(
        `Answered a ${String(
          data.resultType,
        )} where a ${resultType} was asked for`,
      );
    }
    const result = data.result.map(read);
    const valid = result.filter((e): e is Awaited<T> & T => e !== undefined);
    return {
      result: valid,
      malformed: result.length - valid.length,
      warnings: readWarnings(body),
    };
  }

  async #post(
    path: string,
    form: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const { url, params, timeoutMs } = this.#options;
    const beganAt = performance.now();
    let outcome = 'error';
    try {
      const { status, text } = await fetchText(this.#options, {
        url: `${url}/api/v1/${path}`,
        form: {
          ...params,
          ...form,
          timeout: `${Math.ceil(timeoutMs / 1000)}s`,
        },
        signal,
      });
      const body = readEnvelope(text, status);
      outcome = 'success';
      return body;
    } finally {
      const seconds = (performance.now() - beganAt) / 1000;
      instruments().queries.record(seconds, { path, outcome });
    }
  }
}
