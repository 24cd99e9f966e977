import type { KubernetesObject } from '../../kube/object';
import type { KubeStore } from '../../kube/types';
import { formatMicroTime, formatTime, type Clock } from './clock';
import { namespaceOf, type ObjectMeta } from './objects';

/** What an event is about. */
export interface EventTarget {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

export interface EventInput {
  component: string;
  object: EventTarget;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** With an action the event has the shape of `events.k8s.io`, as the scheduler and KEDA write it. */
  action?: string;
}

export interface EventRecorder {
  record(event: EventInput): void;
}

/** Events kept per cluster; the oldest go first, in place of the real one-hour lifetime. */
const MAX_EVENTS = 1000;

/**
 * Writes Event objects. Repeated core events are counted up in one object, as client-go's correlator does;
 * events with an action count in `series`.
 */
export function createEventRecorder(options: {
  store: KubeStore;
  clock: Clock;
}): EventRecorder {
  const { store, clock } = options;
  const known = new Map<string, { namespace: string; name: string }>();
  let sequence = 0;

  function prune() {
    while (known.size > MAX_EVENTS) {
      const [key, ref] = known.entries().next().value ?? [];
      if (key === undefined || ref === undefined) return;
      known.delete(key);
      if (store.get('events', ref.namespace, ref.name)) {
        store.delete('events', ref.namespace, ref.name);
      }
    }
  }

  return {
    record(event) {
      const namespace = namespaceOf(event.object);
      // Nothing new may be written into a namespace that is going away, but its pods still have to stop.
      const home = store.get('namespaces', undefined, namespace);
      if (!home || home.metadata.deletionTimestamp) return;
      const key = [
        event.object.metadata.uid,
        event.type,
        event.reason,
        event.message,
      ].join('\n');
      const existing = known.get(key);
      if (existing && store.get('events', namespace, existing.name)) {
        store.modify('events', namespace, existing.name, old =>
          countUp(old, clock.now()),
        );
        return;
      }
      sequence += 1;
      const stamp = (BigInt(clock.now()) * 1_000_000n + BigInt(sequence))
        .toString(16)
        .slice(-16);
      const name = `${event.object.metadata.name}.${stamp}`;
      known.delete(key);
      known.set(key, { namespace, name });
      store.create('events', newEvent(event, namespace, name, clock.now()));
      prune();
    },
  };
}

function newEvent(
  event: EventInput,
  namespace: string,
  name: string,
  now: number,
): KubernetesObject {
  const { metadata } = event.object;
  const modern = event.action !== undefined;
  const core = formatTime(now);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: {
      apiVersion: event.object.apiVersion,
      kind: event.object.kind,
      name: metadata.name,
      ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
    },
    type: event.type,
    reason: event.reason,
    message: event.message,
    ...(modern ? { action: event.action } : { count: 1 }),
    eventTime: modern ? formatMicroTime(now) : null,
    firstTimestamp: modern ? null : core,
    lastTimestamp: modern ? null : core,
    reportingComponent: event.component,
    reportingInstance: modern ? `${event.component}-sandbox` : '',
    source: modern ? {} : { component: event.component },
  };
}

function countUp(event: KubernetesObject, now: number): KubernetesObject {
  if (event.eventTime) {
    const series = event.series as { count?: number } | undefined;
    return {
      ...event,
      series: {
        count: (series?.count ?? 1) + 1,
        lastObservedTime: formatMicroTime(now),
      },
    };
  }
  return {
    ...event,
    count: (typeof event.count === 'number' ? event.count : 1) + 1,
    lastTimestamp: formatTime(now),
  };
}
