import type { KubernetesObject } from './object';

interface ColumnSource {
  name: string;
  jsonPath: string;
  type?: string;
  priority?: number;
}

interface DefinitionSource {
  group: string;
  version: string;
  kind: string;
  plural: string;
  shortNames?: string[];
  /** Argo CD's Application has no status subresource; KEDA's types have. */
  statusSubresource: boolean;
  columns: ColumnSource[];
}

const AGE: ColumnSource = {
  name: 'Age',
  jsonPath: '.metadata.creationTimestamp',
  type: 'date',
};

function condition(name: string, type: string, priority = 0): ColumnSource {
  return {
    name,
    jsonPath: `.status.conditions[?(@.type=="${type}")].status`,
    priority,
  };
}

const SOURCES: DefinitionSource[] = [
  {
    group: 'keda.sh',
    version: 'v1alpha1',
    kind: 'ScaledObject',
    plural: 'scaledobjects',
    shortNames: ['so'],
    statusSubresource: true,
    columns: [
      { name: 'ScaleTargetKind', jsonPath: '.status.scaleTargetKind' },
      { name: 'ScaleTargetName', jsonPath: '.spec.scaleTargetRef.name' },
      { name: 'Min', jsonPath: '.spec.minReplicaCount', type: 'integer' },
      { name: 'Max', jsonPath: '.spec.maxReplicaCount', type: 'integer' },
      condition('Ready', 'Ready'),
      condition('Active', 'Active'),
      condition('Fallback', 'Fallback'),
      condition('Paused', 'Paused'),
      { name: 'Triggers', jsonPath: '.status.triggersTypes' },
      {
        name: 'Authentications',
        jsonPath: '.status.authenticationsTypes',
        priority: 1,
      },
      AGE,
    ],
  },
  {
    group: 'keda.sh',
    version: 'v1alpha1',
    kind: 'TriggerAuthentication',
    plural: 'triggerauthentications',
    shortNames: ['ta', 'triggerauth'],
    statusSubresource: true,
    columns: [
      { name: 'PodIdentity', jsonPath: '.spec.podIdentity.provider' },
      { name: 'Secret', jsonPath: '.spec.secretTargetRef[*].name' },
      { name: 'Env', jsonPath: '.spec.env[*].name' },
      AGE,
    ],
  },
  {
    group: 'argoproj.io',
    version: 'v1alpha1',
    kind: 'Application',
    plural: 'applications',
    shortNames: ['app', 'apps'],
    statusSubresource: false,
    columns: [
      { name: 'Sync Status', jsonPath: '.status.sync.status' },
      { name: 'Health Status', jsonPath: '.status.health.status' },
      { name: 'Revision', jsonPath: '.status.sync.revision', priority: 10 },
      { name: 'Project', jsonPath: '.spec.project', priority: 10 },
    ],
  },
  {
    group: 'bitnami.com',
    version: 'v1alpha1',
    kind: 'SealedSecret',
    plural: 'sealedsecrets',
    statusSubresource: true,
    columns: [
      {
        name: 'Status',
        jsonPath: '.status.conditions[?(@.type=="Synced")].message',
      },
      condition('Synced', 'Synced'),
      AGE,
    ],
  },
  {
    group: 'monitoring.coreos.com',
    version: 'v1',
    kind: 'PodMonitor',
    plural: 'podmonitors',
    shortNames: ['pmon'],
    statusSubresource: true,
    columns: [AGE],
  },
];

function definitionOf(source: DefinitionSource): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${source.plural}.${source.group}` },
    spec: {
      group: source.group,
      names: {
        kind: source.kind,
        listKind: `${source.kind}List`,
        plural: source.plural,
        singular: source.kind.toLowerCase(),
        shortNames: source.shortNames ?? [],
      },
      scope: 'Namespaced',
      versions: [
        {
          name: source.version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
          subresources: source.statusSubresource ? { status: {} } : {},
          additionalPrinterColumns: source.columns.map(column => ({
            type: 'string',
            ...column,
          })),
        },
      ],
    },
  };
}

/** The CustomResourceDefinitions a cluster of the sandbox has at start: KEDA's, Argo CD's, the Prometheus operator's. */
export function platformDefinitions(): KubernetesObject[] {
  return SOURCES.map(definitionOf);
}
