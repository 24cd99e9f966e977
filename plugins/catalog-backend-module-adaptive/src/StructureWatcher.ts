import {
  type AdaptiveStreamEvent,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';

/** Tells the stream's changes of structure, which the catalog cares for, from changes of live state. */
export class StructureWatcher {
  readonly #engines = new Map<string, string>();
  #clusters = '';

  /** Whether the catalog may have to change after this event. */
  note(event: AdaptiveStreamEvent): boolean {
    switch (event.type) {
      case 'engine-summary': {
        const { ref, owner, pools } = event.engine;
        const structure = JSON.stringify([owner, pools.map(pool => pool.key)]);
        const key = stringifyEngineRef(ref);
        const changed = this.#engines.get(key) !== structure;
        this.#engines.set(key, structure);
        return changed;
      }
      case 'removed':
        return this.#engines.delete(stringifyEngineRef(event.ref));
      case 'clusters': {
        // A cluster that comes back may list without engines that the catalog still has.
        const liveness = JSON.stringify(
          event.clusters.map(({ name, freshness }) => [name, freshness.status]),
        );
        const changed = this.#clusters !== liveness;
        this.#clusters = liveness;
        return changed;
      }
      // What happened while there was no stream is unknown.
      case 'synced':
        return true;
      default:
        return false;
    }
  }
}
