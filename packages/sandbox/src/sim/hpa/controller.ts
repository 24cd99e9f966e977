import type { KubernetesObject } from '../../kube/object';
import {
  clockSeconds,
  timestamp,
  writeStatus,
  type SimContext,
} from '../core/context';
import { namespaceOf, withCondition, type Condition } from '../core/objects';
import { readScale, writeScale, type Scale } from '../core/scale';
import {
  asHpa,
  externalMetricError,
  metricStatuses,
  metricText,
  outOfBounds,
  SCALING_DISABLED,
  targetOf,
  targetResource,
  type Hpa,
} from './hpaObject';
import {
  decide,
  remember,
  type DecisionInput,
  type HpaHistory,
} from './limits';
import { proposeForAll, type ExternalMetric, type Proposal } from './proposal';

const HPAS = 'autoscaling/horizontalpodautoscalers';

/** Where the HPA controller gets external metrics: thousandths, or undefined when the metrics API answers an error. */
export type ExternalMetrics = (
  namespace: string,
  scaledObject: string,
  metric: string,
) => Promise<number | undefined>;

export interface HpaController {
  /** One sync of one HPA. */
  sync(object: KubernetesObject): Promise<void>;
  /** Drops what is remembered of HPAs that are gone. */
  forget(existing: ReadonlySet<string>): void;
}

export function createHpaController(
  context: SimContext,
  externalMetrics: ExternalMetrics,
): HpaController {
  const histories = new Map<string, HpaHistory>();

  function fresh(hpa: Hpa): Hpa | undefined {
    const { namespace, name, uid } = hpa.metadata;
    const object = context.store.get(HPAS, namespace, name);
    return object?.metadata.uid === uid && object ? asHpa(object) : undefined;
  }

  function historyOf(hpa: Hpa, replicas: number): HpaHistory {
    const uid = hpa.metadata.uid ?? '';
    const known = histories.get(uid);
    if (known) return known;
    const first = {
      recommendations: [{ at: clockSeconds(context), replicas }],
      scaleEvents: [],
    };
    histories.set(uid, first);
    return first;
  }

  function finish(
    hpa: Hpa,
    scale: Scale,
    result: {
      desired: number;
      reason: string;
      conditions: Condition[];
      metrics: ReturnType<typeof metricStatuses>;
    },
  ) {
    const now = timestamp(context);
    const rescale = result.desired !== scale.spec;
    let { conditions } = result;
    if (rescale) {
      const { namespace } = hpa.metadata;
      const target = hpa.spec.scaleTargetRef;
      writeScale(
        context,
        targetResource(hpa),
        namespace,
        target.name,
        result.desired,
      );
      conditions = withCondition(
        conditions,
        {
          type: 'AbleToScale',
          status: 'True',
          reason: 'SucceededRescale',
          message: `the HPA controller was able to update the target scale to ${result.desired}`,
        },
        now,
      );
      record(context, hpa, 'Normal', {
        reason: 'SuccessfulRescale',
        message: `New size: ${result.desired}; reason: ${result.reason}`,
      });
    }
    writeStatus(context, HPAS, hpa.metadata, {
      ...(hpa.status?.lastScaleTime
        ? { lastScaleTime: hpa.status.lastScaleTime }
        : {}),
      ...(rescale ? { lastScaleTime: now } : {}),
      currentReplicas: scale.spec,
      desiredReplicas: result.desired,
      currentMetrics: result.metrics,
      conditions,
    });
  }

  async function fetchMetrics(hpa: Hpa): Promise<ExternalMetric[]> {
    return Promise.all(
      hpa.spec.metrics.map(async metric => {
        const { name, selector } = metric.external.metric;
        const usage = await externalMetrics(
          namespaceOf(hpa),
          selector.matchLabels['scaledobject.keda.sh/name'] ?? '',
          name,
        );
        return {
          targetType: metric.external.target.type,
          target: targetOf(metric),
          usage:
            usage === undefined
              ? { error: externalMetricError(namespaceOf(hpa), metric) }
              : { value: usage },
        };
      }),
    );
  }

  /** Follows the metrics, when there are enough of them. */
  function followMetrics(
    hpa: Hpa,
    scale: Scale,
    proposal: Extract<Proposal, { replicas: number }>,
    conditions: Condition[],
    metrics: ReturnType<typeof metricStatuses>,
  ) {
    const now = timestamp(context);
    const winner = metricText(hpa.spec.metrics[proposal.metric]);
    const input: DecisionInput = {
      current: scale.spec,
      desired: proposal.replicas,
      min: hpa.spec.minReplicas ?? 1,
      max: hpa.spec.maxReplicas,
      behavior: hpa.spec.behavior,
      history: historyOf(hpa, scale.spec),
      now: clockSeconds(context),
    };
    const decision = decide(input);
    histories.set(hpa.metadata.uid ?? '', remember(input, decision.replicas));
    const described = [
      { type: 'AbleToScale', status: 'True', ...decision.ableToScale },
      {
        type: 'ScalingActive',
        status: 'True',
        reason: 'ValidMetricFound',
        message: `the HPA was able to successfully calculate a replica count from ${winner}`,
      },
      { type: 'ScalingLimited', ...decision.scalingLimited },
    ] as const;
    finish(hpa, scale, {
      desired: decision.replicas,
      reason:
        proposal.replicas > scale.spec
          ? `${winner} above target`
          : 'All metrics below target',
      conditions: described.reduce<Condition[]>(
        (list, condition) => withCondition(list, condition, now),
        conditions,
      ),
      metrics,
    });
  }

  function reportErrors(
    hpa: Hpa,
    proposal: Proposal,
    conditions: Condition[],
  ): Condition[] {
    for (const { error } of proposal.errors) {
      record(context, hpa, 'Warning', {
        reason: 'FailedGetExternalMetric',
        message: error,
      });
    }
    const [first] = proposal.errors;
    if (!first || proposal.replicas !== undefined) return conditions;
    const name = hpa.spec.metrics[first.metric].external.metric.name;
    record(context, hpa, 'Warning', {
      reason: 'FailedComputeMetricsReplicas',
      message: `invalid metrics (${proposal.errors.length} invalid out of ${hpa.spec.metrics.length}), first error is: failed to get ${name} external metric value: failed to get ${name} external metric: ${first.error}`,
    });
    return withCondition(
      conditions,
      {
        type: 'ScalingActive',
        status: 'False',
        reason: 'FailedGetExternalMetric',
        message: `the HPA was unable to compute the replica count: ${first.error}`,
      },
      timestamp(context),
    );
  }

  return {
    forget(existing) {
      for (const uid of histories.keys()) {
        if (!existing.has(uid)) histories.delete(uid);
      }
    },
    async sync(object) {
      const before = asHpa(object);
      const metrics = await fetchMetrics(before);
      const hpa = fresh(before);
      if (!hpa) return;
      const now = timestamp(context);
      const { namespace } = hpa.metadata;
      const target = hpa.spec.scaleTargetRef;
      const resource = targetResource(hpa);
      const scale = readScale(context, resource, namespace, target.name);
      if (!scale) {
        noScale(context, hpa, now);
        return;
      }
      let conditions = withCondition(
        hpa.status?.conditions,
        {
          type: 'AbleToScale',
          status: 'True',
          reason: 'SucceededGetScale',
          message:
            "the HPA controller was able to get the target's current scale",
        },
        now,
      );
      const bounded = outOfBounds(hpa, scale.spec);
      if (bounded) {
        finish(hpa, scale, {
          ...bounded,
          conditions:
            scale.spec === 0
              ? withCondition(conditions, SCALING_DISABLED, now)
              : conditions,
          metrics: hpa.status?.currentMetrics ?? [],
        });
        return;
      }
      historyOf(hpa, scale.spec);
      const proposal = proposeForAll(metrics, scale);
      conditions = reportErrors(hpa, proposal, conditions);
      const shown = metricStatuses(hpa.spec.metrics, metrics, scale);
      if (proposal.replicas === undefined) {
        finish(hpa, scale, {
          desired: scale.spec,
          reason: '',
          conditions,
          metrics: shown,
        });
        return;
      }
      followMetrics(hpa, scale, proposal, conditions, shown);
    },
  };
}

function noScale(context: SimContext, hpa: Hpa, now: string) {
  const resource = targetResource(hpa).replace('apps/', '');
  const error = `${resource}.apps "${hpa.spec.scaleTargetRef.name}" not found`;
  record(context, hpa, 'Warning', { reason: 'FailedGetScale', message: error });
  writeStatus(context, HPAS, hpa.metadata, {
    ...hpa.status,
    conditions: withCondition(
      hpa.status?.conditions,
      {
        type: 'AbleToScale',
        status: 'False',
        reason: 'FailedGetScale',
        message: `the HPA controller was unable to get the target's current scale: ${error}`,
      },
      now,
    ),
  });
}

function record(
  context: SimContext,
  hpa: Hpa,
  type: 'Normal' | 'Warning',
  event: { reason: string; message: string },
) {
  context.events.record({
    component: 'horizontal-pod-autoscaler',
    object: hpa,
    type,
    ...event,
  });
}
