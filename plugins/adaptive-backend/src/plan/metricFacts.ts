import {
  stringifyEngineRef,
  type ClusterFacts,
  type Engine,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  MetricsService,
  MetricsSnapshot,
  RatioCause,
} from '../metrics/types';
import { REQUESTS_METRIC, TIMEOUTS_METRIC } from '../metrics/queries';
import { findKedaOperators } from '../view/clusterView';
import type { ClusterSources, FactQuestion } from './clusterFacts';
import { factOf } from './fact';

const EXTERNAL_METRICS = 'v1beta1.external.metrics.k8s.io';
const INSTANCE = 'app.kubernetes.io/instance';

/** The engine whose own release KEDA came with: KEDA's objects then carry the release's name, in its namespace. */
function bundledWith(
  { objects, engines }: ClusterSources,
  service: { namespace: string },
  labels: Record<string, string> | undefined,
): Engine | undefined {
  const releases = new Set<string | undefined>([labels?.[INSTANCE]]);
  for (const operator of findKedaOperators(objects)) {
    if (operator.metadata.namespace === service.namespace) {
      releases.add(operator.metadata.labels?.[INSTANCE]);
    }
  }
  return engines.find(
    ({ ref }) =>
      ref.namespace === service.namespace && releases.has(ref.release),
  );
}

/** Who serves external metrics in the cluster: at most one KEDA can. */
export function externalMetricsFact(
  cluster: ClusterSources,
  { view }: FactQuestion,
): ClusterFacts['externalMetrics'] {
  const resource = 'apiregistration.k8s.io/apiservices';
  return factOf(cluster.watch, [resource, 'apps/deployments'], () => {
    const found = cluster.objects.get(resource, undefined, EXTERNAL_METRICS);
    if (!found) return { byEngine: false };
    const { service, metadata } = found;
    const owner = bundledWith(cluster, service, metadata.labels);
    return {
      service: `${service.namespace}/${service.name}`,
      byEngine: owner !== undefined,
      ...(owner && view.get(owner.ref) && { engine: owner.ref }),
    };
  });
}

/** What the sources say of a pool; of one that is not there they say whether they answer at all. */
function causeOf(
  snapshot: MetricsSnapshot,
  ref: EngineRef,
  pool: { name: string; key: string },
): RatioCause {
  return snapshot.pool({ ...ref, pool: pool.name, key: pool.key }).cause;
}

/** Where nobody asks a pool, its timeouts are not looked for: a name is left out when nothing is known of it. */
function seriesBy(causes: ReadonlySet<RatioCause>): Record<string, boolean> {
  const idle = causes.has('noRequests');
  const counted = causes.has('ok');
  return {
    [REQUESTS_METRIC]: counted || idle || causes.has('noTimeoutSeries'),
    ...((counted || !idle) && { [TIMEOUTS_METRIC]: counted }),
  };
}

/** Names of pools whose series the queries of this cluster's triggers could meet. */
function otherPoolNames(
  metrics: MetricsService,
  engines: readonly Engine[],
  engine: EngineRef,
): string[] {
  const own = stringifyEngineRef(engine);
  const sources = metrics.sources().filter(s => s.serves(engine.cluster));
  const shares = (cluster: string) =>
    cluster === engine.cluster ||
    sources.some(
      source =>
        source.serves(cluster) &&
        Object.keys(source.matchersOf(engine.cluster)).length === 0,
    );
  const names = engines
    .filter(({ ref }) => stringifyEngineRef(ref) !== own && shares(ref.cluster))
    .flatMap(({ computePools }) => computePools.map(({ name }) => name));
  return [...new Set(names)].sort();
}

/**
 * Which series there are for the cluster, from what the background queries last brought: whether any pool of it has
 * them.
 */
export function metricsFact(
  metrics: MetricsService,
  engines: readonly Engine[],
  { engine }: FactQuestion,
): ClusterFacts['metrics'] {
  const snapshot = metrics.snapshot();
  const nobody = { ...engine, namespace: '', release: '' };
  const reachable = causeOf(snapshot, nobody, { name: '', key: '' });
  if (reachable === 'noSource') {
    return {
      reason: `No metric source is configured for cluster '${engine.cluster}'`,
    };
  }
  if (reachable === 'sourceDown') {
    return {
      reason: `The metric sources of cluster '${engine.cluster}' do not answer`,
    };
  }
  const causes = new Set(
    engines
      .filter(({ ref }) => ref.cluster === engine.cluster)
      .flatMap(({ ref, computePools }) =>
        computePools.map(pool => causeOf(snapshot, ref, pool)),
      ),
  );
  return {
    value: {
      series: seriesBy(causes),
      poolNames: otherPoolNames(metrics, engines, engine),
    },
  };
}
