import type {
  ScalingPath,
  Stage,
} from '@adaptive-portal/plugin-adaptive-common';
import type { WatchedResource } from '../objects/types';
import { decisionOf } from './decision';
import type { Decision } from './decision';
import { WORKLOADS, whyLastKnown } from './lastKnown';
import { nextChange } from './next';
import type { PoolContext } from './poolContext';
import { nodesStage, podsStage, workloadStage } from './podStages';
import { hpaStage, metricStage, triggerStage } from './stages';
import { count } from './text';
import { lackRoom } from './waiting';

function situation(context: PoolContext): string {
  const { replicas, gpus } = context;
  if (replicas.pending > 0) {
    return `${count(replicas.pending, 'pod')} ${
      replicas.pending === 1 ? 'waits' : 'wait'
    } for ${
      gpus && lackRoom(context)
        ? count(replicas.pending * gpus.perReplica, 'GPU')
        : 'a node'
    }.`;
  }
  if (replicas.desired === 0 && replicas.current === 0) {
    return 'The pool is scaled to 0 replicas.';
  }
  const desired =
    replicas.desired === undefined ? '' : ` of ${replicas.desired} wanted`;
  const verb = replicas.ready === 1 ? 'is' : 'are';
  return `${count(replicas.ready, 'replica')}${desired} ${verb} Ready.`;
}

/**
 * The first stage that is broken, or else the one that binds. Of several that limit that is the last: while pods wait
 * for a node, a higher max gives no replica more. Pods that start pass by themselves, so they bind only alone.
 */
function limitedBy(stages: readonly Stage[]): Stage | undefined {
  const limiting = stages.filter(stage => stage.verdict === 'limiting');
  return (
    stages.find(stage => stage.verdict === 'broken') ??
    limiting.findLast(stage => stage.id !== 'pods') ??
    limiting[0]
  );
}

function disagreement(context: PoolContext, decision?: Decision): string[] {
  if (decision?.agreement !== 'cannotExplain') return [];
  const wants = context.hpa?.status.desiredReplicas;
  const { low, high } = decision.recommended ?? {};
  const computed = low === high ? `${high}` : `${low} to ${high}`;
  return [
    `The portal cannot explain the size: by the metrics that the HPA published it should be ${computed}, the HPA wants ${wants}.`,
  ];
}

/**
 * When what a stage is read from was last heard of; of several resources that which was silent longest. What the cluster
 * said before it fell silent is no verdict on the present.
 */
function observed(
  context: PoolContext,
  stage: Stage,
  ...resources: WatchedResource[]
): Stage {
  const times = resources.map(
    resource => context.freshnessOf(resource)?.lastSeenAt,
  );
  const known = times.filter((time): time is string => time !== undefined);
  const blind = whyLastKnown(context, resources);
  return {
    ...stage,
    ...(blind !== undefined && {
      verdict: 'unknown',
      sentence: `Last known, as ${blind}: ${stage.sentence}`,
    }),
    ...(known.length === times.length && { observedAt: known.sort()[0] }),
  };
}

function stagesOf(
  context: PoolContext,
  decision: Decision | undefined,
  next: ScalingPath['next'],
): Stage[] {
  return [
    { id: 'metric', ...metricStage(context) },
    observed(
      context,
      { id: 'trigger', ...triggerStage(context) },
      'keda.sh/scaledobjects',
    ),
    observed(
      context,
      { id: 'hpa', ...hpaStage(context, decision, next) },
      'autoscaling/horizontalpodautoscalers',
    ),
    observed(
      context,
      { id: 'workload', ...workloadStage(context) },
      WORKLOADS[context.workload.kind],
    ),
    observed(context, { id: 'pods', ...podsStage(context) }, 'pods'),
    // What is free on a node follows from the pods on it.
    observed(context, { id: 'nodes', ...nodesStage(context) }, 'nodes', 'pods'),
  ];
}

/** Why a pool has the replicas it has, and what happens next. */
export function scalingPath(context: PoolContext): ScalingPath {
  const { pause, replicas } = context;
  const blind = whyLastKnown(context);
  const found =
    pause?.kind === 'all' || blind !== undefined
      ? undefined
      : decisionOf(context);
  const decision = found?.agreement === 'notApplicable' ? undefined : found;
  // Nobody can tell what a cluster that is not heard of does next.
  const next = blind === undefined ? nextChange(context, decision) : undefined;
  const stages = stagesOf(context, found, next);
  const limit = limitedBy(stages);
  const paused = stages.find(
    stage =>
      stage.id === 'trigger' && pause?.kind === 'all' && blind === undefined,
  );
  const summary = [
    blind === undefined
      ? situation(context)
      : `Last known, as ${blind}: ${situation(context)}`,
    ...(paused ? [paused.sentence] : []),
    ...(limit ? [limit.sentence] : []),
    ...disagreement(context, decision),
    ...(next &&
    next.replicas !== replicas.desired &&
    next.sentence !== limit?.sentence
      ? [next.sentence]
      : []),
  ];
  return {
    stages,
    ...(limit && { limitedBy: limit.id }),
    summary: summary.join(' '),
    ...(decision?.computed !== undefined && {
      computedReplicas: decision.computed,
    }),
    agreement: decision?.agreement ?? 'notApplicable',
    ...(next && { next }),
  };
}
