import type {
  EngineStatus,
  PoolCondition,
  PoolReplicas,
  PoolStatus,
} from './engine';
import type { ProblemSeverity } from './problem';
import type { StageId } from './scalingPath';

/**
 * What every entry of a timeline has.
 *
 * @public
 */
export interface HistoryEntryBase {
  /** Unique in the answers of one backend; opaque. */
  id: string;
  /** When the portal saw the change, ISO 8601 in UTC. */
  at: string;
}

/**
 * What decides the replicas of a pool, as far as it is worth remembering.
 *
 * @public
 */
export interface HistoryAutoscaling {
  mode: 'keda' | 'hpa' | 'none';
  paused: boolean;
  fallbackActive: boolean;
}

/**
 * The replicas of a pool changed. Without `before` the pool was not there, without `replicas` it is there no longer.
 *
 * @public
 */
export interface ReplicasEntry extends HistoryEntryBase {
  kind: 'replicas';
  pool: string;
  replicas?: PoolReplicas;
  before?: PoolReplicas;
}

/**
 * The scaler changed its mind about the number of replicas.
 *
 * @public
 */
export interface ScaleEntry extends HistoryEntryBase {
  kind: 'scale';
  pool: string;
  /** Desired replicas before and after. */
  from: number;
  to: number;
  /** What the metric and the scaler said at that time, one or two sentences. */
  reason: string;
  /** TTFT timeout ratio at that time, 0 to 1; absent when there was no series. */
  ttftTimeoutRatio?: number;
  /** Threshold of the trigger at that time, 0 to 1. */
  threshold?: number;
  /** Stage of the scaling path that limited at that time. */
  limitedBy?: StageId;
}

/**
 * The status of a pool changed.
 *
 * @public
 */
export interface PoolStatusEntry extends HistoryEntryBase {
  kind: 'poolStatus';
  pool: string;
  status: PoolStatus;
  /** Absent for the first status that was seen. */
  before?: PoolStatus;
  /** Why, as the page said at that time. */
  reason: string;
}

/**
 * The status of the whole engine changed; `unknown` while its cluster could not be read.
 *
 * @public
 */
export interface EngineStatusEntry extends HistoryEntryBase {
  kind: 'engineStatus';
  status: EngineStatus;
  /** Absent for the first status that was seen. */
  before?: EngineStatus;
  /** Why, as the page said at that time. */
  reason: string;
}

/**
 * How a pool is scaled changed: paused, resumed, fallback, another scaler.
 *
 * @public
 */
export interface AutoscalingEntry extends HistoryEntryBase {
  kind: 'autoscaling';
  pool: string;
  autoscaling: HistoryAutoscaling;
  /** Absent for a pool that was not there. */
  before?: HistoryAutoscaling;
}

/**
 * The status of a condition of a pool changed. A condition that an object does not have for a moment is none.
 *
 * @public
 */
export interface ConditionEntry extends HistoryEntryBase {
  kind: 'condition';
  pool: string;
  of: PoolCondition['of'];
  /** For example `ScalingLimited`. */
  type: string;
  /** Absent in entries of older versions, when the object no longer had the condition. */
  status?: PoolCondition['status'];
  /** Absent in entries of older versions, when it did not have it. */
  before?: PoolCondition['status'];
  /** Reason that the controller gave, one word. */
  reason?: string;
}

/**
 * A problem came, or went. Cleared entries say when it had come.
 *
 * @public
 */
export interface ProblemEntry extends HistoryEntryBase {
  kind: 'problemRaised' | 'problemCleared';
  /** Absent for a problem of the whole engine. */
  pool?: string;
  code: string;
  severity: ProblemSeverity;
  /** The sentence with which the problem came. */
  sentence: string;
  /** When it was first seen, ISO 8601. */
  since: string;
  /**
   * Of a cleared one: the sentence of the problem that came at the same time and says the same of the pool, so that
   * what this one told is not over.
   */
  replacedBy?: string;
}

/**
 * The engine was seen for the first time, or its cluster answered without it.
 *
 * @public
 */
export interface PresenceEntry extends HistoryEntryBase {
  kind: 'appeared' | 'removed';
}

/**
 * Nothing was recorded from `from` to `at`: no backend ran, or more happened than it could keep.
 *
 * @public
 */
export interface GapEntry extends HistoryEntryBase {
  kind: 'gap';
  from: string;
  reason: string;
}

/**
 * One change in the life of an engine.
 *
 * @public
 */
export type HistoryEntry =
  | ReplicasEntry
  | ScaleEntry
  | PoolStatusEntry
  | EngineStatusEntry
  | AutoscalingEntry
  | ConditionEntry
  | ProblemEntry
  | PresenceEntry
  | GapEntry;

/**
 * A problem that was there at some time.
 *
 * @public
 */
export type HistoryProblem = Omit<
  ProblemEntry,
  'id' | 'at' | 'kind' | 'replacedBy'
>;

/**
 * How an engine was when a window of its history begins.
 *
 * @public
 */
export interface HistoryStart {
  /** Absent when the engine was not known then. */
  status?: EngineStatus;
  /** By name; pools that were not known then are left out. */
  pools: Array<{ name: string; replicas: PoolReplicas }>;
  /** Problems that were there already. */
  problems: HistoryProblem[];
}

/**
 * Window and page of `GET /api/adaptive/engines/{cluster}/{namespace}/{release}/history`.
 *
 * @public
 */
export interface HistoryRequest {
  /** ISO 8601 or Unix seconds, included. Default: 24 hours before `to`. */
  from?: string;
  /** ISO 8601 or Unix seconds, excluded. Default: now. */
  to?: string;
  /** Only entries of this pool, by raw name, and those of the whole engine. */
  pool?: string;
  /** Entries per page, 1 to 1000. Default 200. */
  limit?: number;
  /** `nextCursor` of the page before; the other parameters must stay the same. */
  cursor?: string;
}

/**
 * Answer of `GET /api/adaptive/engines/{cluster}/{namespace}/{release}/history`.
 *
 * @public
 */
export interface HistoryResponse {
  /** Oldest first, in stable order. */
  items: HistoryEntry[];
  /** How the engine was at `from`, so that a chart can begin there; on the first page only. */
  start?: HistoryStart;
  /** Opaque; absent on the last page. */
  nextCursor?: string;
  /** Days after which entries are deleted. */
  retentionDays: number;
}
