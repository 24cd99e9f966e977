import type {
  HistoryAutoscaling,
  HistoryEntry,
  PoolReplicas,
  ReplicasEntry,
} from '@adaptive-portal/plugin-adaptive-common';
import { clockTime } from '../../format';
import { ENGINE_STATUS, lowerFirst, POOL_STATUS } from '../common/tones';

function replicasText({ ready, starting, pending }: PoolReplicas): string {
  return [
    `${ready} ready`,
    starting > 0 && `${starting} starting`,
    pending > 0 && `${pending} pending`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Of counts that the other texts leave out, for when nothing else changed. */
const COUNTS = {
  desired: 'Wanted replicas',
  min: 'Min replicas',
  max: 'Max replicas',
  current: 'Replicas',
} as const;

function replicasEntryText({ replicas, before }: ReplicasEntry): string {
  if (!replicas) return 'The pool is gone';
  const now = `Replicas: ${replicasText(replicas)}`;
  if (!before) return now;
  const was = replicasText(before);
  if (replicasText(replicas) !== was) return `${now} (before: ${was})`;
  const keys = ['desired', 'min', 'max', 'current'] as const;
  const changed = keys.filter(key => replicas[key] !== before[key]);
  return changed
    .map(
      key =>
        `${COUNTS[key]}: ${replicas[key] ?? 'unknown'} (before: ${
          before[key] ?? 'unknown'
        })`,
    )
    .join('; ');
}

function scalingText({ mode, paused, fallbackActive }: HistoryAutoscaling) {
  if (mode === 'none') return 'nothing scales it';
  if (paused) return 'paused';
  if (fallbackActive) return 'fallback, as KEDA cannot read the metric';
  return mode === 'keda' ? 'on, by KEDA' : 'on, by an HPA of its own';
}

const CONDITION_OF = {
  scaledObject: 'ScaledObject',
  hpa: 'HPA',
  workload: 'Workload',
};

/**
 * What happened, in words.
 *
 * @internal
 */
export function describeEntry(entry: HistoryEntry): string {
  switch (entry.kind) {
    case 'scale':
      return `Scaled ${entry.to > entry.from ? 'out' : 'in'} from ${
        entry.from
      } to ${entry.to}: ${entry.reason}`;
    case 'replicas':
      return replicasEntryText(entry);
    case 'poolStatus':
      return `${POOL_STATUS[entry.status].label}: ${entry.reason}`;
    case 'engineStatus':
      return `Engine ${lowerFirst(ENGINE_STATUS[entry.status].label)}: ${
        entry.reason
      }`;
    case 'autoscaling':
      return `Autoscaling: ${scalingText(entry.autoscaling)}`;
    case 'condition':
      return `${CONDITION_OF[entry.of]}: ${entry.type} is ${
        entry.status ?? 'no longer told'
      }${entry.reason === undefined ? '' : ` (${entry.reason})`}${
        entry.before === undefined ? '' : `, before: ${entry.before}`
      }`;
    case 'problemRaised':
      return `Problem: ${entry.sentence}`;
    case 'problemCleared':
      return entry.replacedBy === undefined
        ? `Problem over (since ${clockTime(entry.since)}): ${entry.sentence}`
        : `Problem replaced (since ${clockTime(entry.since)}): ${
            entry.sentence
          } Now: ${entry.replacedBy}`;
    case 'appeared':
      return 'The engine was seen for the first time';
    case 'removed':
      return 'The engine is gone from its cluster';
    default:
      return `Nothing is known since ${clockTime(entry.from)}: ${entry.reason}`;
  }
}
