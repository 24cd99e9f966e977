import type {
  AdaptiveStreamEvent,
  ClustersResponse,
  Engine,
  EngineRef,
  EnginesRequest,
  EnginesResponse,
  HistoryRequest,
  HistoryResponse,
  PlanRequest,
  PlanResponse,
  RepositoriesResponse,
  SourcesResponse,
} from '../model';

/**
 * What a stream delivers.
 *
 * @public
 */
export interface AdaptiveStreamOptions {
  /** One engine in full detail; without it, summaries of every visible engine. */
  engine?: EngineRef;
  /** Ends the stream. */
  signal: AbortSignal;
}

/**
 * Options every call takes.
 *
 * @public
 */
export interface AdaptiveRequestOptions {
  /** Service token; in the browser the fetch API adds the user's. */
  token?: string;
  signal?: AbortSignal;
}

/**
 * Client of the HTTP API under `/api/adaptive`.
 *
 * Methods reject with `ResponseError` of `@backstage/errors` when the backend answers with an error.
 *
 * @public
 */
export interface AdaptiveApi {
  getEngines(
    request?: EnginesRequest,
    options?: AdaptiveRequestOptions,
  ): Promise<EnginesResponse>;

  /** `undefined` when there is no such engine, or the caller may not see it. */
  getEngine(
    ref: EngineRef,
    options?: AdaptiveRequestOptions,
  ): Promise<Engine | undefined>;

  /**
   * One page of what happened to an engine, oldest first; `undefined` when there is no such engine, or the caller may
   * not see it.
   */
  getHistory(
    ref: EngineRef,
    request?: HistoryRequest,
    options?: AdaptiveRequestOptions,
  ): Promise<HistoryResponse | undefined>;

  getClusters(options?: AdaptiveRequestOptions): Promise<ClustersResponse>;

  getSources(options?: AdaptiveRequestOptions): Promise<SourcesResponse>;

  getRepositories(
    options?: AdaptiveRequestOptions,
  ): Promise<RepositoriesResponse>;

  /**
   * Facts that a plan of a change is made of, as far as the caller may know them, and findings of the strict schemas in
   * `request.files`. Changes nothing anywhere.
   */
  plan(
    request: PlanRequest,
    options?: AdaptiveRequestOptions,
  ): Promise<PlanResponse>;

  /**
   * Yields events until the stream ends or `signal` aborts; does not reconnect by itself.
   */
  stream(
    options: AdaptiveStreamOptions & AdaptiveRequestOptions,
  ): AsyncIterable<AdaptiveStreamEvent>;
}
