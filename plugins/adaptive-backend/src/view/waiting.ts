import type { PodObject } from '../objects/types';
import { isUnscheduled, reasonOf } from './pods';
import type { PoolContext } from './poolContext';

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
