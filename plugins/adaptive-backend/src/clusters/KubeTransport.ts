/** Answer to a request, its body not read yet. */
export interface KubeResponse {
  status: number;
  /** From a `Retry-After` header. */
  retryAfterMs?: number;
  /** Must be read to the end, or the request's signal aborted. */
  body: AsyncIterable<Uint8Array>;
}

/** Read access to one API server. */
export interface KubeTransport {
  /**
   * Resolves when the limits of the API server allow another request; to be waited for before each one, and before its
   * time is counted: the wait is not the server's fault.
   *
   * @param isUrgent - before all others that wait
   * @throws the signal's reason when that aborts before
   */
  turn(signal: AbortSignal, isUrgent?: boolean): Promise<void>;
  /**
   * @param path - absolute path with query
   * @param accept - media types, plain JSON when it is left out
   * @throws KubeTransportError when there is no answer; the signal's reason when that was aborted
   */
  get(
    path: string,
    signal: AbortSignal,
    accept?: string,
  ): Promise<KubeResponse>;
  /**
   * For what is read by POST only, such as the searches of tools behind the service proxy.
   *
   * @param json - body of the request
   * @throws as `get`
   */
  post(path: string, json: string, signal: AbortSignal): Promise<KubeResponse>;
  /** See `ClusterCredentials.refresh`. */
  refreshCredentials(): Promise<boolean>;
  /** Ends all requests and speaks over new connections from now on: those that are there may lead nowhere. */
  reconnect(): void;
  /** Ends all requests and closes all connections. */
  close(): Promise<void>;
}
