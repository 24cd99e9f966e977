import { isReadyPod, isTerminating, isUnscheduled } from '../view/pods';
import type { PoolContext } from '../view/poolContext';
import { quantity } from '../view/quantities';
import { count, parseTime, percent, sentence } from '../view/text';
import { recentEvents } from './events';
import { evidence } from './evidence';
import { limitsFix } from './fixes';
import { turnsOf } from './turns';
import type { PoolProblemMapper } from './types';

const MINUTE = 60_000;

/** Up, down, up and down again: fewer turns than that are an ordinary surge. */
const FLAPPING_TURNS = 3;

export const flapping: PoolProblemMapper = {
  code: 'flapping',
  severity: 'warning',
  detect(context) {
    const { hpa, now } = context;
    const rescales = recentEvents(
      context,
      60,
      event => event.reason === 'SuccessfulRescale',
    );
    const { turns, ups, downs } = turnsOf(rescales, now);
    if (!hpa || ups < 2 || downs < 2 || turns < FLAPPING_TURNS) return [];
    const [last] = rescales;
    return [
      {
        sentence: `The size changed direction ${turns} times in the last hour: up ${ups} times, down ${downs} times.`,
        evidence: [
          evidence(
            'HPA',
            hpa.metadata,
            'event SuccessfulRescale',
            last.message,
          ),
        ],
        remedy:
          'Lengthen the scale-in stabilization window (behavior.scaleDown.stabilizationWindowSeconds), raise min, or add a trigger for the load: every new replica loads its model first.',
      },
    ];
  },
};

/** What Karpenter writes on a pod that no node pool of its own can take. */
const KARPENTER = /nodepool|instance type|provisioner/i;

export const autoscalerCannotAdd: PoolProblemMapper = {
  code: 'autoscaler-cannot-add',
  severity: 'warning',
  detect(context) {
    const waiting = context.pods.filter(isUnscheduled).length;
    const [last] = recentEvents(
      context,
      30,
      ({ involved, reason, message }) =>
        involved.kind === 'Pod' &&
        (reason === 'NotTriggerScaleUp' ||
          reason === 'TriggeredScaleUp' ||
          (reason === 'FailedScheduling' && KARPENTER.test(message))),
    );
    if (waiting === 0 || !last || last.reason === 'TriggeredScaleUp') return [];
    const { involved, message, reason, firstAt, at } = last;
    return [
      {
        sentence: sentence(
          `The cluster autoscaler adds no node for ${
            waiting === 1 ? 'the waiting pod' : `the ${waiting} waiting pods`
          }: ${message}`,
        ),
        evidence: [
          evidence(
            'Pod',
            { namespace: involved.namespace, name: involved.name },
            `event ${reason}`,
            message,
          ),
        ],
        remedy:
          'Give it a node group (or node pool) with this GPU, these labels and taints that may still grow; check its maximum and the cloud quota.',
        since: firstAt ?? at,
      },
    ];
  },
};

/** ReplicaSet of a Deployment's pod. */
function setOf(pod: PoolContext['pods'][number]): string | undefined {
  return pod.metadata.ownerReferences?.find(o => o.controller)?.uid;
}

export const rolloutDeadlock: PoolProblemMapper = {
  code: 'rollout-deadlock',
  severity: 'warning',
  detect({ workload, pods, gpus, fit, replicas }) {
    if (workload.kind !== 'Deployment' || !gpus || !fit || fit.fitNow > 0) {
      return [];
    }
    const waiting = pods.filter(isUnscheduled);
    const fresh = new Set(waiting.map(setOf));
    const old = pods.filter(
      pod => isReadyPod(pod) && !isTerminating(pod) && !fresh.has(setOf(pod)),
    );
    // More pods than wanted: the rollout made a new one before it takes an old one away.
    const surge = replicas.current > workload.replicas;
    if (waiting.length === 0 || old.length === 0 || !surge) return [];
    const many = old.length > 1;
    const one = waiting.length === 1;
    const newcomer = one ? 'its new pod' : `${waiting.length} new pods`;
    // GPUs may be free where CPU or memory is not.
    const needs =
      fit.largestFreeOnOneNode < gpus.perReplica
        ? `need${one ? 's' : ''} ${count(gpus.perReplica, 'GPU')}${
            one ? '' : ' each'
          } that no node has free`
        : `fit${
            one ? 's' : ''
          } on no node: GPUs are free, CPU, memory or pods are not`;
    return [
      {
        sentence: `The rollout is stuck: ${newcomer} ${needs}, and the ${
          many ? `${old.length} old pods keep` : 'old pod keeps'
        } ${many ? 'theirs' : 'its own'} until the new one is Ready.`,
        evidence: [
          evidence(
            workload.kind,
            workload.metadata,
            'status.updatedReplicas',
            `${workload.status.updatedReplicas} of ${workload.replicas}`,
          ),
          evidence('Pod', waiting[0].metadata, 'spec.nodeName', undefined),
        ],
        remedy: `Free ${count(
          gpus.perReplica,
          'GPU',
        )}, or let an old replica go first: maxUnavailable 1 and maxSurge 0 (the default gives up none below 4 replicas). Deleting one old pod by hand ends it now.`,
        since: waiting[0].metadata.creationTimestamp,
      },
    ];
  },
};

export const quotaLimits: PoolProblemMapper = {
  code: 'quota-below-max',
  severity: 'warning',
  detect({ quotas, gpus, replicas, podsKnown, scaledObject, name }) {
    const { max, min = 0 } = replicas;
    if (!gpus || max === undefined || !podsKnown) return [];
    return quotas.flatMap(quota => {
      const field = `requests.${gpus.resource}`;
      if (quota.hard[field] === undefined) return [];
      const hard = quantity(quota.hard[field]);
      const used = quantity(quota.used[field] ?? '0');
      const free = Math.max(hard - used, 0);
      const reach = replicas.current + Math.floor(free / gpus.perReplica);
      if (reach >= max) return [];
      return [
        {
          sentence: `Quota ${quota.metadata.name} leaves ${free} of ${count(
            hard,
            'GPU',
          )} in this namespace, so the pool can have ${count(
            reach,
            'replica',
          )} at most, although max is ${max}.`,
          evidence: [
            evidence(
              'ResourceQuota',
              quota.metadata,
              `status.used[${field}]`,
              `${used} of ${hard}`,
            ),
          ],
          remedy:
            'Raise the quota, lower max, or free GPUs that other pods of the namespace hold.',
          ...(scaledObject &&
            reach >= Math.max(min, 1) && {
              fix: limitsFix(`Lower max to ${reach}`, {
                name,
                maxReplicas: reach,
              }),
            }),
        },
      ];
    });
  },
};

/** A new pool is given this long before it counts as idle. */
const IDLE_AGE_MS = 60 * MINUTE;

export const idleGpus: PoolProblemMapper = {
  code: 'idle-gpus',
  severity: 'info',
  detect({ gpus, reading, replicas, workload, now, scaledObject, name }) {
    const { requestRate, ttftTimeoutHistory, gpuUtilization } = reading.metrics;
    const created = parseTime(workload.metadata.creationTimestamp) ?? now;
    const idle =
      requestRate.value === 0 &&
      reading.historyKnown === true &&
      ttftTimeoutHistory === undefined;
    if (!gpus || !idle || replicas.ready === 0 || now - created < IDLE_AGE_MS) {
      return [];
    }
    const used =
      gpuUtilization?.value === undefined
        ? ''
        : `, ${percent(gpuUtilization.value)} used`;
    return [
      {
        sentence: `Nobody has asked this pool for half an hour, and it holds ${count(
          gpus.allocated,
          'GPU',
        )}${used}.`,
        evidence: [
          {
            object: `Prometheus ${requestRate.source ?? 'unknown'}`,
            field: `requestRate of ${workload.metadata.name}`,
            value: '0 per second',
          },
        ],
        remedy:
          'Lower min if the pool need not be warm, or move its model to another pool.',
        ...(scaledObject &&
          (replicas.min ?? 0) > 1 && {
            fix: limitsFix('Lower min to 1', { name, minReplicas: 1 }),
          }),
      },
    ];
  },
};
