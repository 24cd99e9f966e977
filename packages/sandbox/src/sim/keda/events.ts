import type { SimContext } from '../core/context';
import type { ScaledObject } from './scaledObject';

/** Writes an event as the KEDA operator does; the action is often the message once more. */
export function kedaEvent(
  context: SimContext,
  scaledObject: ScaledObject,
  event: {
    type?: 'Normal' | 'Warning';
    reason: string;
    message: string;
    action?: string;
  },
): void {
  context.events.record({
    component: 'keda-operator',
    object: scaledObject,
    type: event.type ?? 'Normal',
    reason: event.reason,
    message: event.message,
    action: event.action ?? event.message,
  });
}
