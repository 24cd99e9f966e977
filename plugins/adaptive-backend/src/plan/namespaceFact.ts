import {
  stringifyEngineRef,
  type Fact,
  type NamespaceFacts,
} from '@adaptive-portal/plugin-adaptive-common';
import type { ClusterSources, FactQuestion } from './clusterFacts';
import { factOf } from './fact';

function quotasOf(
  { objects, watch }: ClusterSources,
  namespace: string,
  hasEngine: boolean,
): Pick<NamespaceFacts, 'quotas' | 'quotasReason'> {
  if (!hasEngine) {
    return {
      quotas: [],
      quotasReason: `Quotas are watched only where an engine runs; none is known to run in namespace '${namespace}'`,
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
  const describe = () => ({
    exists:
      here.length > 0 ||
      cluster.objects.get('namespaces', undefined, namespace) !== undefined,
    taken,
    ...(visible && { engine: visible.ref }),
    ...(hidden
      ? { quotas: [], quotasReason: 'The namespace is taken' }
      : quotasOf(cluster, namespace, here.length > 0)),
  });
  // An engine that was seen there before its cluster fell silent has the place still.
  return taken
    ? { value: describe() }
    : factOf(
        cluster.watch,
        ['namespaces', 'apps/deployments', 'apps/statefulsets'],
        describe,
      );
}
