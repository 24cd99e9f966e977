import type { Clock } from '../../kube/types';

export type { Clock };

export const systemClock: Clock = { now: () => Date.now() };

/** `2026-11-22T02:25:02Z`, the form of `metav1.Time`. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** `2026-11-22T02:25:02.123000Z`, the form of `metav1.MicroTime`. */
export function formatMicroTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}
