import type { KubernetesObject } from './object';
import type { StoreEvent, StoreEventType } from './types';

/** One change, as watches replay it. */
export interface LoggedEvent {
  type: StoreEventType;
  revision: number;
  object: KubernetesObject;
  previous?: KubernetesObject;
}

class Ring {
  private events: LoggedEvent[] = [];

  constructor(private compactedTo: number) {}

  push(event: LoggedEvent, limit: number): void {
    this.events.push(event);
    // Trimmed in bulk, so that a full log costs a copy only now and then.
    if (this.events.length > limit * 1.25) {
      const dropped = this.events.length - limit;
      this.compactedTo = this.events[dropped - 1].revision;
      this.events = this.events.slice(dropped);
    }
  }

  compact(revision: number): void {
    this.events = [];
    this.compactedTo = revision;
  }

  since(revision: number): LoggedEvent[] | undefined {
    return revision < this.compactedTo
      ? undefined
      : this.events.filter(event => event.revision > revision);
  }
}

/** The recent changes of each resource, so that a watch can start from a revision in the past. */
export class WatchLog {
  private readonly rings = new Map<string, Ring>();

  constructor(private readonly limit: number, private start: number) {}

  append(event: StoreEvent): LoggedEvent {
    const logged: LoggedEvent = {
      type: event.type,
      revision: Number(event.object.metadata.resourceVersion),
      object: event.object,
      ...(event.previous ? { previous: event.previous } : {}),
    };
    this.ring(event.resource).push(logged, this.limit);
    return logged;
  }

  /** Events after `revision`; undefined when some of them are forgotten. */
  since(resource: string, revision: number): LoggedEvent[] | undefined {
    return this.ring(resource).since(revision);
  }

  /** Forgets everything up to `revision`. */
  compact(revision: number): void {
    this.start = revision;
    this.rings.forEach(ring => ring.compact(revision));
  }

  private ring(resource: string): Ring {
    let ring = this.rings.get(resource);
    if (!ring) {
      ring = new Ring(this.start);
      this.rings.set(resource, ring);
    }
    return ring;
  }
}
