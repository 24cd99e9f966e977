import { Clock } from '../clusters/Clock';
import { KubeTransport } from '../clusters/KubeTransport';
import { Limiter } from './Limiter';
import { BackoffOptions } from './recovery';
import { RequestOptions, RequestTimeouts } from './requests';

/** Where a reflector puts what it reads. Raw objects, as the API sends them. */
export interface ReflectorSink {
  /**
   * Begins a new list; nothing is visible until `commit`, which also removes what the list lacks. It takes the version
   * of the list, none when the whole collection is gone, and throws StreamError when the list is not what was asked for.
   */
  beginList(): {
    add(objects: readonly unknown[]): void;
    commit(version?: string): void;
  };
  put(object: unknown): void;
  remove(object: unknown): void;
}

/** Times and sizes of a reflector. */
export interface ReflectorSettings {
  timeouts: RequestTimeouts;
  backoff: BackoffOptions;
  pageSize: number;
  /** How often a custom resource that is not installed is looked for. */
  absentRetryMs: number;
  /** Longest wait that an API server may ask for with `Retry-After`. */
  maxRetryAfterMs: number;
}

/** Defaults of {@link ReflectorSettings}. */
export const DEFAULT_REFLECTOR_SETTINGS: ReflectorSettings = {
  timeouts: { answerMs: 10_000, silenceMs: 90_000 },
  backoff: { initialMs: 1_000, maxMs: 30_000 },
  pageSize: 500,
  absentRetryMs: 60_000,
  maxRetryAfterMs: 120_000,
};

/** Options of {@link Reflector}. */
export interface ReflectorOptions {
  transport: KubeTransport;
  /** Name for sentences, for example `apps/deployments`. */
  resource: string;
  /** Paths of the collection in all API versions that will do, the newest first. */
  paths: readonly string[];
  selection?: RequestOptions['selection'];
  countedPages?: RequestOptions['countedPages'];
  /** Leaves out what is of no use; forgotten once an API server refuses it, which then sends that too. */
  fieldSelector?: string;
  metadataOnly?: boolean;
  withoutManagedFields?: boolean;
  /** An API server may be without it: a 404 means that it is not installed. */
  custom: boolean;
  /** Shared by all reflectors of a cluster: so many of them list at a time. */
  listing?: Limiter;
  /** Whether to ask for the objects by `sendInitialEvents` before listing them; forgotten once that is refused. */
  canStream?: () => boolean;
  /** Whether a watch from this version brings all changes since; always, where it is absent. */
  canResume?: (version: string) => boolean;
  /** For a server that has lists only: how long to wait before the next. Such lists need no version. */
  pollMs?: number;
  sink: ReflectorSink;
  clock: Clock;
  settings: ReflectorSettings;
  /** Called for every sign of life of the API server. */
  onAlive: () => void;
  /** Whether the API server answered anybody just now. */
  isServerAlive: () => boolean;
  /** Called after the status or the message of the freshness changed. */
  onFreshness: () => void;
  /** Called after anything that the freshness tells has changed, times included. */
  onTouch?: () => void;
}
