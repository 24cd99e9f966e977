import { at, isRecord, listAt, textAt } from './json';
import type { KubernetesObject } from './object';
import type { ResourceType } from './types';

/** A column of `kubectl get` that a CustomResourceDefinition declares. */
export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  priority: number;
}

/** A resource type as the server serves it. */
export interface ServedType extends ResourceType {
  /** Writes outside `metadata` (and `status`, where it is a subresource) bump `metadata.generation`. */
  tracksGeneration: boolean;
  categories: string[];
  /** Set for types that a CustomResourceDefinition declares. */
  custom?: { definition: string; columns: PrinterColumn[] };
}

/** `group/plural`, or the plural alone in the core group. */
export function resourceKey(type: { group: string; plural: string }): string {
  return type.group ? `${type.group}/${type.plural}` : type.plural;
}

/** `group/version`, or the version alone in the core group. */
export function groupVersion(type: { group: string; version: string }): string {
  return type.group ? `${type.group}/${type.version}` : type.version;
}

type Flag = 'status' | 'scale' | 'generation' | 'cluster' | 'all';
type Row = [plural: string, kind: string, shortNames: string, flags: Flag[]];

const BUILT_IN: Array<[group: string, version: string, rows: Row[]]> = [
  [
    '',
    'v1',
    [
      ['namespaces', 'Namespace', 'ns', ['status', 'cluster']],
      ['nodes', 'Node', 'no', ['status', 'cluster']],
      ['pods', 'Pod', 'po', ['status', 'all']],
      ['events', 'Event', 'ev', []],
      ['configmaps', 'ConfigMap', 'cm', []],
      ['secrets', 'Secret', '', []],
      ['services', 'Service', 'svc', ['status', 'all']],
      ['endpoints', 'Endpoints', 'ep', []],
      ['serviceaccounts', 'ServiceAccount', 'sa', []],
      ['persistentvolumes', 'PersistentVolume', 'pv', ['status', 'cluster']],
      ['persistentvolumeclaims', 'PersistentVolumeClaim', 'pvc', ['status']],
    ],
  ],
  [
    'apps',
    'v1',
    [
      [
        'deployments',
        'Deployment',
        'deploy',
        ['status', 'scale', 'generation', 'all'],
      ],
      [
        'statefulsets',
        'StatefulSet',
        'sts',
        ['status', 'scale', 'generation', 'all'],
      ],
      [
        'replicasets',
        'ReplicaSet',
        'rs',
        ['status', 'scale', 'generation', 'all'],
      ],
      ['daemonsets', 'DaemonSet', 'ds', ['status', 'generation', 'all']],
    ],
  ],
  [
    'autoscaling',
    'v2',
    [
      [
        'horizontalpodautoscalers',
        'HorizontalPodAutoscaler',
        'hpa',
        ['status', 'all'],
      ],
    ],
  ],
  [
    'batch',
    'v1',
    [
      ['jobs', 'Job', '', ['status', 'generation', 'all']],
      ['cronjobs', 'CronJob', 'cj', ['status', 'generation', 'all']],
    ],
  ],
  [
    'networking.k8s.io',
    'v1',
    [
      ['ingresses', 'Ingress', 'ing', ['status', 'generation']],
      ['networkpolicies', 'NetworkPolicy', 'netpol', ['generation']],
      ['ingressclasses', 'IngressClass', '', ['cluster', 'generation']],
    ],
  ],
  [
    'policy',
    'v1',
    [
      [
        'poddisruptionbudgets',
        'PodDisruptionBudget',
        'pdb',
        ['status', 'generation'],
      ],
    ],
  ],
  [
    'rbac.authorization.k8s.io',
    'v1',
    [
      ['roles', 'Role', '', []],
      ['rolebindings', 'RoleBinding', '', []],
      ['clusterroles', 'ClusterRole', '', ['cluster']],
      ['clusterrolebindings', 'ClusterRoleBinding', '', ['cluster']],
    ],
  ],
  [
    'storage.k8s.io',
    'v1',
    [['storageclasses', 'StorageClass', 'sc', ['cluster']]],
  ],
  [
    'apiextensions.k8s.io',
    'v1',
    [
      [
        'customresourcedefinitions',
        'CustomResourceDefinition',
        'crd,crds',
        ['status', 'generation', 'cluster'],
      ],
    ],
  ],
  [
    'apiregistration.k8s.io',
    'v1',
    [['apiservices', 'APIService', '', ['status', 'cluster']]],
  ],
];

/** Whether an API group is the server's own, so that it knows what it does not serve of it. */
export function isBuiltInGroup(group: string): boolean {
  return BUILT_IN.some(([name]) => name === group);
}

export const CRD_RESOURCE = 'apiextensions.k8s.io/customresourcedefinitions';

function builtInType(group: string, version: string, row: Row): ServedType {
  const [plural, kind, shortNames, flags] = row;
  return {
    group,
    version,
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: !flags.includes('cluster'),
    shortNames: shortNames === '' ? [] : shortNames.split(','),
    statusSubresource: flags.includes('status'),
    scaleSubresource: flags.includes('scale'),
    tracksGeneration: flags.includes('generation'),
    categories: flags.includes('all') ? ['all'] : [],
  };
}

function printerColumns(version: unknown): PrinterColumn[] {
  return listAt(version, 'additionalPrinterColumns').map(column => ({
    name: textAt(column, 'name') ?? '',
    type: textAt(column, 'type') ?? 'string',
    jsonPath: textAt(column, 'jsonPath') ?? '',
    priority: Number(at(column, 'priority') ?? 0),
  }));
}

function texts(values: unknown[]): string[] {
  return values.filter((value): value is string => typeof value === 'string');
}

/** The type a CustomResourceDefinition declares, in its storage version; undefined when it declares none. */
export function typeOfDefinition(
  definition: KubernetesObject,
): ServedType | undefined {
  const versions = listAt(definition, 'spec', 'versions');
  const version =
    versions.find(each => at(each, 'storage') === true) ?? versions[0];
  const group = textAt(definition, 'spec', 'group');
  const plural = textAt(definition, 'spec', 'names', 'plural');
  const kind = textAt(definition, 'spec', 'names', 'kind');
  const name = textAt(version, 'name');
  if (!group || !plural || !kind || !name) {
    return undefined;
  }
  return {
    group,
    version: name,
    plural,
    kind,
    singular:
      textAt(definition, 'spec', 'names', 'singular') ?? kind.toLowerCase(),
    namespaced: textAt(definition, 'spec', 'scope') !== 'Cluster',
    shortNames: texts(listAt(definition, 'spec', 'names', 'shortNames')),
    statusSubresource: isRecord(at(version, 'subresources', 'status')),
    scaleSubresource: isRecord(at(version, 'subresources', 'scale')),
    tracksGeneration: true,
    categories: texts(listAt(definition, 'spec', 'names', 'categories')),
    custom: {
      definition: definition.metadata.name,
      columns: printerColumns(version),
    },
  };
}

/** The resource types one cluster serves; custom ones come and go with their definitions. */
export class ResourceTypes {
  private readonly byKey = new Map<string, ServedType>();

  constructor() {
    for (const [group, version, rows] of BUILT_IN) {
      rows.forEach(row => this.add(builtInType(group, version, row)));
    }
  }

  add(type: ServedType): void {
    this.byKey.set(resourceKey(type), type);
  }

  remove(resource: string): void {
    this.byKey.delete(resource);
  }

  get(resource: string): ServedType | undefined {
    return this.byKey.get(resource);
  }

  find(group: string, version: string, plural: string): ServedType | undefined {
    const type = this.byKey.get(resourceKey({ group, plural }));
    return type?.version === version ? type : undefined;
  }

  all(): ServedType[] {
    return [...this.byKey.values()];
  }
}
