import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import { healthyPlatform, SOUND } from '../../problems/__testUtils__/platform';
import {
  applicationOf,
  componentWorkload,
  condition,
  meta,
} from '../../view/__testUtils__/objects';
import {
  LIVE,
  reading,
  TestPlatform,
} from '../../view/__testUtils__/TestPlatform';

const POOL = 'llama-70b';
const AT = '2026-11-22T14:03:48.000Z';
const VALUE = { value: 0.4, at: AT, source: 'main' };
const NONE = { reason: 'no such series' };
const FAILED = {
  conditions: [condition('Ready', 'False', 'Failed', 'no such chart')],
};

function surround(platform: TestPlatform): void {
  platform.put('persistentvolumeclaims', {
    metadata: meta('mlflow-data'),
    phase: 'Pending',
    storageClass: 'fast',
    requested: '10Gi',
    conditions: [],
  });
  platform.put('external-secrets.io/externalsecrets', {
    metadata: meta('db'),
    store: { kind: 'ClusterSecretStore', name: 'vault' },
    target: 'adaptive-db',
    refreshedAt: AT,
    status: { conditions: [condition('Ready', 'False', 'Error', 'sealed')] },
  });
  platform.put('networking.k8s.io/ingresses', {
    metadata: meta('adaptive'),
    className: 'nginx',
    rules: [{ host: 'chat.example', services: ['adaptive'] }],
    tlsHosts: ['chat.example'],
    addresses: ['10.0.0.1'],
  });
  platform.put('networking.k8s.io/networkpolicies', {
    metadata: meta('sandkasten'),
    directions: ['Egress'],
  });
  platform.put('policy/poddisruptionbudgets', {
    metadata: meta('control-plane'),
    minAvailable: '1',
    maxUnavailable: '10%',
    status: {
      conditions: [],
      disruptionsAllowed: 1,
      currentHealthy: 2,
      desiredHealthy: 1,
    },
  });
  platform.put('resourcequotas', {
    metadata: meta('team'),
    hard: { 'requests.nvidia.com/gpu': '16' },
    used: {},
  });
  platform.put('llmd.ai/variantautoscalings', {
    metadata: meta('llama'),
    target: { kind: 'Deployment', name: 'adaptive-harmony-llama-70b' },
    modelId: 'llama',
    desired: { replicas: 3 },
    applied: false,
    status: {
      conditions: [
        condition('OptimizationReady', 'False', 'MetricsMissing', 'no metrics'),
      ],
    },
  });
}

function measure(platform: TestPlatform): void {
  const known = reading(0.3);
  platform.readings.set(POOL, {
    ...known,
    metrics: {
      ...known.metrics,
      requestRate: NONE,
      ttftP50: VALUE,
      gpuUtilization: VALUE,
      gpuMemory: VALUE,
      scalerErrorRate: VALUE,
      triggers: [{ metric: 's0-prometheus', value: VALUE, latency: VALUE }],
      variantDesiredReplicas: VALUE,
      ttftTimeoutHistory: [[1_795_356_228, 0.3]],
    },
  });
  platform.namespaceReading = { tokensPerSecond: VALUE, certificates: [] };
  platform.alerts = [
    {
      name: 'Slow',
      state: 'firing',
      severity: 'critical',
      summary: 'It is slow',
      since: AT,
      source: 'main',
      labels: { pod: 'a' },
      runbookUrl: 'https://runbooks.example/slow',
      silenced: { by: 'erin', until: AT, comment: 'known' },
    },
  ];
  platform.services = [
    {
      id: 'mlflow',
      title: 'MLflow',
      freshness: { ...LIVE, message: 'odd' },
      version: '3.1.1',
      facts: [{ label: 'Experiments', value: '2' }],
      items: [
        { kind: 'run', id: 'r1', name: 'calm-fox', state: 'FINISHED', at: AT },
      ],
    },
  ];
}

/** At its maximum with timeouts, by Argo CD, whose last sync failed. */
function busyEngine(): Engine {
  const platform = healthyPlatform();
  platform.configure({
    links: {
      grafana: { baseUrl: 'https://grafana.example' },
      controlPlane: { url: 'https://{release}.{cluster}.example' },
    },
  });
  platform.ownerOf = () => 'group:default/team-chat';
  platform.pool({
    workload: { replicas: 6, requests: { 'nvidia.com/gpu': '1' } },
    pods: [
      'ready',
      'ready',
      'ready',
      { waiting: 'CrashLoopBackOff' },
      'ready',
      'ready',
    ],
    node: 'gpu-1',
    scaledObject: { ...SOUND },
    hpa: { average: '150m' },
  });
  const control = componentWorkload('control-plane');
  const release = { 'meta.helm.sh/release-name': 'adaptive' };
  platform.put('apps/deployments', {
    ...control,
    metadata: { ...control.metadata, annotations: release },
  });
  platform.put('apps/deployments', {
    ...componentWorkload('gang-1'),
    metadata: {
      ...meta('gang-1'),
      ownerReferences: [
        { kind: 'Deployment', name: 'x', uid: control.metadata.uid },
      ],
    },
  });
  platform.put(
    'argoproj.io/applications',
    applicationOf({
      sync: 'OutOfSync',
      operationPhase: 'Failed',
      operationMessage: 'immutable',
    }),
  );
  surround(platform);
  measure(platform);
  return platform.engine(platform.engine());
}

/** Suspended by somebody, of a source that fails. */
function fluxEngine(): Engine {
  const platform = healthyPlatform();
  const namespace = 'flux-system';
  platform.pool({ scaledObject: SOUND });
  platform.put('helm.toolkit.fluxcd.io/helmreleases', {
    metadata: { ...meta('chat-eu'), namespace },
    releaseName: 'adaptive',
    targetNamespace: 'chat',
    suspended: true,
    source: { kind: 'OCIRepository', name: 'adaptive' },
    status: { ...FAILED, failures: 2 },
  });
  platform.put('source.toolkit.fluxcd.io/ocirepositories', {
    metadata: { ...meta('adaptive'), namespace },
    url: 'oci://ghcr.io/adaptive-ml/adaptive',
    ref: { tag: '0.23.0' },
    suspended: false,
    revision: '0.23.0@sha256:aa',
    status: FAILED,
  });
  return platform.engine();
}

/** Paused. */
function pausedEngine(): Engine {
  const platform = healthyPlatform();
  platform.pool({
    scaledObject: {
      ...SOUND,
      annotations: { 'autoscaling.keda.sh/paused': 'true' },
      pausedBy: { manager: 'argocd-controller' },
    },
    hpa: null,
  });
  return platform.engine();
}

/** Of an old chart, without pools. */
function oldEngine(): Engine {
  const platform = new TestPlatform();
  const redis = componentWorkload('redis');
  platform.put('apps/deployments', {
    ...redis,
    metadata: {
      ...redis.metadata,
      labels: { ...redis.metadata.labels, 'helm.sh/chart': 'adaptive-0.20.0' },
    },
  });
  return platform.engine();
}

/** On one node that is too small for its minimum, about to scale in. */
function crampedEngine(): Engine {
  const platform = new TestPlatform();
  platform.nodes(['gpu-1']);
  platform.readings.set(POOL, reading(0.23));
  platform.pool({
    workload: { replicas: 4 },
    scaledObject: SOUND,
    pods: ['ready', 'ready', 'pending', 'pending'],
    hpa: {
      current: 4,
      desired: 4,
      average: '58m',
      conditions: [condition('AbleToScale', 'True', 'ScaleDownStabilized')],
      lastScaleTime: '2026-11-22T14:00:00Z',
    },
  });
  platform.put('events', {
    metadata: meta('rescale'),
    type: 'Normal',
    reason: 'SuccessfulRescale',
    message: 'New size: 4; reason: external metric s0-prometheus above target',
    involved: {
      kind: 'HorizontalPodAutoscaler',
      name: 'keda-hpa-adaptive-harmony-llama-70b',
    },
    count: 1,
    at: '2026-11-22T14:00:00Z',
  });
  return platform.engine();
}

/** Engines as they are assembled, in which together every field of the model occurs. */
export function fullEngines(): Engine[] {
  return [
    busyEngine(),
    fluxEngine(),
    pausedEngine(),
    oldEngine(),
    crampedEngine(),
  ];
}
