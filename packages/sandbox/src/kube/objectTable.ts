import type { KubernetesObject } from './object';

const CLUSTER_SCOPE = '';

/** The objects of one resource type, found by namespace and name, listed in the order of the real API: by key. */
export class ObjectTable {
  private readonly byNamespace = new Map<
    string,
    Map<string, KubernetesObject>
  >();
  private sorted: KubernetesObject[] | undefined;

  get(
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    return this.byNamespace.get(namespace ?? CLUSTER_SCOPE)?.get(name);
  }

  set(object: KubernetesObject): void {
    const namespace = object.metadata.namespace ?? CLUSTER_SCOPE;
    let names = this.byNamespace.get(namespace);
    if (!names) {
      names = new Map();
      this.byNamespace.set(namespace, names);
    }
    names.set(object.metadata.name, object);
    this.sorted = undefined;
  }

  delete(object: KubernetesObject): void {
    const namespace = object.metadata.namespace ?? CLUSTER_SCOPE;
    const names = this.byNamespace.get(namespace);
    names?.delete(object.metadata.name);
    if (names?.size === 0) {
      this.byNamespace.delete(namespace);
    }
    this.sorted = undefined;
  }

  list(namespace?: string): KubernetesObject[] {
    if (namespace !== undefined) {
      return sortByName([...(this.byNamespace.get(namespace)?.values() ?? [])]);
    }
    this.sorted ??= [...this.byNamespace.keys()]
      .sort(compare)
      .flatMap(each =>
        sortByName([...(this.byNamespace.get(each)?.values() ?? [])]),
      );
    return this.sorted;
  }

  isEmpty(namespace: string): boolean {
    return !this.byNamespace.has(namespace);
  }
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function sortByName(objects: KubernetesObject[]): KubernetesObject[] {
  return objects.sort((left, right) =>
    compare(left.metadata.name, right.metadata.name),
  );
}
