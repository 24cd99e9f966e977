import type {
  ClusterFacts,
  PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';

const FACTS = {
  kubernetesVersion: 'The version of Kubernetes',
  gpuOperator: 'Whether the GPU Operator runs',
  nodes: 'What nodes have room for',
  namespace: 'Whether the namespace is taken, and its quotas',
  installed: 'Which operators are installed',
  storageClasses: 'Storage classes',
  ingressClasses: 'Ingress classes',
  externalMetrics: 'Who serves metrics to autoscalers',
  metrics: 'Whether Prometheus has the series that pools scale by',
  engineGpus: 'GPUs that the engine holds',
} as const;

type FactName = keyof typeof FACTS;

const NAMES: FactName[] = [
  'kubernetesVersion',
  'gpuOperator',
  'nodes',
  'namespace',
  'installed',
  'storageClasses',
  'ingressClasses',
  'externalMetrics',
  'metrics',
  'engineGpus',
];

function clusterFaults(cluster: ClusterFacts): string[] {
  const unknown = NAMES.flatMap(name => {
    const { value, reason } = cluster[name];
    return value === undefined ? [{ name, reason: reason ?? 'not known' }] : [];
  });
  const reasons = new Map<string, FactName[]>();
  for (const { name, reason } of unknown) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  return [...reasons].map(([reason, names]) =>
    names.length === NAMES.length
      ? `Nothing of cluster ${cluster.name} is checked (${reason})`
      : `Not checked in cluster ${cluster.name}: ${names
          .map((name, index) =>
            index === 0 ? FACTS[name] : lower(FACTS[name]),
          )
          .join('; ')} (${reason})`,
  );
}

function lower(text: string): string {
  // Not what begins with an acronym.
  return /^[A-Z]{2}/.test(text)
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1);
}

/**
 * What a plan cannot know, in sentences without their end; facts that are not known for one reason stand together.
 *
 * @internal
 */
export function uncheckedFacts({
  repository,
  cluster,
}: PlanResponse): string[] {
  const git =
    repository.commit === undefined
      ? [
          `Repository ${repository.id} cannot be read (${
            repository.message ?? 'no reason given'
          }), so that nothing is compared with what is there`,
        ]
      : [];
  return [...git, ...clusterFaults(cluster)];
}
