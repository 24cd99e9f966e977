import { StreamError } from './errors';
import { ReflectorSink } from './options';

/** Where the objects of one cluster go. */
export interface Part {
  sink: ReflectorSink;
  /** Called after a list, with whether it was of this cluster too and has been taken over. */
  onListed: (isIncluded: boolean) => void;
}

/** How objects and lists tell where they are from. */
export interface Origins {
  /** The cluster of an object; objects of none, and of clusters without a part, are left out. */
  partOf: (object: unknown) => string | undefined;
  /** The clusters that a list of this version is of; undefined when of none. Absent where lists are of all. */
  clustersOf?: (version: string) => ReadonlySet<string> | undefined;
}

/** Hands every object of a collection of many clusters to the sink of its own cluster. */
export class SplittingSink implements ReflectorSink {
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #origins: Origins;

  /** @param parts - by cluster; may grow and shrink */
  constructor(parts: ReadonlyMap<string, Part>, origins: Origins) {
    this.#parts = parts;
    this.#origins = origins;
  }

  beginList(): ReturnType<ReflectorSink['beginList']> {
    // A cluster that joins while the list is under way is not emptied by it: some of its objects may have passed.
    const lists = new Map(
      [...this.#parts].map(([name, part]) => [
        name,
        { ...part.sink.beginList(), part },
      ]),
    );
    return {
      add: objects => {
        for (const object of objects) {
          lists.get(this.#origins.partOf(object) ?? '')?.add([object]);
        }
      },
      commit: version => {
        const includes = this.#inclusion(version);
        for (const [name, { commit, part }] of lists) {
          // One that left meanwhile holds nothing, or is read by somebody else.
          if (this.#parts.get(name) !== part) continue;
          const isIncluded = includes(name);
          // What a list without this cluster lacks may well be there.
          if (isIncluded) commit(version);
          part.onListed(isIncluded);
        }
      },
    };
  }

  #inclusion(version: string | undefined): (cluster: string) => boolean {
    const { clustersOf } = this.#origins;
    if (version === undefined || !clustersOf) return () => true;
    const clusters = clustersOf(version);
    if (!clusters)
      throw new StreamError(
        'answered with its own objects: it does not hold these of its clusters, or is only starting',
      );
    return cluster => clusters.has(cluster);
  }

  put(object: unknown): void {
    this.#sinkOf(object)?.put(object);
  }

  remove(object: unknown): void {
    this.#sinkOf(object)?.remove(object);
  }

  #sinkOf(object: unknown): ReflectorSink | undefined {
    return this.#parts.get(this.#origins.partOf(object) ?? '')?.sink;
  }
}
