import type { StoreEvent } from './types';

type Listener = (event: StoreEvent) => void;

/**
 * Hands events to every listener in the order of the writes, also when a listener writes in turn. A listener that throws
 * is reported as a process warning and harms neither the writer nor the other listeners.
 */
export class EventQueue {
  private readonly listeners = new Set<Listener>();
  private readonly waiting: StoreEvent[] = [];
  private draining = false;

  subscribe(listener: Listener): { unsubscribe(): void } {
    const own: Listener = event => listener(event);
    this.listeners.add(own);
    return { unsubscribe: () => this.listeners.delete(own) };
  }

  emit(event: StoreEvent): void {
    this.waiting.push(event);
    if (this.draining) {
      return;
    }
    this.draining = true;
    try {
      for (
        let next = this.waiting.shift();
        next !== undefined;
        next = this.waiting.shift()
      ) {
        this.deliver(next);
      }
    } finally {
      this.draining = false;
    }
  }

  private deliver(event: StoreEvent): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        process.emitWarning(
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    }
  }
}
