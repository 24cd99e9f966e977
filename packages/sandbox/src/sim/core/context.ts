import type { JsonObject } from '../../kube/object';
import type { KubeStore } from '../../kube/types';
import { formatTime, type Clock } from './clock';
import type { EventRecorder } from './events';
import type { ObjectMeta, Pod } from './objects';

/** What every controller of one simulated cluster works with. */
export interface SimContext {
  store: KubeStore;
  clock: Clock;
  /** How many simulated seconds pass per second of the clock. */
  speed: number;
  events: EventRecorder;
}

/** Milliseconds of the clock that a simulated duration takes. */
export function wallMs(context: SimContext, seconds: number): number {
  return (seconds * 1000) / context.speed;
}

/** The clock in seconds, for the windows and periods that objects name: those are kept as written, whatever the speed. */
export function clockSeconds(context: SimContext): number {
  return context.clock.now() / 1000;
}

/** The current time as objects carry it. */
export function timestamp(context: SimContext): string {
  return formatTime(context.clock.now());
}

/** Writes the status subresource; nothing happens when the object is gone or the status is the same. */
export function writeStatus(
  context: SimContext,
  resource: string,
  metadata: ObjectMeta,
  status: JsonObject,
): void {
  const { store } = context;
  if (!store.get(resource, metadata.namespace, metadata.name)) return;
  store.modify(
    resource,
    metadata.namespace,
    metadata.name,
    object => ({ ...object, status }),
    { subresource: 'status' },
  );
}

/** Pods by the uid of their controller. */
export function podsByController(pods: readonly Pod[]): Map<string, Pod[]> {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const uid = pod.metadata.ownerReferences?.find(o => o.controller)?.uid;
    if (uid === undefined) continue;
    const group = groups.get(uid);
    if (group) group.push(pod);
    else groups.set(uid, [pod]);
  }
  return groups;
}
