import { EventObject } from '../types';
import { message, projectIdentity } from './projectMeta';
import { compact, number, record, text } from './raw';
import { Projected, ProjectionContext } from './types';

/*
 * Normal events that say something about scaling, by involved kind; `*` means all. Warnings of these kinds
 * are kept whatever their reason, all other events are noise for an engine.
 */
const NORMAL_REASONS: Record<string, readonly string[]> = {
  Application: ['*'],
  Deployment: ['ScalingReplicaSet'],
  HorizontalPodAutoscaler: ['*'],
  Node: [
    'NodeReady',
    'NodeNotReady',
    'NodeSchedulable',
    'NodeNotSchedulable',
    'RemovingNode',
  ],
  Pod: ['TriggeredScaleUp', 'NotTriggerScaleUp', 'Nominated', 'Preempted'],
  ReplicaSet: [],
  ScaledObject: ['*'],
  StatefulSet: ['SuccessfulCreate', 'SuccessfulDelete'],
};

// Node events live in namespace `default`, Application events where Argo CD does.
const KINDS_OF_ANY_NAMESPACE = ['Node', 'Application'];

function isWanted(kind: string, type: string, reason: string): boolean {
  if (!Object.hasOwn(NORMAL_REASONS, kind)) return false;
  const reasons = NORMAL_REASONS[kind];
  return (
    type === 'Warning' || reasons.includes('*') || reasons.includes(reason)
  );
}

function latest(...times: Array<string | undefined>): string | undefined {
  const known = times.filter(
    time => time !== undefined && !Number.isNaN(Date.parse(time)),
  );
  return known.sort((a, b) => Date.parse(b ?? '') - Date.parse(a ?? ''))[0];
}

/** Event about an object of an engine, a node or an Application; others are unwanted. */
export function projectEvent(
  raw: unknown,
  context: ProjectionContext,
): Projected<EventObject> {
  const metadata = projectIdentity(raw, context);
  if (!metadata) return 'invalid';
  const event = record(raw);
  const involved = record(event.involvedObject);
  const kind = text(involved.kind) ?? '';
  const type = text(event.type) ?? 'Normal';
  const reason = text(event.reason) ?? '';
  const namespace = text(involved.namespace) ?? metadata.namespace ?? '';
  const isNear =
    KINDS_OF_ANY_NAMESPACE.includes(kind) ||
    context.isEngineNamespace(namespace);
  if (!isNear || !isWanted(kind, type, reason)) return 'unwanted';
  const series = record(event.series);
  return compact<EventObject>({
    metadata,
    type: context.interner.text(type),
    reason: context.interner.text(reason),
    message: message(event) ?? '',
    involved: compact<EventObject['involved']>({
      kind: context.interner.text(kind),
      namespace: context.interner.text(text(involved.namespace)),
      name: text(involved.name) ?? '',
      uid: text(involved.uid),
    }),
    count: number(series.count) ?? number(event.count) ?? 1,
    firstAt: text(event.firstTimestamp) ?? text(event.eventTime),
    at: latest(
      text(event.lastTimestamp),
      text(event.eventTime),
      text(series.lastObservedTime),
      text(event.firstTimestamp),
    ),
  });
}
