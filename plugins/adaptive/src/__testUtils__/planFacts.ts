import type { PlanResponse } from '@adaptive-portal/plugin-adaptive-common';
import {
  DEFAULT_LAYOUT,
  type RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';

/**
 * A repository of Argo CD Applications.
 *
 * @internal
 */
export const planTarget: RenderTarget = {
  repository: {
    id: 'platform',
    url: 'https://git.example.com/platform.git',
    branch: 'main',
    layout: DEFAULT_LAYOUT,
  },
  argocd: {
    namespace: 'argocd',
    project: 'default',
    chartRegistry: 'ghcr.io/adaptive-ml',
    destination: { name: 'eu-1' },
  },
  autoscaling: { prometheusAddress: 'http://prometheus:9090' },
};

/**
 * Facts of a healthy cluster `eu-1` with 40 free GPUs and of an empty repository, with what a test changes.
 *
 * @internal
 */
export function planFacts(
  change: {
    repository?: Partial<PlanResponse['repository']>;
    cluster?: Partial<PlanResponse['cluster']>;
  } = {},
): PlanResponse {
  return {
    repository: {
      id: 'platform',
      branch: 'main',
      commit: '4f2c1a9',
      files: [],
      foreign: false,
      ...change.repository,
    },
    target: planTarget,
    cluster: {
      name: 'eu-1',
      known: true,
      kubernetesVersion: { value: 'v1.31.0' },
      gpuOperator: { value: true },
      nodes: {
        value: [
          {
            resource: 'nvidia.com/gpu',
            product: 'H100',
            requested: 24,
            largestFreeOnOneNode: 8,
            allocatable: 64,
            free: 40,
            nodes: 8,
            labels: { 'nvidia.com/gpu.product': 'H100' },
            freeCpu: 100,
            freeMemoryBytes: 2e12,
            nodeCpu: 200,
            nodeMemoryBytes: 2e12,
            nodeGpus: 8,
            taints: [],
          },
        ],
      },
      namespace: { value: { exists: false, taken: false, quotas: [] } },
      installed: {
        value: {
          keda: true,
          externalSecrets: true,
          sealedSecrets: true,
          argocd: true,
          flux: false,
          podMonitor: true,
        },
      },
      storageClasses: { value: [{ name: 'standard', default: true }] },
      ingressClasses: { value: ['nginx'] },
      externalMetrics: { value: { byEngine: false } },
      metrics: { value: { series: {}, poolNames: [] } },
      engineGpus: { value: 0 },
      ...change.cluster,
    },
    findings: [],
  };
}
