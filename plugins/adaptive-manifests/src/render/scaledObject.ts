import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type {
  EngineInput,
  KubernetesObject,
  PoolInput,
  RenderTarget,
} from '../model';
import { engineNames, poolKey } from '../names';
import { poolQueries, prometheusLabel } from './promql';

/** Used when the input leaves them out. */
export const DEFAULT_THRESHOLD = 0.1;
export const DEFAULT_COOL_DOWN_SECONDS = 1800;
const DEFAULT_RATE_WINDOW = '5m';

/*
 * GPU pods take minutes to be ready and the ratio stays high meanwhile: grow by at most half per five minutes.
 * Shrinking gives GPUs away: one pod per ten minutes, and only after the cool-down.
 */
function behavior(coolDownSeconds: number, shrinks: boolean): JsonObject {
  return {
    scaleUp: {
      stabilizationWindowSeconds: 60,
      selectPolicy: 'Max',
      policies: [
        { type: 'Pods', value: 1, periodSeconds: 300 },
        { type: 'Percent', value: 50, periodSeconds: 300 },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: coolDownSeconds,
      // Whether the pods of a pool with one master survive the loss of another is not documented.
      ...(shrinks
        ? {
            selectPolicy: 'Max',
            policies: [{ type: 'Pods', value: 1, periodSeconds: 600 }],
          }
        : { selectPolicy: 'Disabled' }),
    },
  };
}

function trigger(
  name: string,
  metricType: 'Value' | 'AverageValue',
  threshold: number,
  query: string,
  serverAddress: string,
): JsonObject {
  return {
    type: 'prometheus',
    name,
    metricType,
    metadata: {
      serverAddress,
      query,
      threshold: `${threshold}`,
      // No series means that nobody scrapes the pool. As 0 it would pass for an idle pool.
      ignoreNullValues: 'false',
    },
  };
}

function triggers(
  input: EngineInput,
  pool: PoolInput,
  target: RenderTarget['autoscaling'],
): JsonObject[] {
  const { pools } = chartCapabilities(input.chartVersion);
  const serverAddress = target.prometheusAddress ?? '';
  const queries = poolQueries({
    namespace: input.namespace,
    pool: pool.name,
    poolKey: poolKey(pool.name, input.chartVersion),
    poolLabel: prometheusLabel(pools.label),
    clusterLabel: target.clusterLabel,
    window: target.rateWindow ?? DEFAULT_RATE_WINDOW,
  });
  const threshold = input.autoscaling.ttftTimeoutThreshold ?? DEFAULT_THRESHOLD;
  const load = pool.requestsPerSecondPerReplica;
  return [
    trigger('ttft', 'Value', threshold, queries.ttft, serverAddress),
    ...(load === undefined
      ? []
      : [trigger('load', 'AverageValue', load, queries.load, serverAddress)]),
  ];
}

/**
 * The ScaledObject of one pool for the cluster's own KEDA (2.18 or newer) and Prometheus.
 *
 * Two triggers: the timeout ratio makes the pool grow, the load is the floor that keeps it from shrinking while
 * requests are there; a ratio alone holds no pool steady.
 */
export function scaledObject(
  input: EngineInput,
  pool: PoolInput,
  target: RenderTarget['autoscaling'],
): KubernetesObject {
  const { pools } = chartCapabilities(input.chartVersion);
  const names = engineNames(input.name, input.chartVersion);
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: {
      name: names.scaledObject(pool.name),
      namespace: input.namespace,
      labels: {
        'app.kubernetes.io/name': 'adaptive',
        'app.kubernetes.io/instance': input.name,
        'app.kubernetes.io/component': pools.component,
        'app.kubernetes.io/managed-by': 'adaptive-portal',
        [pools.label]: poolKey(pool.name, input.chartVersion),
      },
      // After the workload that it scales.
      annotations: { 'argocd.argoproj.io/sync-wave': '1' },
    },
    spec: {
      scaleTargetRef: {
        apiVersion: 'apps/v1',
        kind: pools.shape === 'deployment' ? 'Deployment' : 'StatefulSet',
        name: names.poolWorkload(pool.name),
      },
      pollingInterval: 30,
      minReplicaCount: pool.minReplicas,
      maxReplicaCount: pool.maxReplicas,
      // A pool whose series are missing keeps what it has.
      fallback: {
        failureThreshold: 3,
        replicas: pool.minReplicas,
        behavior: 'currentReplicasIfHigher',
      },
      advanced: {
        horizontalPodAutoscalerConfig: {
          behavior: behavior(
            input.autoscaling.coolDownSeconds ?? DEFAULT_COOL_DOWN_SECONDS,
            pools.scalable,
          ),
        },
      },
      triggers: triggers(input, pool, target),
    },
  };
}
