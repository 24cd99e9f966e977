import { isError } from '@backstage/errors';

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

/** Why a source could not be read; the message holds neither credentials nor request headers. */
export class PrometheusError extends Error {
  constructor(
    message: string,
    /** HTTP status, absent when there was no usable answer. */
    readonly statusCode?: number,
  ) {
    super(message);
    this.name = 'PrometheusError';
  }
}

export interface PrometheusClientOptions {
  url: string;
  headers: Record<string, string>;
  timeoutMs: number;
  maxBytes: number;
  fetch: typeof fetch;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

/** Reads a body of at most `maxBytes`, so that a huge answer cannot take the memory of the backend. */
async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new PrometheusError(
        `The answer is larger than ${maxBytes} bytes; narrow the source's series`,
      );
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseEnvelope(text: string, status: number): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new PrometheusError(
      `Answered ${status} with something that is not JSON; is the URL that of a Prometheus?`,
      status,
    );
  }
  if (!isRecord(body)) {
    throw new PrometheusError(`Answered ${status} without an envelope`, status);
  }
  return body;
}

/** Talks to one Prometheus HTTP API (§ "Instant queries" and "Range queries" of its documentation). */
export class PrometheusClient {
  readonly #options: PrometheusClientOptions;

  constructor(options: PrometheusClientOptions) {
    this.#options = options;
  }

  /** @throws PrometheusError for everything that is not a vector */
  async query(
    query: string,
    options: { time: number; signal: AbortSignal },
  ): Promise<QueryAnswer<Sample>> {
    const form = { query, time: String(options.time) };
    return this.#read('query', form, 'vector', readSample, options.signal);
  }

  /** @throws PrometheusError for everything that is not a matrix */
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
      throw new PrometheusError('Answered without data.result');
    }
    if (data.resultType !== resultType) {
      throw new PrometheusError(
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
      warnings: Array.isArray(body.warnings) ? body.warnings.map(String) : [],
    };
  }

  async #post(
    path: string,
    form: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const { url, headers, timeoutMs, maxBytes } = this.#options;
    try {
      const response = await this.#options.fetch(`${url}/api/v1/${path}`, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({
          ...form,
          timeout: `${Math.ceil(timeoutMs / 1000)}s`,
        }).toString(),
        // The headers may hold a credential, which must not follow a redirect to another host.
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      if (response.status === 401 || response.status === 403) {
        await response.body?.cancel();
        throw new PrometheusError(
          `Answered ${response.status}: check the source's headers`,
          response.status,
        );
      }
      const text = await readText(response, maxBytes);
      const body = parseEnvelope(text, response.status);
      if (!response.ok || body.status !== 'success') {
        const cause = typeof body.error === 'string' ? `: ${body.error}` : '';
        throw new PrometheusError(
          `Answered ${response.status}${cause}`,
          response.status,
        );
      }
      return body;
    } catch (error) {
      throw this.#describe(error);
    }
  }

  #describe(error: unknown): PrometheusError {
    if (error instanceof PrometheusError) {
      return error;
    }
    if (isError(error) && error.name === 'TimeoutError') {
      return new PrometheusError(
        `No answer within ${this.#options.timeoutMs / 1000} s`,
      );
    }
    const cause = isError(error) && isError(error.cause) ? error.cause : error;
    return new PrometheusError(
      `Cannot be reached: ${isError(cause) ? cause.message : String(cause)}`,
    );
  }
}
