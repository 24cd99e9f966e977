import {
  type ComputePool,
  type Engine,
  type EngineRef,
  type EngineStatus,
  type HistoryAutoscaling,
  type HistoryProblem,
  type PoolCondition,
  type PoolReplicas,
  type PoolStatus,
  type StageId,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';

/** What is remembered of a pool. */
export interface PoolState {
  status: PoolStatus;
  replicas: PoolReplicas;
  autoscaling: HistoryAutoscaling;
  /** Status by {@link conditionKey}; absent in what was written before conditions were remembered. */
  conditions?: Record<string, PoolCondition['status']>;
}

/** What is remembered of an engine: a change of it becomes an entry. */
export interface EngineState {
  status: EngineStatus;
  /** By raw name. */
  pools: Record<string, PoolState>;
  /** By {@link problemKey}. */
  problems: Record<string, HistoryProblem>;
}

/** Explanations of a state. They change with every sample, so they are no change by themselves. */
export interface PoolRemarks {
  statusReason: string;
  scaleReason: string;
  ttftTimeoutRatio?: number;
  threshold?: number;
  limitedBy?: StageId;
  conditions: readonly PoolCondition[];
}

/** An engine at a time. */
export interface Observation {
  /** `<cluster>/<namespace>/<release>`. */
  engine: string;
  cluster: string;
  /** Milliseconds since the epoch. */
  at: number;
  /**
   * - `seen`: its cluster shows it like that
   * - `blind`: its cluster cannot be read, so that pools and problems are what they were
   * - `gone`: its cluster answered without it
   */
  kind: 'seen' | 'blind' | 'gone';
  state: EngineState;
  statusReason: string;
  remarks: Record<string, PoolRemarks>;
  /** Equal for two observations between which nothing changed. */
  fingerprint: string;
}

/** The value under an own key: a pool may be called `constructor`. */
export function own<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A problem is the same as long as code and pool are: its numbers change all the time. */
export function problemKey(problem: { code: string; pool?: string }): string {
  return `${problem.code} ${problem.pool ?? ''}`;
}

/** A condition is the same as long as object and type are: reasons change with every decision of a scaler. */
export function conditionKey({
  of,
  type,
}: Pick<PoolCondition, 'of' | 'type'>): string {
  return `${of} ${type}`;
}

/** What {@link conditionKey} was made of. */
export function readConditionKey(
  key: string,
): Pick<PoolCondition, 'of' | 'type'> {
  const [of, ...type] = key.split(' ');
  return {
    of: of === 'scaledObject' || of === 'hpa' ? of : 'workload',
    type: type.join(' '),
  };
}

/** Equal for equal states, whatever problems say about themselves. */
export function fingerprintOf(state: EngineState): string {
  const { status, pools, problems } = state;
  return JSON.stringify([
    status,
    Object.keys(pools)
      .sort()
      .map(name => {
        const {
          status: poolStatus,
          replicas,
          autoscaling,
          conditions,
        } = pools[name];
        const { min, max, desired, current, ready, starting, pending } =
          replicas;
        const { mode, paused, fallbackActive } = autoscaling;
        return [
          name,
          poolStatus,
          [min, max, desired, current, ready, starting, pending],
          [mode, paused, fallbackActive],
          Object.entries(conditions ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
        ];
      }),
    Object.keys(problems).sort(),
  ]);
}

/** Without the counts that are not known, as JSON has them. */
function knownCounts(replicas: PoolReplicas): PoolReplicas {
  const { min, max, desired, current, ready, starting, pending } = replicas;
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(desired !== undefined && { desired }),
    current,
    ready,
    starting,
    pending,
  };
}

function stateOf(engine: Engine, at: number): EngineState {
  const pools: EngineState['pools'] = {};
  for (const pool of engine.computePools) {
    const { name, status, replicas, autoscaling, conditions = [] } = pool;
    pools[name] = {
      status,
      replicas: knownCounts(replicas),
      autoscaling: {
        mode: autoscaling.mode,
        paused: autoscaling.paused ?? false,
        fallbackActive: autoscaling.fallbackActive ?? false,
      },
      conditions: Object.fromEntries(
        conditions.map(each => [conditionKey(each), each.status]),
      ),
    };
  }
  const problems: EngineState['problems'] = {};
  for (const { code, pool, severity, sentence, since } of engine.problems) {
    const problem = {
      code,
      ...(pool !== undefined && { pool }),
      severity,
      sentence,
      since: since ?? new Date(at).toISOString(),
    };
    // The worst comes first: several of one code count as one.
    problems[problemKey(problem)] ??= problem;
  }
  return { status: engine.status, pools, problems };
}

/** Why the scaler wants what it wants: what the metric says, and what holds the scaler back. */
function scaleReasonOf({ autoscaling, scalingPath }: ComputePool): string {
  const { stages, summary } = scalingPath;
  if (autoscaling.mode === 'none') {
    return 'The workload was changed; nothing scales this pool.';
  }
  const metric = stages.find(({ id }) => id === 'metric');
  const hpa = stages.find(({ id }) => id === 'hpa');
  // An HPA that just works speaks of what it will do next: that is no reason.
  const said = [metric, hpa?.verdict === 'ok' ? undefined : hpa].flatMap(
    stage => (stage ? [stage.sentence] : []),
  );
  return said.length > 0 ? said.join(' ') : summary;
}

function remarksOf(engine: Engine): Record<string, PoolRemarks> {
  const remarks: Record<string, PoolRemarks> = {};
  for (const pool of engine.computePools) {
    const { value } = pool.metrics.ttftTimeoutRatio;
    const { threshold } = pool.autoscaling;
    const { limitedBy } = pool.scalingPath;
    remarks[pool.name] = {
      statusReason: pool.statusReason,
      scaleReason: scaleReasonOf(pool),
      ...(value !== undefined && { ttftTimeoutRatio: value }),
      ...(threshold !== undefined && { threshold }),
      ...(limitedBy && { limitedBy }),
      conditions: pool.conditions ?? [],
    };
  }
  return remarks;
}

const BLIND: ReadonlySet<string> = new Set([
  'unreachable',
  'notPermitted',
  'notWatchable',
]);

/**
 * What there is to remember of an engine; undefined while a source that it is made of has not spoken yet: what the
 * view shows then is not the engine's state, only how far the portal has come.
 */
export function observeEngine(
  engine: Engine,
  at: number,
): Observation | undefined {
  const base = {
    engine: stringifyEngineRef(engine.ref),
    cluster: engine.ref.cluster,
    at,
    statusReason: engine.statusReason,
  };
  if (engine.status === 'unknown' && BLIND.has(engine.freshness.status)) {
    return {
      ...base,
      kind: 'blind',
      state: { status: 'unknown', pools: {}, problems: {} },
      remarks: {},
      fingerprint: 'blind',
    };
  }
  if (
    engine.freshness.status !== 'live' ||
    engine.sources.some(({ freshness }) => freshness.status === 'connecting')
  ) {
    return undefined;
  }
  const state = stateOf(engine, at);
  return {
    ...base,
    kind: 'seen',
    state,
    remarks: remarksOf(engine),
    fingerprint: fingerprintOf(state),
  };
}

/** The cluster of the engine answered without it. */
export function observeRemoval(ref: EngineRef, at: number): Observation {
  return {
    engine: stringifyEngineRef(ref),
    cluster: ref.cluster,
    at,
    kind: 'gone',
    state: { status: 'unknown', pools: {}, problems: {} },
    statusReason: '',
    remarks: {},
    fingerprint: 'gone',
  };
}
