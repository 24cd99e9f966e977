import { InputError } from '@backstage/errors';
import type { KubernetesObject } from '../kube/object';
import type { KubeStore } from '../kube/types';
import type { PoolRef } from '../load';
import type { PodTemplate } from '../sim/core/objects';

const SCALED_OBJECTS = 'keda.sh/scaledobjects';

/** A pool with the ScaledObject that scales it, if there is one. */
export interface KnownPool {
  ref: PoolRef;
  workload: string;
  scaledObject?: string;
  maxReplicas?: number;
}

/** All compute pools of all clusters, by their workloads. */
export function knownPools(stores: Record<string, KubeStore>): KnownPool[] {
  return Object.entries(stores).flatMap(([cluster, store]) =>
    ['apps/deployments', 'apps/statefulsets'].flatMap(resource =>
      store.list(resource).flatMap(object => {
        const ref = poolOf(cluster, object);
        return ref ? [withScaling(store, ref, object)] : [];
      }),
    ),
  );
}

function poolOf(
  cluster: string,
  workload: KubernetesObject,
): PoolRef | undefined {
  const { labels = {}, namespace = '' } = workload.metadata;
  const template = workload.spec?.template as PodTemplate | undefined;
  const pool = template?.spec.containers
    .flatMap(container => container.env ?? [])
    .find(variable => variable.name === 'GROUP')?.value;
  const release = labels['app.kubernetes.io/instance'];
  return pool && release ? { cluster, namespace, release, pool } : undefined;
}

function withScaling(
  store: KubeStore,
  ref: PoolRef,
  workload: KubernetesObject,
): KnownPool {
  const { name } = workload.metadata;
  const scaledObject = store
    .list(SCALED_OBJECTS, { namespace: ref.namespace })
    .find(candidate => {
      const target = candidate.spec?.scaleTargetRef as
        | { kind?: string; name?: string }
        | undefined;
      return (
        target?.name === name && (target.kind ?? 'Deployment') === workload.kind
      );
    });
  const max = scaledObject?.spec?.maxReplicaCount;
  return {
    ref,
    workload: name,
    ...(scaledObject ? { scaledObject: scaledObject.metadata.name } : {}),
    ...(typeof max === 'number' ? { maxReplicas: max } : {}),
  };
}

/**
 * The pool that a scene's parameters mean.
 *
 * @throws InputError naming what there is
 */
export function findPool(
  pools: readonly KnownPool[],
  engine: string,
  pool: string,
): KnownPool {
  const found = pools.find(
    ({ ref }) => ref.release === engine && ref.pool === pool,
  );
  if (found) return found;
  const names = pools.map(({ ref }) => `${ref.release}/${ref.pool}`);
  throw new InputError(
    `There is no pool '${pool}' of engine '${engine}', expected one of: ${
      names.join(', ') || '(no engine is installed yet)'
    }`,
  );
}
