import { Clock } from '../clusters/Clock';
import { hasEngineLabel } from '../objects/project/engineLabels';
import { record, text } from '../objects/project/raw';
import { Projected, ProjectionContext } from '../objects/project/types';
import { RESOURCES } from '../objects/resources';
import { Meta, WatchedObjects, WatchedResource } from '../objects/types';
import { ClusterTables } from '../store/ClusterTables';
import { ReflectorSink } from './options';
import { EventBounds, needsTrim, trimEvents } from './trimEvents';

/** Options of {@link ProjectingSink}. */
export interface ProjectingSinkOptions<R extends WatchedResource> {
  resource: R;
  tables: ClusterTables;
  context: ProjectionContext;
  /** Called with the namespace of every object that marks an engine. */
  onEngine?: (namespace: string) => void;
  /** Which objects a list can hold, where that is not all of the resource. */
  isInScope?: (meta: Meta) => boolean;
  /** Keeps a namespace within bounds; called after objects were added to it. */
  trim?: (namespace: string) => void;
}

/** Projects raw objects and puts them into the store. */
export class ProjectingSink<R extends WatchedResource>
  implements ReflectorSink
{
  readonly #options: ProjectingSinkOptions<R>;
  #invalid = 0;

  constructor(options: ProjectingSinkOptions<R>) {
    this.#options = options;
  }

  /** Objects without a name or uid so far: skipped, because they cannot be told from others. */
  get invalid(): number {
    return this.#invalid;
  }

  beginList(): { add(objects: readonly unknown[]): void; commit(): void } {
    const { resource, tables, trim, isInScope } = this.#options;
    const list: Array<WatchedObjects[R]> = [];
    return {
      add: objects => {
        for (const object of objects) {
          const projected = this.#project(object);
          if (typeof projected === 'object') list.push(projected);
        }
      },
      commit: () => {
        tables.replace(resource, list, isInScope);
        if (trim)
          new Set(list.map(object => object.metadata.namespace ?? '')).forEach(
            trim,
          );
      },
    };
  }

  put(object: unknown): void {
    const { resource, tables, trim } = this.#options;
    const projected = this.#project(object);
    if (typeof projected === 'object') {
      tables.set(resource, projected);
      trim?.(projected.metadata.namespace ?? '');
    } else if (projected === 'unwanted') {
      this.remove(object);
    }
  }

  remove(object: unknown): void {
    const meta = record(record(object).metadata);
    const name = text(meta.name);
    if (name === undefined) this.#invalid += 1;
    else
      this.#options.tables.delete(
        this.#options.resource,
        text(meta.namespace),
        name,
      );
  }

  #project(object: unknown): Projected<WatchedObjects[R]> {
    const { resource, context, onEngine } = this.#options;
    if (onEngine) {
      const meta = record(record(object).metadata);
      const namespace = text(meta.namespace);
      if (namespace !== undefined && hasEngineLabel(meta.labels))
        onEngine(namespace);
    }
    const projected = RESOURCES[resource].project(object, context);
    if (projected === 'invalid') this.#invalid += 1;
    return projected;
  }
}

/** What the sink of one collection is made of, wherever its objects go. */
export type SinkParts = Pick<
  ProjectingSinkOptions<WatchedResource>,
  'resource' | 'context' | 'isInScope' | 'onEngine'
>;

/** A sink into the tables of a cluster, which keeps events within their bounds. */
export function createTrimmingSink(
  parts: SinkParts,
  target: { tables: ClusterTables; events: EventBounds; clock: Clock },
): ProjectingSink<WatchedResource> {
  const { tables, events, clock } = target;
  const trim = (namespace: string) => {
    if (needsTrim(tables, namespace, events))
      trimEvents(tables, namespace, events, clock.now());
  };
  return new ProjectingSink({
    ...parts,
    tables,
    trim: parts.resource === 'events' ? trim : undefined,
  });
}
