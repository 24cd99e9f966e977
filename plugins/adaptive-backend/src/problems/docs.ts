const KUBERNETES = 'https://kubernetes.io/docs';
const KEDA = 'https://keda.sh/docs/2.20';
const ARGO_CD = 'https://argo-cd.readthedocs.io/en/stable';
const PROMETHEUS = 'https://prometheus.io/docs';
const FLUX = 'https://fluxcd.io/flux/components';
const CHART = 'https://github.com/adaptive-ml/adaptive-helm-chart';

const SCALED_OBJECT = `${KEDA}/reference/scaledobject-spec/`;
const KEDA_SCALING = `${KEDA}/concepts/scaling-deployments/`;
const KEDA_TROUBLE = `${KEDA}/troubleshooting/`;
const PROMETHEUS_SCALER = `${KEDA}/scalers/prometheus/#trigger-specification`;
const HPA = `${KUBERNETES}/concepts/workloads/autoscaling/horizontal-pod-autoscale/`;
const DEBUG_PODS = `${KUBERNETES}/tasks/debug/debug-application/debug-pods/`;
const GPUS = `${KUBERNETES}/tasks/manage-gpus/scheduling-gpus/`;
const QUOTAS = `${KUBERNETES}/concepts/policy/resource-quotas/`;
const DEPLOYMENTS = `${KUBERNETES}/concepts/workloads/controllers/deployment/`;
const HELM_RELEASES = `${FLUX}/helm/helmreleases/`;
const SCRAPING = `${PROMETHEUS}/concepts/jobs_instances/`;

/** Page of whoever makes the part that a problem is about, by the problem's code. */
export const DOCS: Readonly<Record<string, string>> = {
  'crash-loop': DEBUG_PODS,
  'oom-killed': `${KUBERNETES}/tasks/configure-pod-container/assign-memory-resource/`,
  'image-pull': `${KUBERNETES}/concepts/containers/images/`,
  'container-config-error': `${KUBERNETES}/concepts/configuration/secret/`,
  'pods-not-created': QUOTAS,
  'zero-ready': DEBUG_PODS,
  'pod-failed': DEBUG_PODS,
  'desired-not-reached': DEBUG_PODS,
  'component-not-ready': DEBUG_PODS,
  'pending-for-gpus': GPUS,
  'pending-for-node': `${KUBERNETES}/concepts/scheduling-eviction/assign-pod-node/`,
  'max-above-what-fits': GPUS,
  'min-above-what-fits': GPUS,
  'idle-gpus': GPUS,
  'pool-twice': `${KUBERNETES}/concepts/workloads/controllers/`,
  'node-not-ready': `${KUBERNETES}/tasks/debug/debug-cluster/monitor-node-health/`,
  'rollout-deadlock': DEPLOYMENTS,
  'rollout-stuck': DEPLOYMENTS,
  'autoscaler-cannot-add':
    'https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md',
  'quota-below-max': QUOTAS,
  'scaledobject-not-ready': KEDA_TROUBLE,
  'cannot-wake': `${KEDA_SCALING}#activating-and-scaling-thresholds`,
  'trigger-failing': KEDA_TROUBLE,
  'hpa-cannot-read-metric': KEDA_TROUBLE,
  'hpa-cannot-scale': HPA,
  'hpa-missing': KEDA_TROUBLE,
  'scaling-limited': HPA,
  flapping: `${HPA}#flapping`,
  'at-max-with-timeouts': `${SCALED_OBJECT}#maxreplicacount`,
  'timeouts-above-threshold': `${HPA}#algorithm-details`,
  'timeouts-with-nothing-scaling': SCALED_OBJECT,
  'no-fallback': `${SCALED_OBJECT}#fallback`,
  'fallback-active': `${SCALED_OBJECT}#fallback`,
  paused: `${KEDA_SCALING}#pausing-autoscaling`,
  'wrong-metric-type': PROMETHEUS_SCALER,
  'no-load-trigger': `${HPA}#algorithm-details`,
  'wrong-metric-name': PROMETHEUS_SCALER,
  'blind-trigger': PROMETHEUS_SCALER,
  'shared-metric': PROMETHEUS_SCALER,
  'scaler-errors': `${KEDA}/integrations/prometheus/#operator`,
  'series-missing': SCRAPING,
  'ready-but-down': SCRAPING,
  'pods-not-scraped': SCRAPING,
  'two-kedas': `${KEDA}/concepts/`,
  'keda-not-ready': KEDA_TROUBLE,
  'external-metrics-unavailable': `${KUBERNETES}/concepts/extend-kubernetes/api-extension/apiserver-aggregation/`,
  'cluster-unreachable': `${KUBERNETES}/tasks/debug/debug-cluster/`,
  'cluster-not-live': `${KUBERNETES}/reference/access-authn-authz/rbac/`,
  'prometheus-down': `${PROMETHEUS}/prometheus/latest/querying/api/`,
  'sync-failed': `${ARGO_CD}/user-guide/sync-options/`,
  'out-of-sync': `${ARGO_CD}/user-guide/diffing/`,
  'application-degraded': `${ARGO_CD}/operator-manual/health/`,
  'replicas-fought-over': `${HPA}#migrating-deployments-and-statefulsets-to-horizontal-autoscaling`,
  'flux-failed': HELM_RELEASES,
  'flux-not-ready': HELM_RELEASES,
  'flux-suspended': HELM_RELEASES,
  'flux-source-failed': `${FLUX}/source/ocirepositories/`,
  'mlflow-down': 'https://mlflow.org/docs/latest/',
  'grafana-down': 'https://grafana.com/docs/grafana/latest/troubleshooting/',
  'alert-firing': `${PROMETHEUS}/alerting/latest/overview/`,
  'secret-not-synced': 'https://external-secrets.io/latest/api/externalsecret/',
  'pvc-pending': `${KUBERNETES}/concepts/storage/persistent-volumes/`,
  'ingress-not-served': `${KUBERNETES}/concepts/services-networking/ingress/`,
  'budget-blocks-drain': `${KUBERNETES}/tasks/run-application/configure-pdb/`,
  'variant-without-advice':
    'https://github.com/llm-d/llm-d-workload-variant-autoscaler',
  'certificate-expiring': 'https://cert-manager.io/docs/troubleshooting/',
  'cluster-login-expiring':
    'https://kubernetes.io/docs/reference/access-authn-authz/authentication/',
  'token-expiring': `${PROMETHEUS}/prometheus/latest/querying/api/`,
  'chart-fault': CHART,
  'chart-behind': CHART,
};
