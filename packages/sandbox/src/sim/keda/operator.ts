import type { SimContext } from '../core/context';
import { conditionOf } from '../core/objects';
import { readScale, writeScale } from '../core/scale';
import { kedaEvent } from './events';
import { hpaFor } from './hpaObject';
import {
  asScaledObject,
  HPAS,
  hpaName,
  metricName,
  NAME_LABEL,
  pauseOf,
  READY_MESSAGE,
  SCALED_OBJECTS,
  targetOf,
  type ScaledObject,
} from './scaledObject';
import { changeStatus, fresh, NO_FALLBACK, withConditions } from './status';

const FINALIZER = 'finalizer.keda.sh';
const PAUSED_MESSAGE = 'ScaledObject is paused';
const READY_EVENT = 'ScaledObject is ready for scaling';

/**
 * KEDA's ScaledObject controller: keeps the HPA of every ScaledObject, or removes it while paused.
 *
 * @returns the ScaledObjects whose scale loop runs
 */
export function reconcileScaledObjects(context: SimContext): ScaledObject[] {
  return context.store
    .list(SCALED_OBJECTS)
    .map(asScaledObject)
    .filter(scaledObject => reconcile(context, scaledObject));
}

function reconcile(context: SimContext, scaledObject: ScaledObject): boolean {
  if (scaledObject.metadata.deletionTimestamp) {
    finish(context, scaledObject);
    return false;
  }
  const firstSight = !scaledObject.status?.conditions;
  if (firstSight) {
    adopt(context, scaledObject);
  }
  const pause = pauseOf(scaledObject);
  if (pause.full) {
    applyPause(context, scaledObject, pause.replicas);
    return false;
  }
  unpause(context, scaledObject, pause.scaleIn || pause.scaleOut);
  const problem = check(context, scaledObject);
  if (problem) {
    refuse(context, scaledObject, problem);
    return false;
  }
  ensureHpa(context, scaledObject);
  return true;
}

/** Deletes the HPA at once (its owner may linger) and lets the ScaledObject go. */
function finish(context: SimContext, scaledObject: ScaledObject) {
  const { namespace, name, finalizers } = scaledObject.metadata;
  context.store.delete(HPAS, namespace, hpaName(scaledObject));
  if (!finalizers?.includes(FINALIZER)) return;
  context.store.modify(SCALED_OBJECTS, namespace, name, object => ({
    ...object,
    metadata: {
      ...object.metadata,
      finalizers: object.metadata.finalizers?.filter(f => f !== FINALIZER),
    },
  }));
}

function adopt(context: SimContext, scaledObject: ScaledObject) {
  const { namespace, name } = scaledObject.metadata;
  context.store.modify(SCALED_OBJECTS, namespace, name, object => ({
    ...object,
    metadata: {
      ...object.metadata,
      finalizers: [
        ...new Set([...(object.metadata.finalizers ?? []), FINALIZER]),
      ],
    },
  }));
  changeStatus(context, scaledObject, status => withConditions(status));
}

function isPaused(scaledObject: ScaledObject): boolean {
  const condition = conditionOf(scaledObject.status?.conditions, 'Paused');
  return condition?.status === 'True';
}

function applyPause(
  context: SimContext,
  scaledObject: ScaledObject,
  replicas: number | undefined,
) {
  const { namespace } = scaledObject.metadata;
  if (context.store.get(HPAS, namespace, hpaName(scaledObject))) {
    context.store.delete(HPAS, namespace, hpaName(scaledObject));
  }
  const target = targetOf(scaledObject);
  const scale = readScale(context, target.resource, namespace, target.name);
  if (replicas !== undefined && scale && scale.spec !== replicas) {
    writeScale(context, target.resource, namespace, target.name, replicas);
  }
  changeStatus(context, scaledObject, status => {
    const { pausedReplicaCount: _before, ...rest } = status;
    const paused = withConditions(
      rest,
      {
        type: 'Ready',
        status: 'True',
        reason: 'ScaledObjectReady',
        message: PAUSED_MESSAGE,
      },
      NO_FALLBACK,
      {
        type: 'Paused',
        status: 'True',
        reason: 'ScaledObjectPaused',
        message: PAUSED_MESSAGE,
      },
    );
    return {
      ...paused,
      // Without an HPA there is nothing to say about it.
      conditions: paused.conditions?.filter(c => c.type !== 'HPAActive'),
      ...(replicas === undefined ? {} : { pausedReplicaCount: replicas }),
    };
  });
  if (!isPaused(scaledObject)) {
    kedaEvent(context, scaledObject, {
      reason: 'ScaledObjectPaused',
      message: PAUSED_MESSAGE,
    });
    kedaEvent(context, scaledObject, {
      reason: 'ScaledObjectReady',
      message: READY_EVENT,
    });
  }
}

/** Takes back a full pause; a half one keeps the HPA and only shows in the condition. */
function unpause(
  context: SimContext,
  scaledObject: ScaledObject,
  halfPaused: boolean,
) {
  const paused = isPaused(scaledObject);
  if (halfPaused) {
    changeStatus(context, scaledObject, status =>
      withConditions(status, {
        type: 'Paused',
        status: 'True',
        reason: 'ScaledObjectPaused',
        message: PAUSED_MESSAGE,
      }),
    );
    return;
  }
  if (!paused) return;
  const message = 'pause annotation removed for ScaledObject';
  changeStatus(context, scaledObject, status => {
    const { pausedReplicaCount: _count, ...rest } = status;
    return withConditions(rest, {
      type: 'Paused',
      status: 'False',
      reason: 'ScaledObjectUnpaused',
      message,
    });
  });
  kedaEvent(context, scaledObject, { reason: 'ScaledObjectUnpaused', message });
}

/** Why the ScaledObject cannot be scaled. */
function check(
  context: SimContext,
  scaledObject: ScaledObject,
): string | undefined {
  const { spec, metadata } = scaledObject;
  const target = targetOf(scaledObject);
  if (!context.store.get(target.resource, metadata.namespace, target.name)) {
    return "ScaledObject doesn't have correct scaleTargetRef specification";
  }
  const min = spec.minReplicaCount ?? 0;
  const max = spec.maxReplicaCount ?? 100;
  if (min > max) {
    return `MinReplicaCount=${min} must be less than MaxReplicaCount=${max}`;
  }
  return undefined;
}

function refuse(context: SimContext, scaledObject: ScaledObject, why: string) {
  const before = conditionOf(scaledObject.status?.conditions, 'Ready');
  changeStatus(context, scaledObject, status =>
    withConditions(status, {
      type: 'Ready',
      status: 'False',
      reason: 'ScaledObjectCheckFailed',
      message: why,
    }),
  );
  if (before?.message !== why) {
    kedaEvent(context, scaledObject, {
      type: 'Warning',
      reason: 'ScaledObjectCheckFailed',
      message: why,
    });
  }
}

function ensureHpa(context: SimContext, scaledObject: ScaledObject) {
  const { store } = context;
  const { namespace, name, labels } = scaledObject.metadata;
  if (labels?.[NAME_LABEL] !== name) {
    store.modify(SCALED_OBJECTS, namespace, name, object => ({
      ...object,
      metadata: {
        ...object.metadata,
        labels: { ...object.metadata.labels, [NAME_LABEL]: name },
      },
    }));
  }
  const labelled = fresh(context, scaledObject) ?? scaledObject;
  const wanted = hpaFor(labelled);
  if (store.get(HPAS, namespace, wanted.metadata.name)) {
    store.modify(HPAS, namespace, wanted.metadata.name, object => ({
      ...object,
      metadata: {
        ...object.metadata,
        labels: wanted.metadata.labels,
        annotations: wanted.metadata.annotations,
      },
      spec: wanted.spec,
    }));
    return;
  }
  store.create(HPAS, wanted);
  describeScaling(context, labelled);
  announce(context, labelled);
}

function describeScaling(context: SimContext, scaledObject: ScaledObject) {
  const { namespace } = scaledObject.metadata;
  const { triggers } = scaledObject.spec;
  const target = targetOf(scaledObject);
  const scale = readScale(context, target.resource, namespace, target.name);
  changeStatus(context, scaledObject, status => ({
    ...withConditions(
      status,
      {
        type: 'Ready',
        status: 'True',
        reason: 'ScaledObjectReady',
        message: READY_MESSAGE,
      },
      NO_FALLBACK,
    ),
    authenticationsTypes: '',
    externalMetricNames: triggers.map(metricName),
    hpaName: hpaName(scaledObject),
    originalReplicaCount: status.originalReplicaCount ?? scale?.spec ?? 0,
    scaleTargetGVKR: {
      group: 'apps',
      kind: target.kind,
      resource: target.plural,
      version: 'v1',
    },
    scaleTargetKind: `apps/v1.${target.kind}`,
    triggersTypes: [...new Set(triggers.map(trigger => trigger.type))].join(
      ',',
    ),
  }));
}

function announce(context: SimContext, scaledObject: ScaledObject) {
  for (const trigger of scaledObject.spec.triggers) {
    kedaEvent(context, scaledObject, {
      reason: 'KEDAScalersStarted',
      action: 'KEDAScalersStarted',
      message: `Scaler ${trigger.type} is built`,
    });
  }
  kedaEvent(context, scaledObject, {
    reason: 'KEDAScalersStarted',
    action: 'ScalersWatchStarted',
    message: 'Started scalers watch',
  });
  kedaEvent(context, scaledObject, {
    reason: 'ScaledObjectReady',
    message: READY_EVENT,
  });
}
