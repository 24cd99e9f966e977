import { ReflectorSink } from './options';

/** Where the objects of one cluster go. */
export interface Part {
  sink: ReflectorSink;
  /** Called after a list of the cluster was taken over. */
  onListed: () => void;
}

/** Hands every object of a collection of many clusters to the sink of its own cluster. */
export class SplittingSink implements ReflectorSink {
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #partOf: (object: unknown) => string | undefined;

  /**
   * @param parts - by cluster; may grow and shrink
   * @param partOf - the cluster of an object; objects of none, and of clusters without a part, are left out
   */
  constructor(
    parts: ReadonlyMap<string, Part>,
    partOf: (object: unknown) => string | undefined,
  ) {
    this.#parts = parts;
    this.#partOf = partOf;
  }

  beginList(): { add(objects: readonly unknown[]): void; commit(): void } {
    // A cluster that joins while the list is under way is not emptied by it: some of its objects may have passed.
    const lists = new Map(
      [...this.#parts].map(([name, { sink, onListed }]) => [
        name,
        { ...sink.beginList(), onListed },
      ]),
    );
    return {
      add: objects => {
        for (const object of objects) {
          lists.get(this.#partOf(object) ?? '')?.add([object]);
        }
      },
      commit: () => {
        for (const { commit, onListed } of lists.values()) {
          commit();
          onListed();
        }
      },
    };
  }

  put(object: unknown): void {
    this.#sinkOf(object)?.put(object);
  }

  remove(object: unknown): void {
    this.#sinkOf(object)?.remove(object);
  }

  #sinkOf(object: unknown): ReflectorSink | undefined {
    return this.#parts.get(this.#partOf(object) ?? '')?.sink;
  }
}
