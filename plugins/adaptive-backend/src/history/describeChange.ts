import type {
  HistoryEntry,
  HistoryProblem,
  PoolCondition,
} from '@adaptive-portal/plugin-adaptive-common';
import { isDeepStrictEqual } from 'node:util';
import {
  carryConditions,
  statusBefore,
  withCarriedConditions,
} from './conditions';
import {
  conditionKey,
  type EngineState,
  type Observation,
  own,
  type PoolState,
  readConditionKey,
} from './observation';

type Without<Entry, Keys extends PropertyKey> = Entry extends unknown
  ? Omit<Entry, Keys>
  : never;

/** An entry before it has a place on the timeline. */
export type EntryContent = Without<HistoryEntry, 'id' | 'at'>;

/** What happened between two states, and the state after it; no state: the engine is gone. */
export interface Change {
  entries: EntryContent[];
  state?: EngineState;
}

/**
 * A condition is told when its status changes, not when it comes or goes. Of a pool that is new nothing is told: how
 * its conditions are is no change.
 */
function describeConditions(
  pool: string,
  { conditions: before }: Partial<PoolState> = {},
  { conditions = {} }: PoolState,
  remarks: readonly PoolCondition[],
): EntryContent[] {
  if (!before) return [];
  const after = carryConditions(before, conditions);
  const reasons = new Map(
    remarks.map(each => [conditionKey(each), each.reason]),
  );
  return Object.keys(after)
    .sort()
    .flatMap((key): EntryContent[] => {
      const [was, is] = [statusBefore(before, key), after[key]];
      if (was === undefined || was === is) return [];
      const reason = reasons.get(key);
      return [
        {
          kind: 'condition',
          pool,
          ...readConditionKey(key),
          status: is,
          before: was,
          ...(reason !== undefined && { reason }),
        },
      ];
    });
}

function describePool(
  pool: string,
  before: PoolState | undefined,
  after: PoolState | undefined,
  { remarks }: Observation,
): EntryContent[] {
  const entries: EntryContent[] = [];
  const from = before?.replicas;
  const to = after?.replicas;
  const {
    statusReason = '',
    scaleReason = '',
    conditions = [],
    ...facts
  } = own(remarks, pool) ?? {};
  if (
    from?.desired !== undefined &&
    to?.desired !== undefined &&
    from.desired !== to.desired
  ) {
    entries.push({
      kind: 'scale',
      pool,
      from: from.desired,
      to: to.desired,
      reason: scaleReason,
      ...facts,
    });
  }
  if (!isDeepStrictEqual(from, to)) {
    entries.push({
      kind: 'replicas',
      pool,
      ...(to && { replicas: to }),
      ...(from && { before: from }),
    });
  }
  if (!after) return entries;
  if (!isDeepStrictEqual(before?.autoscaling, after.autoscaling)) {
    entries.push({
      kind: 'autoscaling',
      pool,
      autoscaling: after.autoscaling,
      ...(before && { before: before.autoscaling }),
    });
  }
  entries.push(...describeConditions(pool, before, after, conditions));
  if (before?.status !== after.status) {
    entries.push({
      kind: 'poolStatus',
      pool,
      status: after.status,
      ...(before && { before: before.status }),
      reason: statusReason,
    });
  }
  return entries;
}

/** Of these a pool has one at a time: they say the same of its timeouts, and differ in what holds its size. */
const TIMEOUTS: ReadonlySet<string> = new Set([
  'at-max-with-timeouts',
  'timeouts-above-threshold',
  'timeouts-with-nothing-scaling',
]);

/** The new problem that says of the same pool what an old one said: that one is not over, it has another name. */
function successorOf(
  { code, pool }: HistoryProblem,
  raised: readonly string[],
  after: EngineState['problems'],
): HistoryProblem | undefined {
  return TIMEOUTS.has(code)
    ? raised
        .map(key => after[key])
        .find(problem => TIMEOUTS.has(problem.code) && problem.pool === pool)
    : undefined;
}

function describeProblems(
  before: EngineState['problems'],
  after: EngineState['problems'],
): EntryContent[] {
  const raised = Object.keys(after).filter(key => !Object.hasOwn(before, key));
  const cleared = Object.keys(before).filter(key => !Object.hasOwn(after, key));
  return [
    ...cleared.sort().map((key): EntryContent => {
      const successor = successorOf(before[key], raised, after);
      return {
        kind: 'problemCleared',
        ...before[key],
        ...(successor && { replacedBy: successor.sentence }),
      };
    }),
    ...raised
      .sort()
      .map((key): EntryContent => ({ kind: 'problemRaised', ...after[key] })),
  ];
}

function describeStatus(
  before: EngineState | undefined,
  { state, statusReason }: Observation,
): EntryContent[] {
  if (before?.status === state.status) return [];
  return [
    {
      kind: 'engineStatus',
      status: state.status,
      ...(before && { before: before.status }),
      reason: statusReason,
    },
  ];
}

/** Tells the entries that lead from what is remembered of an engine to what was observed. Pure. */
export function describeChange(
  before: EngineState | undefined,
  observation: Observation,
): Change {
  const { kind, state } = observation;
  if (kind === 'gone') {
    // Pools and problems end with their engine, so that nothing on the timeline goes on without it.
    const pools = Object.keys(before?.pools ?? {}).sort();
    return {
      entries: before
        ? [
            ...pools.flatMap(name =>
              describePool(
                name,
                own(before.pools, name),
                undefined,
                observation,
              ),
            ),
            ...describeProblems(before.problems, {}),
            { kind: 'removed' },
          ]
        : [],
    };
  }
  if (kind === 'blind') {
    // An engine that was never seen is not remembered as one that cannot be seen.
    return before
      ? {
          entries: describeStatus(before, observation),
          state: { ...before, status: state.status },
        }
      : { entries: [] };
  }
  const names = new Set([
    ...Object.keys(before?.pools ?? {}),
    ...Object.keys(state.pools),
  ]);
  const problems = Object.fromEntries(
    Object.entries(state.problems).map(([key, problem]) => [
      key,
      own(before?.problems, key) ?? problem,
    ]),
  );
  return {
    entries: [
      ...(before ? [] : [{ kind: 'appeared' } as const]),
      ...[...names]
        .sort()
        .flatMap(name =>
          describePool(
            name,
            own(before?.pools, name),
            own(state.pools, name),
            observation,
          ),
        ),
      ...describeProblems(before?.problems ?? {}, state.problems),
      ...describeStatus(before, observation),
    ],
    state: withCarriedConditions(before, { ...state, problems }),
  };
}
