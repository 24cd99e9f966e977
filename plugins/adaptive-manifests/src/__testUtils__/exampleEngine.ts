import { DEFAULT_LAYOUT } from '../layout';
import type { EngineInput, RenderTarget } from '../model';

/** An engine without findings above `info`. */
export const exampleEngine: EngineInput = {
  name: 'chat',
  owner: 'group:default/team-chat',
  description: 'Chat models of the support team',
  cluster: 'eu-1',
  namespace: 'team-chat',
  chartVersion: '0.23.0',
  containerRegistry: 'registry.example.com/adaptive',
  images: {
    harmony: { repository: 'harmony', tag: 'v0.14.2' },
    controlPlane: { repository: 'control-plane', tag: 'v0.14.2' },
    sandkasten: { repository: 'sandkasten', tag: 'v0.14.2' },
  },
  rootUrl: 'https://chat.example.com',
  secrets: { controlPlane: 'chat-control-plane', harmony: 'chat-harmony' },
  pools: [
    {
      name: 'llama-70b',
      minReplicas: 2,
      maxReplicas: 6,
      gpusPerReplica: 8,
      requestsPerSecondPerReplica: 4,
      nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
    },
    {
      name: 'judge',
      minReplicas: 1,
      maxReplicas: 2,
      gpusPerReplica: 1,
      requestsPerSecondPerReplica: 12.5,
      nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB' },
      resources: { cpu: 12, memory: '200Gi' },
    },
  ],
  autoscaling: { mode: 'platform' },
  mlflow: { mode: 'external', url: 'http://mlflow.mlflow:5000' },
};

export const exampleTarget: RenderTarget = {
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
  autoscaling: {
    prometheusAddress: 'http://prometheus.monitoring:9090',
    clusterLabel: { name: 'cluster', value: 'eu-1' },
  },
};
