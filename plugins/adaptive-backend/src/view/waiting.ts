import type { PodObject } from '../objects/types';
import { conditionOf } from './autoscaling';
import { decisionOf } from './decision';
import { isUnscheduled, reasonOf } from './pods';
import type { PoolContext } from './poolContext';
import { parseTime } from './text';

/** The scheduler names the resources that are missing. */
const MENTIONS_GPU =
  /Insufficient (nvidia\.com|amd\.com|gpu\.intel\.com|habana\.ai)\//;

/** Pods on no node. */
export interface Unplaced {
  waiting: PodObject[];
  /** Those of them that the scheduler has refused: one that it has not looked at is no trouble. */
  refused: PodObject[];
  /** What it says of the first of them. */
  message?: string;
}

/** The pods of a pool that are on no node. */
export function unplaced({ pods }: Pick<PoolContext, 'pods'>): Unplaced {
  const waiting = pods.filter(isUnscheduled);
  const refused = waiting.filter(pod => reasonOf(pod) !== undefined);
  return { waiting, refused, message: refused[0] && reasonOf(refused[0]) };
}

/** Whether it is room that they lack, by our own account of the nodes, or else by the scheduler's word. */
export function lackRoom(
  context: Pick<PoolContext, 'pods' | 'gpus' | 'fit'>,
): boolean {
  const { gpus, fit } = context;
  const { waiting, message = '' } = unplaced(context);
  if (!gpus) return false;
  return fit ? fit.fitNow < waiting.length : MENTIONS_GPU.test(message);
}

/** The device plugin of a new node announces its GPUs, and the scheduler looks again, within this time. */
const NEW_ROOM_MS = 5 * 60_000;

/** Whether the room that pods wait for came so lately that the scheduler's refusal is older. */
export function isRoomNew({
  fit,
  now,
}: Pick<PoolContext, 'fit' | 'now'>): boolean {
  const at = parseTime(fit?.newestRoomAt);
  return at !== undefined && now - at < NEW_ROOM_MS;
}

/** A pod that got its node later than this was kept waiting for it. */
const PROMPT_MS = 60_000;

/** When a pod that had to wait for a node got one, in milliseconds since the epoch; undefined when it did not wait. */
export function placedLateAt(pod: PodObject): number | undefined {
  const scheduled = conditionOf(pod.conditions, 'PodScheduled');
  const at = parseTime(scheduled?.lastTransitionTime);
  const created = parseTime(pod.metadata.creationTimestamp);
  return scheduled?.status === 'True' &&
    at !== undefined &&
    created !== undefined &&
    at - created >= PROMPT_MS
    ? at
    : undefined;
}

/**
 * How many replicas the HPA will keep, where pods that wait for a node are among those that it takes away as soon as
 * its window allows; undefined where they are needed, or where that cannot be told.
 */
export function wantedWithoutWaiting(context: PoolContext): number | undefined {
  const { replicas, workload, reading, ttftTrigger, pause, autoscaling } =
    context;
  const { waiting } = unplaced(context);
  const ratio = reading.metrics.ttftTimeoutRatio.value;
  const timeouts = (ratio ?? 0) > (ttftTrigger?.threshold ?? Infinity);
  // A rollout makes pods beyond the size that is wanted: those are needed.
  const surge = replicas.current > workload.replicas;
  const unsure = timeouts || surge || pause || autoscaling.fallbackActive;
  if (waiting.length === 0 || unsure) return undefined;
  const { agreement, heldBy, recommended } = decisionOf(context) ?? {};
  if (agreement !== 'explained' || heldBy === 'disabled') return undefined;
  const placed = replicas.current - waiting.length;
  return recommended && recommended.high <= placed
    ? recommended.high
    : undefined;
}
