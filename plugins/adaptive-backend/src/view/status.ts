import type {
  ComputePool,
  EngineStatus,
  Freshness,
  PoolStatus,
  Problem,
  ScalingPath,
} from '@adaptive-portal/plugin-adaptive-common';
import { isBlind, whyLastKnown } from './lastKnown';
import { isTerminating } from './pods';
import type { PoolContext } from './poolContext';
import { count, percent } from './text';
import { isHeld, readsOnlyItself } from './waking';

interface Verdict<Status> {
  status: Status;
  reason: string;
}

/** Problems that keep a pod from running. */
const POD_CODES = new Set([
  'crash-loop',
  'oom-killed',
  'image-pull',
  'container-config-error',
  'pods-not-created',
]);

/** Problems that degrade a pool although they are not critical. */
const DEGRADING_CODES = new Set([
  'fallback-active',
  'desired-not-reached',
  'pod-failed',
]);

/** Critical problems that have a status of their own further down. */
const OWN_STATUS = new Set([
  'at-max-with-timeouts',
  'timeouts-with-nothing-scaling',
]);

function replicasText({ replicas }: PoolContext): string {
  const parts = [
    `${replicas.ready} of ${count(
      replicas.desired ?? replicas.current,
      'replica',
    )} Ready`,
    ...(replicas.starting > 0 ? [`${replicas.starting} starting`] : []),
    ...(replicas.pending > 0 ? [`${replicas.pending} pending`] : []),
  ];
  return parts.join(', ');
}

/** Replicas that are not Ready, as a sentence of its own; `''` when all are. */
function unsettledText(context: PoolContext): string {
  const { replicas } = context;
  return replicas.ready < (replicas.desired ?? replicas.current)
    ? ` ${replicasText(context)}.`
    : '';
}

/** A pool at 0, and what brings it back. */
function asleepText({ scaledObject, pause }: PoolContext): string {
  if (!scaledObject) return 'Scaled to 0 replicas.';
  if (isHeld(pause, 'out')) {
    return 'Scaled to 0 replicas; it stays there until scaling out is resumed.';
  }
  return readsOnlyItself(scaledObject)
    ? 'Scaled to 0 replicas; nothing can wake it.'
    : 'Scaled to 0 replicas; KEDA wakes it when a trigger is active.';
}

function healthyText(context: PoolContext): string {
  const { value, reason } = context.reading.metrics.ttftTimeoutRatio;
  const { desired, current } = context.replicas;
  if (desired === 0 && current === 0) return asleepText(context);
  const timeouts =
    value === undefined
      ? reason ?? 'no timeout ratio'
      : `${percent(value)} timeouts`;
  return `${replicasText(context)}; ${timeouts}.`;
}

const PAUSED = ' Autoscaling is paused.';

/** The status that a problem causes, in the order in which they count. */
function troubleOf(
  context: PoolContext,
  problems: readonly Problem[],
): Verdict<PoolStatus> | undefined {
  const find = (test: (problem: Problem) => boolean) => problems.find(test);
  const withCode = (code: string) => find(p => p.code === code);
  const { ready } = context.replicas;
  const broken = find(p => POD_CODES.has(p.code));
  const candidates: Array<[PoolStatus, Problem | undefined]> = [
    ['failed', ready === 0 ? broken : undefined],
    [
      'waitingForGpus',
      find(p => p.code === 'pending-for-gpus' && p.severity === 'critical'),
    ],
    ['failed', withCode('zero-ready')],
    ['blind', withCode('blind-trigger')],
    [
      'degraded',
      find(
        p =>
          (p.severity === 'critical' && !OWN_STATUS.has(p.code)) ||
          DEGRADING_CODES.has(p.code),
      ),
    ],
    ['atMax', withCode('at-max-with-timeouts')],
    ['paused', context.pause?.kind === 'all' ? withCode('paused') : undefined],
    ['degraded', withCode('timeouts-with-nothing-scaling')],
  ];
  for (const [status, problem] of candidates) {
    if (problem) {
      // A pause says nothing of how the pool is: pods that are missing do. And a pool in trouble does not say that nothing
      // will scale it out of there.
      const held = context.pause?.kind === 'all' ? PAUSED : '';
      const more = status === 'paused' ? unsettledText(context) : held;
      return { status, reason: `${problem.sentence}${more}` };
    }
  }
  return undefined;
}

/** What a pool is doing, and why in one sentence. */
export function poolStatus(
  context: PoolContext,
  problems: readonly Problem[],
  next?: ScalingPath['next'],
): Verdict<PoolStatus> {
  const blind = whyLastKnown(context);
  if (blind !== undefined) {
    return {
      status: 'unknown',
      reason: `Last known, as ${blind}: ${replicasText(context)}.`,
    };
  }
  const trouble = troubleOf(context, problems);
  if (trouble) return trouble;
  const { replicas, hpa, pods, podsKnown } = context;
  if (!podsKnown) {
    return {
      status: 'unknown',
      reason: `Pods cannot be listed; the workload reports ${replicasText(
        context,
      )}.`,
    };
  }
  const reason = `${replicasText(context)}.`;
  const desired = replicas.desired ?? replicas.current;
  const coming = replicas.starting + replicas.pending;
  const needless = problems.find(p => p.code === 'pending-for-gpus');
  if (needless) {
    return { status: 'scalingIn', reason: needless.sentence };
  }
  if (coming > 0 || replicas.current < desired) {
    // A pool that serves already and gets more replicas scales out; one without a Ready replica starts.
    return {
      status: hpa && replicas.ready > 0 ? 'scalingOut' : 'starting',
      reason,
    };
  }
  const leaving = pods.filter(isTerminating).length;
  if (replicas.current > desired || leaving > 0) {
    return {
      status: hpa ? 'scalingIn' : 'healthy',
      reason:
        leaving > 0 ? `${replicasText(context)}, ${leaving} leaving.` : reason,
    };
  }
  if (next && next.replicas > desired) {
    return { status: 'scalingOut', reason: next.sentence };
  }
  const timeouts = problems.find(p => p.code === 'timeouts-above-threshold');
  return timeouts
    ? { status: 'degraded', reason: timeouts.sentence }
    : { status: 'healthy', reason: healthyText(context) };
}

const TROUBLED: readonly PoolStatus[] = [
  'failed',
  'waitingForGpus',
  'blind',
  'degraded',
  'atMax',
];
const MOVING: readonly PoolStatus[] = ['scalingOut', 'scalingIn', 'starting'];

function poolWith(
  pools: readonly ComputePool[],
  statuses: readonly PoolStatus[],
): ComputePool | undefined {
  for (const status of statuses) {
    const pool = pools.find(p => p.status === status);
    if (pool) return pool;
  }
  return undefined;
}

function wellText(pools: readonly ComputePool[]): string {
  const paused = pools.filter(p => p.status === 'paused').map(p => p.name);
  if (paused.length > 0) {
    return `Well; autoscaling is paused for ${paused.join(', ')}.`;
  }
  return pools.length === 0
    ? 'Well; this engine has no compute pool.'
    : `${count(pools.length, 'pool')}, all well.`;
}

/** Status of a whole engine: its worst news. */
export function engineStatus(input: {
  pools: readonly ComputePool[];
  /** Problems of the engine itself, worst first. */
  problems: readonly Problem[];
  kubernetes: Freshness;
  clusterTitle: string;
}): Verdict<EngineStatus> {
  const { pools, problems, kubernetes, clusterTitle } = input;
  if (isBlind(kubernetes)) {
    return {
      status: 'unknown',
      reason: `Cluster ${clusterTitle} is ${
        kubernetes.status === 'unreachable' ? 'unreachable' : 'not readable'
      }; the last known state is shown.`,
    };
  }
  const troubled = poolWith(pools, TROUBLED);
  if (troubled) {
    const all = pools.every(p => p.status === 'failed');
    return {
      status: all ? 'failed' : 'degraded',
      reason: `Pool ${troubled.name}: ${troubled.statusReason}`,
    };
  }
  const critical = pools
    .flatMap(pool => pool.problems)
    .find(p => p.severity === 'critical');
  if (critical) {
    return {
      status: 'degraded',
      reason: `Pool ${critical.pool}: ${critical.sentence}`,
    };
  }
  const serious = problems.find(
    p => p.severity === 'critical' || p.code === 'component-not-ready',
  );
  if (serious) {
    return { status: 'degraded', reason: serious.sentence };
  }
  const moving = poolWith(pools, MOVING);
  if (moving) {
    return {
      status: 'progressing',
      reason: `Pool ${moving.name}: ${moving.statusReason}`,
    };
  }
  const unknown = poolWith(pools, ['unknown']);
  if (unknown) {
    return {
      status: 'unknown',
      reason: `Pool ${unknown.name}: ${unknown.statusReason}`,
    };
  }
  return { status: 'healthy', reason: wellText(pools) };
}
