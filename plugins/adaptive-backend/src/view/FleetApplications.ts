import type { ClusterState } from './ClusterState';
import type { GitOpsEntry } from './gitops';

/** The Applications of all clusters by the engine, of whatever cluster, that they name as their destination. */
export class FleetApplications {
  #revision = -1;
  #byEngine = new Map<string, GitOpsEntry[]>();

  /** Gathers them anew only when one of the clusters read its Applications again. */
  byEngine(
    clusters: Iterable<ClusterState>,
  ): ReadonlyMap<string, readonly GitOpsEntry[]> {
    const states = [...clusters];
    // Each of them only grows, so the sum tells as much as all together.
    const revision = states.reduce(
      (sum, { installers }) => sum + installers.applicationsRevision,
      0,
    );
    if (revision === this.#revision) return this.#byEngine;
    this.#revision = revision;
    this.#byEngine = new Map();
    for (const { installers } of states) {
      for (const [key, entries] of installers.applications()) {
        const known = this.#byEngine.get(key);
        if (known) known.push(...entries);
        else this.#byEngine.set(key, [...entries]);
      }
    }
    return this.#byEngine;
  }
}
