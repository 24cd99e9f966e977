/**
 * Names that engines of several clusters have in common. In a source that cannot tell clusters apart the series of all of
 * them are one, and nobody's.
 */
export class SharedNames {
  readonly #askedAt = new Map<string, Map<string, number>>();
  #shared: ReadonlySet<string> = new Set();
  #isOutdated = false;

  /** The names that are shared; the set never changes. */
  get shared(): ReadonlySet<string> {
    if (this.#isOutdated) {
      this.#isOutdated = false;
      this.#shared = new Set(
        [...this.#askedAt].flatMap(([name, clusters]) =>
          clusters.size > 1 ? [name] : [],
        ),
      );
    }
    return this.#shared;
  }

  /** Somebody asks for the series of a name in a cluster. */
  note(cluster: string, name: string, now: number): void {
    let clusters = this.#askedAt.get(name);
    if (!clusters) {
      clusters = new Map();
      this.#askedAt.set(name, clusters);
    }
    if (!clusters.has(cluster) && clusters.size > 0) this.#isOutdated = true;
    clusters.set(cluster, now);
  }

  /** Forgets what was last asked for before a moment. */
  forget(before: number): void {
    for (const [name, clusters] of this.#askedAt) {
      for (const [cluster, at] of clusters) {
        if (at < before) {
          if (clusters.size > 1) this.#isOutdated = true;
          clusters.delete(cluster);
        }
      }
      if (clusters.size === 0) this.#askedAt.delete(name);
    }
  }
}
