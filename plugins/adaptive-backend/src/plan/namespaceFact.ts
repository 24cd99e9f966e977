import {
  stringifyEngineRef,
  type Fact,
  type NamespaceFacts,
} from '@adaptive-portal/plugin-adaptive-common';
import type { ClusterSources, FactQuestion } from './clusterFacts';
import { factOf, wholeFactOf } from './fact';

function quotasOf(
  { objects, watch }: ClusterSources,
  namespace: string,
  isThere: boolean,
): Pick<NamespaceFacts, 'quotas' | 'quotasReason'> {
  if (!isThere) {
    return {
      quotas: [],
      quotasReason: `Namespace '${namespace}' is not there, or not among those that are watched`,
    };
  }
  const { value, reason } = factOf(watch, ['resourcequotas'], () =>
    [...objects.inNamespace('resourcequotas', namespace)]
      .map(({ metadata, hard, used }) => ({
        name: metadata.name,
        items: Object.keys(hard)
          .sort()
          .map(resource => ({
            resource,
            hard: hard[resource],
            used: used[resource] ?? '0',
          })),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
  return value ? { quotas: value } : { quotas: [], quotasReason: reason };
}

/**
 * Whether the namespace is there and free. An engine that the caller may not see takes the place without a name, also
 * when it is the very one that the change is about.
 */
export function namespaceFact(
  cluster: ClusterSources,
  { engine, view }: FactQuestion,
): Fact<NamespaceFacts> {
  const { namespace } = engine;
  const here = cluster.engines.filter(({ ref }) => ref.namespace === namespace);
  const own = stringifyEngineRef(engine);
  const others = here.filter(({ ref }) => stringifyEngineRef(ref) !== own);
  const hidden = here.some(({ ref }) => !view.get(ref));
  const visible = others.find(({ ref }) => view.get(ref));
  const taken = others.length > 0 || hidden;
  const isThere = () =>
    here.length > 0 ||
    cluster.objects.get('namespaces', undefined, namespace) !== undefined;
  const describe = () => ({
    exists: isThere(),
    taken,
    ...(visible && { engine: visible.ref }),
    ...(hidden
      ? { quotas: [], quotasReason: 'The namespace is taken' }
      : quotasOf(cluster, namespace, isThere())),
  });
  // An engine that was seen there before its cluster fell silent has the place still.
  if (taken) return { value: describe() };
  // A namespace that is not there may be one of those that are not asked for.
  const find = isThere() ? factOf : wholeFactOf;
  return find(
    cluster.watch,
    ['namespaces', 'apps/deployments', 'apps/statefulsets'],
    describe,
  );
}
