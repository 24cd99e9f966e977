import type { ClusterFacts } from '@adaptive-portal/plugin-adaptive-common';
import type { EngineInput, RenderTarget } from '../model';
import { withoutKeda } from './engineCases';
import { exampleFacts, nodeGroup } from './exampleFacts';

/** What leads to a finding that a machine can mend. */
export interface FixExample {
  change: Partial<EngineInput>;
  /** Default: that of the example. */
  target?: RenderTarget;
  /** For rules that look at the cluster. */
  facts?: ClusterFacts;
}

const BUNDLED: Partial<EngineInput> = { autoscaling: { mode: 'bundled' } };

function facts(change: Partial<ClusterFacts>): ClusterFacts {
  return { ...exampleFacts, ...change };
}

function h100(change: object): ClusterFacts {
  const a100 = nodeGroup({ product: 'NVIDIA-A100-SXM4-80GB' });
  return facts({ nodes: { value: [nodeGroup(change), a100] } });
}

/** Engines to which rules about the cluster have something to say. */
export const CLUSTER_FIX_EXAMPLES: Record<string, FixExample[]> = {
  'external-metrics-owned': [
    {
      change: BUNDLED,
      target: withoutKeda,
      facts: facts({ externalMetrics: { value: { byEngine: true } } }),
    },
  ],
  'gpu-product-absent': [
    {
      change: {},
      facts: facts({
        nodes: { value: [nodeGroup({ product: 'NVIDIA-A100-SXM4-80GB' })] },
      }),
    },
  ],
  'ingress-class-unknown': [
    {
      change: {
        ingress: { hosts: [{ host: 'chat.example.com' }], className: 'x' },
      },
      facts: facts({}),
    },
  ],
  'keda-missing': [
    {
      change: {},
      facts: facts({
        installed: {
          value: {
            keda: false,
            externalSecrets: true,
            sealedSecrets: true,
            argocd: true,
            flux: true,
            podMonitor: true,
          },
        },
      }),
    },
  ],
  'max-above-cluster': [
    { change: {}, facts: h100({ nodes: 4, allocatable: 32, free: 32 }) },
  ],
  'min-above-cluster': [
    { change: {}, facts: h100({ nodes: 1, allocatable: 8, free: 8 }) },
    {
      change: {
        chartVersion: '0.21.0',
        defaultGroup: { replicas: 20, gpusPerReplica: 8 },
      },
      facts: facts({}),
    },
  ],
  'replica-fits-no-node': [
    { change: {}, facts: h100({ nodeGpus: 4, allocatable: 64 }) },
    { change: {}, facts: h100({ nodeCpu: 16.5 }) },
    { change: {}, facts: h100({ nodeMemoryBytes: 2 ** 38 + 5 }) },
  ],
  'series-missing': [
    {
      change: {},
      facts: facts({
        metrics: { value: { series: { up: false }, poolNames: [] } },
      }),
    },
  ],
  'storage-class-default': [
    {
      change: { mlflow: { mode: 'internal', storage: { size: '1Gi' } } },
      facts: facts({
        storageClasses: { value: [{ name: 'slow', default: false }] },
      }),
    },
  ],
  'storage-class-unknown': [
    {
      change: {
        mlflow: {
          mode: 'internal',
          storage: { size: '1Gi', storageClass: 'none' },
        },
      },
      facts: facts({}),
    },
  ],
  'two-kedas': [
    {
      change: {
        autoscaling: {
          mode: 'bundled',
          externalPrometheusEndpoint: 'http://p',
        },
      },
    },
    { change: BUNDLED, target: withoutKeda, facts: facts({}) },
  ],
};
