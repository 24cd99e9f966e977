import { scaledObjectFacts } from '../../lint/scaledObjectFacts';
import { shown } from '../../parse/inputReader';
import { chooseScaling } from '../fixes';
import { clusterName, known, type ClusterContext } from './context';

/** What says that a Prometheus scrapes a cluster at all. */
const ALWAYS = 'up';

/** Pool names that ScaledObjects ask for without a namespace, so that equally named pools are added up. */
function openPoolNames({ objects, engine }: ClusterContext): Set<string> {
  const all = [
    ...objects.map(({ object }) => object),
    ...(engine?.predicted ?? []),
  ].filter(({ kind }) => kind === 'ScaledObject');
  return new Set(
    all
      .flatMap(object => scaledObjectFacts(object).triggers)
      .flatMap(({ query }) => query.selectors)
      .flatMap(({ labels }) =>
        labels.pool !== undefined && labels.namespace === undefined
          ? [labels.pool]
          : [],
      ),
  );
}

/** Metrics that scale the pools; an engine that nothing scales needs none. */
export function checkSeries(context: ClusterContext): void {
  const { input, facts, findings } = context;
  if (input.autoscaling.mode === 'off') return;
  const metrics = known(context, facts.metrics, {
    rule: 'series',
    path: 'autoscaling.mode',
    what: `Prometheus has the series that scale pools in ${clusterName(
      context,
    )}`,
  });
  if (!metrics) return;
  const { mode } = input.autoscaling;
  const missing = Object.keys(metrics.series)
    .filter(name => !metrics.series[name])
    .sort();
  // The chart's own Prometheus comes with the engine; the portal may not read it.
  if (mode === 'platform' && missing.includes(ALWAYS)) {
    findings.error(
      'series-missing',
      'autoscaling.mode',
      `autoscaling.mode is platform, but Prometheus has no series ${ALWAYS} of ${clusterName(
        context,
      )}: it does not scrape the cluster, or under another cluster label, so that the pools would be scaled blindly`,
      'Have the scraping and adaptive.clusters[].keda.clusterLabel looked at, or choose off',
      chooseScaling('off'),
    );
  } else if (mode === 'platform' && missing.length > 0) {
    findings.warning(
      'series-missing',
      'autoscaling.mode',
      `autoscaling.mode is platform, but Prometheus has no series ${missing.join(
        ' and ',
      )} of ${clusterName(
        context,
      )}: no engine there has had requests yet, or nobody scrapes their pods`,
      'Make sure that Prometheus follows the annotation prometheus.io/scrape: adaptive',
    );
  }
  const open = openPoolNames(context);
  input.pools.forEach(({ name }, index) => {
    if (open.has(name) && metrics.poolNames.includes(name)) {
      findings.warning(
        'pool-name-shared',
        `pools[${index}].name`,
        `pools[${index}].name is ${shown(
          name,
        )}, and a pool of another engine on the same Prometheus has that name: the two are added up, as the query of the ScaledObject does not name the namespace`,
        'Name the pool differently, or choose platform, whose queries name the namespace',
      );
    }
  });
}
