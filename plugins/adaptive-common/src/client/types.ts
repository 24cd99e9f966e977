import type {
  AdaptiveStreamEvent,
  CapacityResponse,
  ClustersResponse,
  Engine,
  EngineRef,
  EnginesRequest,
  EnginesResponse,
  HistoryRequest,
  HistoryResponse,
  MetricsRangeRequest,
  MetricsRangeResponse,
  PlanRequest,
  PlanResponse,
  PoolsRequest,
  PoolsResponse,
  ProblemsRequest,
  ProblemsResponse,
  RepositoriesResponse,
  ScalingPathResponse,
  SourcesResponse,
} from '../model';

/**
 * How far a reader of a stream has come. Begins empty and is kept up to date by the client.
 *
 * @public
 */
export interface StreamPosition {
  lastEventId?: string;
}

/**
 * What a stream delivers.
 *
 * @public
 */
export interface AdaptiveStreamOptions {
  /** One engine in full detail; without it, summaries of every visible engine. */
  engine?: EngineRef;
  /**
   * Where to go on after a cut: the object that the stream before was given. If the backend still knows, the stream
   * begins with `resumed` and tells only what was missed; otherwise everything comes again.
   */
  position?: StreamPosition;
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

  /** One page of the compute pools of all engines that the caller may see. */
  getPools(
    request?: PoolsRequest,
    options?: AdaptiveRequestOptions,
  ): Promise<PoolsResponse>;

  /**
   * Why a pool has the replicas it has; `undefined` when there is no such engine or pool, or the caller may not see it.
   *
   * @param pool - raw or normalised name
   */
  getScalingPath(
    ref: EngineRef,
    pool: string,
    options?: AdaptiveRequestOptions,
  ): Promise<ScalingPathResponse | undefined>;

  /**
   * A metric of a pool over time; `undefined` when there is no such engine or pool, or the caller may not see it.
   *
   * @param pool - raw or normalised name
   */
  getMetricsRange(
    ref: EngineRef,
    pool: string,
    request: MetricsRangeRequest,
    options?: AdaptiveRequestOptions,
  ): Promise<MetricsRangeResponse | undefined>;

  /** One page of the problems of all engines that the caller may see, the most severe first. */
  getProblems(
    request?: ProblemsRequest,
    options?: AdaptiveRequestOptions,
  ): Promise<ProblemsResponse>;

  getClusters(options?: AdaptiveRequestOptions): Promise<ClustersResponse>;

  /** GPUs per cluster and product. */
  getCapacity(options?: AdaptiveRequestOptions): Promise<CapacityResponse>;

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
