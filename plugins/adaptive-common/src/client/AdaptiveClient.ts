import { ResponseError } from '@backstage/errors';
import {
  type AdaptiveStreamEvent,
  type CapacityResponse,
  type ClustersResponse,
  type Engine,
  type EngineRef,
  type EnginesRequest,
  type EnginesResponse,
  type HistoryRequest,
  type HistoryResponse,
  type MetricsRangeRequest,
  type MetricsRangeResponse,
  type PlanRequest,
  type PlanResponse,
  type PoolsRequest,
  type PoolsResponse,
  type ProblemsRequest,
  type ProblemsResponse,
  type RepositoriesResponse,
  type ScalingPathResponse,
  type SourcesResponse,
  stringifyEngineRef,
} from '../model';
import type {
  AdaptiveApi,
  AdaptiveRequestOptions,
  AdaptiveStreamOptions,
} from './types';
import { readAdaptiveEvents } from './readAdaptiveEvents';

/**
 * How an {@link AdaptiveClient} reaches the backend.
 *
 * @public
 */
export interface AdaptiveClientOptions {
  /** Gives the base URL of a plugin; the frontend's discovery API or the backend's discovery service. */
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  /** Sends requests; the frontend's fetch API adds the user's token. */
  fetchApi: { fetch: typeof fetch };
  /**
   * Milliseconds without a byte after which a stream counts as dead; the backend sends a heartbeat every 15 s.
   * Default 45000.
   */
  streamSilenceMs?: number;
}

function queryOf(values: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

function enginePath(ref: EngineRef): string {
  const segments = [ref.cluster, ref.namespace, ref.release];
  return `/engines/${segments.map(encodeURIComponent).join('/')}`;
}

function poolPath(ref: EngineRef, pool: string): string {
  return `${enginePath(ref)}/pools/${encodeURIComponent(pool)}`;
}

/** A 404 of our own route, not one of a proxy or of a backend without the plugin. */
function isNoSuchEngine(error: ResponseError): boolean {
  return error.statusCode === 404 && error.cause.name === 'NotFoundError';
}

/**
 * Client of the HTTP API under `/api/adaptive`, for browsers and for other backend plugins.
 *
 * @public
 */
export class AdaptiveClient implements AdaptiveApi {
  readonly #options: AdaptiveClientOptions;

  constructor(options: AdaptiveClientOptions) {
    this.#options = options;
  }

  async getEngines(
    request: EnginesRequest = {},
    options?: AdaptiveRequestOptions,
  ): Promise<EnginesResponse> {
    return await this.#get(`/engines${queryOf(request)}`, options);
  }

  async getEngine(
    ref: EngineRef,
    options?: AdaptiveRequestOptions,
  ): Promise<Engine | undefined> {
    return await this.#find(enginePath(ref), options);
  }

  async getHistory(
    ref: EngineRef,
    request: HistoryRequest = {},
    options?: AdaptiveRequestOptions,
  ): Promise<HistoryResponse | undefined> {
    return await this.#find(
      `${enginePath(ref)}/history${queryOf(request)}`,
      options,
    );
  }

  async getPools(
    request: PoolsRequest = {},
    options?: AdaptiveRequestOptions,
  ): Promise<PoolsResponse> {
    return await this.#get(`/pools${queryOf(request)}`, options);
  }

  async getScalingPath(
    ref: EngineRef,
    pool: string,
    options?: AdaptiveRequestOptions,
  ): Promise<ScalingPathResponse | undefined> {
    return await this.#find(`${poolPath(ref, pool)}/scaling-path`, options);
  }

  async getMetricsRange(
    ref: EngineRef,
    pool: string,
    request: MetricsRangeRequest,
    options?: AdaptiveRequestOptions,
  ): Promise<MetricsRangeResponse | undefined> {
    return await this.#find(
      `${poolPath(ref, pool)}/metrics${queryOf(request)}`,
      options,
    );
  }

  async getProblems(
    request: ProblemsRequest = {},
    options?: AdaptiveRequestOptions,
  ): Promise<ProblemsResponse> {
    return await this.#get(`/problems${queryOf(request)}`, options);
  }

  async getCapacity(
    options?: AdaptiveRequestOptions,
  ): Promise<CapacityResponse> {
    return await this.#get('/capacity', options);
  }

  async getClusters(
    options?: AdaptiveRequestOptions,
  ): Promise<ClustersResponse> {
    return await this.#get('/clusters', options);
  }

  async getSources(options?: AdaptiveRequestOptions): Promise<SourcesResponse> {
    return await this.#get('/sources', options);
  }

  async getRepositories(
    options?: AdaptiveRequestOptions,
  ): Promise<RepositoriesResponse> {
    return await this.#get('/repositories', options);
  }

  async plan(
    request: PlanRequest,
    options?: AdaptiveRequestOptions,
  ): Promise<PlanResponse> {
    const response = await this.#fetch('/plan', {
      ...options,
      accept: 'application/json',
      body: JSON.stringify(request),
    });
    return await response.json();
  }

  /**
   * Rejects when the backend refuses, when the connection breaks, and when it stays silent for longer than
   * `streamSilenceMs`; ends quietly when `signal` aborts or the server closes.
   */
  async *stream(
    options: AdaptiveStreamOptions & AdaptiveRequestOptions,
  ): AsyncIterable<AdaptiveStreamEvent> {
    const { engine, position, signal } = options;
    if (signal.aborted) return;
    const query = queryOf({ engine: engine && stringifyEngineRef(engine) });
    // Leaving the loop early must close the connection too, not only the caller's signal.
    const connection = new AbortController();
    const abort = () => connection.abort();
    signal.addEventListener('abort', abort);
    try {
      const response = await this.#fetch(`/stream${query}`, {
        token: options.token,
        signal: connection.signal,
        accept: 'text/event-stream',
        lastEventId: position?.lastEventId,
      });
      if (!response.body) throw new Error('The event stream has no body');
      yield* readAdaptiveEvents(
        response.body,
        this.#options.streamSilenceMs ?? 45_000,
        position,
      );
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', abort);
      connection.abort();
    }
  }

  /** What there is about an engine; undefined when there is no such engine. */
  async #find<T>(
    path: string,
    options?: AdaptiveRequestOptions,
  ): Promise<T | undefined> {
    try {
      return await this.#get<T>(path, options);
    } catch (error) {
      if (error instanceof ResponseError && isNoSuchEngine(error)) {
        return undefined;
      }
      throw error;
    }
  }

  async #get<T>(path: string, options?: AdaptiveRequestOptions): Promise<T> {
    const response = await this.#fetch(path, {
      ...options,
      accept: 'application/json',
    });
    return await response.json();
  }

  async #fetch(
    path: string,
    options: AdaptiveRequestOptions & {
      accept: string;
      body?: string;
      lastEventId?: string;
    },
  ): Promise<Response> {
    const { discoveryApi, fetchApi } = this.#options;
    const baseUrl = await discoveryApi.getBaseUrl('adaptive');
    const response = await fetchApi.fetch(`${baseUrl}${path}`, {
      ...(options.body !== undefined && { method: 'POST', body: options.body }),
      headers: {
        Accept: options.accept,
        ...(options.body !== undefined && {
          'Content-Type': 'application/json',
        }),
        ...(options.lastEventId && { 'Last-Event-ID': options.lastEventId }),
        ...(options.token && { Authorization: `Bearer ${options.token}` }),
      },
      signal: options.signal,
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }
}
