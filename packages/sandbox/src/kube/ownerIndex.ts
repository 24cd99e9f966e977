import type { KubernetesObject } from './object';

interface Owned {
  resource: string;
  object: KubernetesObject;
}

/** Which objects own which, by uid, for garbage collection. */
export class OwnerIndex {
  private readonly living = new Set<string>();
  private readonly byOwner = new Map<string, Map<string, Owned>>();

  /** Takes `previous` out of the index and `next` in. */
  replace(
    resource: string,
    previous: KubernetesObject | undefined,
    next: KubernetesObject | undefined,
  ): void {
    if (previous) {
      this.living.delete(uidOf(previous));
      for (const owner of ownersOf(previous)) {
        const owned = this.byOwner.get(owner);
        owned?.delete(uidOf(previous));
        if (owned?.size === 0) {
          this.byOwner.delete(owner);
        }
      }
    }
    if (next) {
      this.living.add(uidOf(next));
      for (const owner of ownersOf(next)) {
        const owned = this.byOwner.get(owner) ?? new Map<string, Owned>();
        owned.set(uidOf(next), { resource, object: next });
        this.byOwner.set(owner, owned);
      }
    }
  }

  dependents(owner: KubernetesObject): Owned[] {
    return [...(this.byOwner.get(uidOf(owner))?.values() ?? [])];
  }

  hasLivingOwner(object: KubernetesObject): boolean {
    return ownersOf(object).some(uid => this.living.has(uid));
  }
}

function uidOf(object: KubernetesObject): string {
  return object.metadata.uid ?? '';
}

function ownersOf(object: KubernetesObject): string[] {
  return (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);
}
