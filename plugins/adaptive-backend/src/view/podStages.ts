import type { Stage } from '@adaptive-portal/plugin-adaptive-common';
import { conditionOf } from './autoscaling';
import { failingContainer, reasonOf } from './pods';
import type { PoolContext } from './poolContext';
import { describeRoom } from './room';
import { count, objectName, sentence } from './text';
import { unplaced } from './waiting';

type StagePart = Omit<Stage, 'id'>;

export function workloadStage(context: PoolContext): StagePart {
  const { workload, hpa, replicas, podsKnown } = context;
  const source = objectName(workload.kind, workload.metadata);
  const created = podsKnown ? replicas.current : workload.status.replicas;
  const shared = {
    source,
    limit: count(workload.replicas, 'replica'),
    value: `${created}/${workload.replicas}`,
  };
  const desired = hpa?.status.desiredReplicas;
  if (desired !== undefined && desired !== workload.replicas) {
    return {
      ...shared,
      verdict: 'limiting',
      sentence: `The HPA wants ${desired}, the ${workload.kind} still asks for ${workload.replicas}.`,
    };
  }
  if (created < workload.replicas) {
    const failure = conditionOf(workload.status.conditions, 'ReplicaFailure');
    return {
      ...shared,
      verdict: failure?.status === 'True' ? 'broken' : 'limiting',
      sentence: sentence(
        `Only ${created} of ${workload.replicas} pods exist${
          failure?.message ? `: ${failure.message}` : ''
        }`,
      ),
    };
  }
  return {
    ...shared,
    verdict: 'ok',
    sentence: `The ${workload.kind} has all the pods that it asks for.`,
  };
}

export function podsStage(context: PoolContext): StagePart {
  const { pods, replicas, podsKnown } = context;
  const parts = [
    `${replicas.ready} ready`,
    ...(replicas.starting > 0 ? [`${replicas.starting} starting`] : []),
    ...(replicas.pending > 0 ? [`${replicas.pending} pending`] : []),
  ];
  const shared = { value: parts.join(', ') };
  if (!podsKnown) {
    return {
      ...shared,
      verdict: 'unknown',
      sentence: 'Pods cannot be listed; the counts are those of the workload.',
    };
  }
  const failing = pods.filter(pod => failingContainer(pod));
  if (failing.length > 0) {
    return {
      ...shared,
      verdict: 'broken',
      source: objectName('Pod', failing[0].metadata),
      sentence: sentence(
        `${count(failing.length, 'pod')} cannot run: ${reasonOf(failing[0])}`,
      ),
    };
  }
  // While pods wait for a node, that is what limits, not those that are starting.
  if (replicas.starting > 0 && replicas.pending === 0) {
    return {
      ...shared,
      verdict: 'limiting',
      sentence: `${count(replicas.starting, 'pod')} started and not Ready yet.`,
    };
  }
  return {
    ...shared,
    verdict: 'ok',
    sentence:
      replicas.pending > 0
        ? `${count(replicas.pending, 'pod')} on no node yet.`
        : 'All pods are Ready.',
  };
}

export function nodesStage(context: PoolContext): StagePart {
  const { fit, gpus, replicas } = context;
  const { waiting, message: stuck } = unplaced(context);
  if (!gpus) {
    const value = 'no GPUs asked for';
    return stuck
      ? {
          verdict: 'limiting',
          value,
          sentence: sentence(`The scheduler says: ${stuck}`),
        }
      : { verdict: 'ok', value, sentence: 'This pool asks for no GPUs.' };
  }
  if (!fit) {
    return {
      verdict: waiting.length > 0 ? 'limiting' : 'unknown',
      value: 'unknown',
      sentence: stuck
        ? sentence(`The scheduler says: ${stuck}`)
        : 'Nodes or pods of this cluster cannot be listed, so free GPUs are unknown.',
    };
  }
  const products = fit.products.join(', ') || gpus.resource;
  const shared = {
    value: `${products}: ${fit.freeGpus} of ${fit.gpus} GPUs free`,
    limit: `${gpus.perReplica} per replica`,
  };
  if (replicas.pending > 0) {
    return {
      ...shared,
      verdict: 'limiting',
      sentence:
        fit.fitNow > 0
          ? sentence(
              `Room for ${fit.fitNow} more, yet: ${stuck ?? 'not scheduled'}`,
            )
          : `There is no room for another replica: ${describeRoom(
              fit,
              gpus,
              'it',
            )}.`,
    };
  }
  return {
    ...shared,
    verdict: 'ok',
    sentence:
      fit.fitNow > 0
        ? `${count(fit.fitNow, 'more replica')} would fit.`
        : 'Every pod has a node; no further replica would fit.',
  };
}
