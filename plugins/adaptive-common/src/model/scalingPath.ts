/**
 * The six stages from a metric to a running GPU worker, in causal order.
 *
 * @public
 */
export type StageId =
  | 'metric'
  | 'trigger'
  | 'hpa'
  | 'workload'
  | 'pods'
  | 'nodes';

/**
 * - `ok`: passes what it gets on
 * - `limiting`: works as configured, and is what keeps the pool from more (or fewer) replicas
 * - `broken`: does not work
 * - `unknown`: cannot be seen
 * - `inactive`: deliberately off (paused, no autoscaling)
 *
 * @public
 */
export type StageVerdict =
  | 'ok'
  | 'limiting'
  | 'broken'
  | 'unknown'
  | 'inactive';

/**
 * One stage of a scaling path.
 *
 * @public
 */
export interface Stage {
  id: StageId;
  verdict: StageVerdict;
  /** Short value with unit, for example `23 %` or `wants 3, now 6`. */
  value: string;
  /** The limit it is measured against, for example `above 10 %`. */
  limit?: string;
  /** One sentence in plain words. */
  sentence: string;
  /** When the value was observed, ISO 8601; absent when nothing was observed. */
  observedAt?: string;
  /** Object the value comes from, as in `ProblemEvidence.object`. */
  source?: string;
}

/**
 * Why a pool has the replicas it has, and what happens next.
 *
 * @public
 */
export interface ScalingPath {
  /** Always all six stages, in causal order. */
  stages: Stage[];
  /**
   * The first stage that is broken, or else the one that binds: the last that limits, as a wider limit before it would
   * change nothing. Absent when all is well.
   */
  limitedBy?: StageId;
  /** Two or three sentences for people: what is, why, what happens next. */
  summary: string;
  /** Replicas recomputed from the inputs with KEDA's and the HPA's arithmetic; absent when it cannot be computed. */
  computedReplicas?: number;
  /**
   * - `explained`: the recomputed number agrees with what the HPA wants
   * - `cannotExplain`: it does not, and the summary says so
   * - `notApplicable`: nothing to recompute (no autoscaling, paused, inputs missing)
   */
  agreement: 'explained' | 'cannotExplain' | 'notApplicable';
  next?: {
    replicas: number;
    /** Earliest time of the change, ISO 8601; absent when it only depends on the metric. */
    notBefore?: string;
    sentence: string;
  };
}
