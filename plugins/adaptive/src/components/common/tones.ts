import type {
  EngineStatus,
  FreshnessStatus,
  PoolStatus,
  ProblemSeverity,
  StageVerdict,
} from '@adaptive-portal/plugin-adaptive-common';

/**
 * How loud a state is. Only `critical` and `warning` have a colour.
 *
 * @internal
 */
export type Tone =
  | 'critical'
  | 'warning'
  | 'moving'
  | 'paused'
  | 'unknown'
  | 'info'
  | 'calm';

/**
 * A state in words.
 *
 * @internal
 */
export interface Wording {
  label: string;
  tone: Tone;
}

/**
 * The wording of a status that may be out of date: quiet, and it says so.
 *
 * @internal
 */
export function lastKnown({ label, tone }: Wording): Wording {
  if (tone === 'unknown') {
    return { label, tone };
  }
  return { label: `Last known: ${lowerFirst(label)}`, tone: 'unknown' };
}

/**
 * `Waiting for GPUs` as part of a sentence.
 *
 * @internal
 */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLocaleLowerCase() + text.slice(1);
}

/** @internal */
export const ENGINE_STATUS: Record<EngineStatus, Wording> = {
  failed: { label: 'Failed', tone: 'critical' },
  degraded: { label: 'Degraded', tone: 'warning' },
  progressing: { label: 'Progressing', tone: 'moving' },
  healthy: { label: 'Healthy', tone: 'calm' },
  unknown: { label: 'Unknown', tone: 'unknown' },
};

/** @internal */
export const POOL_STATUS: Record<PoolStatus, Wording> = {
  failed: { label: 'Failed', tone: 'critical' },
  waitingForGpus: { label: 'Waiting for GPUs', tone: 'critical' },
  blind: { label: 'Blind', tone: 'warning' },
  degraded: { label: 'Degraded', tone: 'warning' },
  atMax: { label: 'At maximum', tone: 'warning' },
  paused: { label: 'Paused', tone: 'paused' },
  scalingOut: { label: 'Scaling out', tone: 'moving' },
  scalingIn: { label: 'Scaling in', tone: 'moving' },
  starting: { label: 'Starting', tone: 'moving' },
  healthy: { label: 'Healthy', tone: 'calm' },
  unknown: { label: 'Unknown', tone: 'unknown' },
};

/** @internal */
export const SEVERITY: Record<ProblemSeverity, Wording> = {
  critical: { label: 'Critical', tone: 'critical' },
  warning: { label: 'Warning', tone: 'warning' },
  info: { label: 'Info', tone: 'info' },
};

/** @internal */
export const VERDICT: Record<StageVerdict, Wording> = {
  ok: { label: 'OK', tone: 'calm' },
  limiting: { label: 'Limits', tone: 'warning' },
  broken: { label: 'Broken', tone: 'critical' },
  unknown: { label: 'Not seen', tone: 'unknown' },
  inactive: { label: 'Off', tone: 'paused' },
};

/** @internal */
export const FRESHNESS: Record<FreshnessStatus, Wording> = {
  connecting: { label: 'Connecting', tone: 'moving' },
  live: { label: 'Live', tone: 'calm' },
  stale: { label: 'Stale', tone: 'warning' },
  unreachable: { label: 'Unreachable', tone: 'critical' },
  notPermitted: { label: 'Not permitted', tone: 'warning' },
  notInstalled: { label: 'Not installed', tone: 'info' },
  notWatchable: { label: 'Not watchable', tone: 'warning' },
};
