import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';

/** Engines of one namespace whose tools are probed. */
const MAX_PER_NAMESPACE = 50;

/** Bounds the probes of a namespace, so that whoever makes up engines there slows down nobody else. */
export class Admission {
  /** When each engine was last wanted, by namespace. */
  readonly #wantedAt = new Map<string, Map<string, number>>();

  /** Why the tools of an engine are not probed; undefined when they are, or go on to be. */
  refuse(ref: EngineRef, now: number): string | undefined {
    const namespace = `${ref.cluster}/${ref.namespace}`;
    const known = this.#wantedAt.get(namespace) ?? new Map<string, number>();
    this.#wantedAt.set(namespace, known);
    const engine = stringifyEngineRef(ref);
    if (!known.has(engine) && known.size >= MAX_PER_NAMESPACE) {
      return `Not asked: the tools of ${MAX_PER_NAMESPACE} engines in ${ref.namespace} are asked already`;
    }
    known.set(engine, now);
    return undefined;
  }

  /** Makes room for others in place of engines that were last wanted before a moment. */
  forget(before: number): void {
    for (const [namespace, engines] of this.#wantedAt) {
      for (const [engine, at] of engines) {
        if (at < before) engines.delete(engine);
      }
      if (engines.size === 0) this.#wantedAt.delete(namespace);
    }
  }
}
