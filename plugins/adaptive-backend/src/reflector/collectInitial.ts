import { StreamError } from './errors';
import { WatchEvent } from './requests';

/**
 * Takes one event of a list that comes as events.
 *
 * @returns the version of the list when it is complete with this event
 * @throws StreamError when the event makes no sense within a list
 */
export function collectInitial(
  list: { add(objects: readonly unknown[]): void },
  event: WatchEvent,
): string | undefined {
  if (event.endsInitial) {
    if (event.version === undefined)
      throw new StreamError('ended a list without a version');
    return event.version;
  }
  if (event.type === 'DELETED')
    throw new StreamError('sent a deletion within a list');
  if (event.type !== 'BOOKMARK') list.add([event.object]);
  return undefined;
}
