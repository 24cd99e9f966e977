/**
 * What people call the problems that the plugin finds, by their codes; of each there is one.
 *
 * @public
 */
export const PROBLEM_TITLES: Readonly<Record<string, string>> = {
  'alert-firing': 'Alert firing',
  'application-degraded': 'Argo CD application degraded',
  'at-max-with-timeouts': 'At max while requests time out',
  'autoscaler-cannot-add': 'Cluster autoscaler cannot add a node',
  'blind-trigger': 'Trigger sees no metric',
  'budget-blocks-drain': 'Disruption budget blocks every drain',
  'cannot-wake': 'Nothing can wake the pool',
  'certificate-expiring': 'Certificate expires soon',
  'chart-behind': 'Chart version behind',
  'chart-fault': 'Known fault of the chart',
  'cluster-not-live': 'Cluster not up to date',
  'cluster-unreachable': 'Cluster unreachable',
  'component-not-ready': 'Component not Ready',
  'container-config-error': 'Container cannot be configured',
  'crash-loop': 'Pods crash again and again',
  'desired-not-reached': 'Wanted replicas not reached',
  'external-metrics-unavailable': 'External metrics unavailable',
  'fallback-active': 'Fallback active',
  flapping: 'Size goes up and down',
  'flux-failed': 'Flux failed',
  'flux-not-ready': 'Flux not done',
  'flux-source-failed': 'Flux source cannot be fetched',
  'flux-suspended': 'Flux suspended',
  'grafana-down': 'Grafana does not answer',
  'hpa-cannot-read-metric': 'HPA cannot read its metric',
  'hpa-cannot-scale': 'HPA cannot scale',
  'hpa-missing': 'HPA missing',
  'idle-gpus': 'GPUs idle',
  'image-pull': 'Image cannot be pulled',
  'ingress-not-served': 'Ingress served by nobody',
  'keda-not-ready': 'KEDA does not run',
  'max-above-what-fits': 'Max above what fits',
  'min-above-what-fits': 'Min above what fits',
  'mlflow-down': 'MLflow does not answer',
  'no-fallback': 'No fallback',
  'no-load-trigger': 'No trigger for the load',
  'node-not-ready': 'Node not Ready',
  'oom-killed': 'Out of memory',
  'out-of-sync': 'Out of sync with git',
  paused: 'Autoscaling paused',
  'pending-for-gpus': 'Waiting for GPUs',
  'pending-for-node': 'Waiting for a node',
  'pod-failed': 'Pods failed',
  'pods-not-created': 'Pods cannot be created',
  'pods-not-scraped': 'Not all pods are scraped',
  'pool-twice': 'Pool has two workloads',
  'prometheus-down': 'Prometheus does not answer',
  'pvc-pending': 'Volume not bound',
  'quota-below-max': 'Quota below max',
  'ready-but-down': 'Ready pods do not answer Prometheus',
  'replicas-fought-over': 'Two tools set the size',
  'rollout-deadlock': 'Rollout waits for its own GPUs',
  'rollout-stuck': 'Rollout stuck',
  'scaledobject-not-ready': 'ScaledObject not ready',
  'scaler-errors': 'KEDA fails to read triggers',
  'scaling-limited': 'Metrics ask for more than max',
  'secret-not-synced': 'Secret not synced',
  'series-missing': 'Metric not seen yet',
  'shared-metric': 'Metric shared with another engine',
  'sync-failed': 'Sync failed',
  'timeouts-above-threshold': 'Timeouts above the threshold',
  'timeouts-with-nothing-scaling': 'Timeouts with nothing scaling',
  'cluster-login-expiring': 'Login to the cluster expires soon',
  'token-expiring': 'Token expires soon',
  'trigger-failing': 'One of several triggers fails',
  'two-kedas': 'More than one KEDA',
  'variant-without-advice': 'VariantAutoscaling without advice',
  'wrong-metric-name': 'Trigger asks for another name',
  'wrong-metric-type': 'Trigger cannot hold the size',
  'zero-ready': 'No replica Ready',
};

/**
 * A short title of a problem's code, for places without room for its sentence: `paused` is `Autoscaling paused`. Codes
 * of others are put in words: `disk-full` is `Disk full`.
 *
 * @public
 */
export function problemTitle(code: string): string {
  const words = code.replace(/-/g, ' ');
  return Object.hasOwn(PROBLEM_TITLES, code)
    ? PROBLEM_TITLES[code]
    : words.charAt(0).toLocaleUpperCase('en-US') + words.slice(1);
}
