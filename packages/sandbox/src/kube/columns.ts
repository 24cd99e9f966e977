import { humanDuration } from './duration';
import { at, isRecord, listAt, numberAt, textAt } from './json';
import { findByPath } from './jsonPath';
import type { KubernetesObject } from './object';
import { type PrinterColumn, type ServedType, resourceKey } from './resources';

export type Cell = string | number;

/** A column of `kubectl get`. */
export interface Column {
  name: string;
  type: 'string' | 'integer';
  /** 0 shows always, above only with `-o wide`. */
  priority: number;
  cell(object: KubernetesObject, now: number): Cell;
}

type CellOf = (object: KubernetesObject, now: number) => Cell;

const NONE = '<none>';

function text(name: string, cell: CellOf, priority = 0): Column {
  return { name, type: 'string', priority, cell };
}

function count(name: string, ...path: string[]): Column {
  return {
    name,
    type: 'integer',
    priority: 0,
    cell: object => numberAt(object, ...path) ?? 0,
  };
}

function field(name: string, priority: number, ...path: string[]): Column {
  return text(name, object => String(at(object, ...path) ?? NONE), priority);
}

function since(value: unknown, now: number): string {
  return typeof value === 'string'
    ? humanDuration(now - Date.parse(value))
    : '<unknown>';
}

const NAME = text('Name', object => object.metadata.name);
const AGE = text('Age', (object, now) =>
  since(object.metadata.creationTimestamp, now),
);

function ready(object: KubernetesObject): string {
  return `${numberAt(object, 'status', 'readyReplicas') ?? 0}/${
    numberAt(object, 'spec', 'replicas') ?? 0
  }`;
}

function statuses(object: KubernetesObject): unknown[] {
  return listAt(object, 'status', 'containerStatuses');
}

function podStatus(object: KubernetesObject): string {
  if (object.metadata.deletionTimestamp) {
    return 'Terminating';
  }
  for (const status of statuses(object)) {
    const reason =
      textAt(status, 'state', 'waiting', 'reason') ??
      textAt(status, 'state', 'terminated', 'reason');
    if (reason) {
      return reason;
    }
  }
  return (
    textAt(object, 'status', 'reason') ??
    textAt(object, 'status', 'phase') ??
    'Unknown'
  );
}

function podReady(object: KubernetesObject): string {
  const all = listAt(object, 'spec', 'containers').length;
  const up = statuses(object).filter(each => at(each, 'ready') === true);
  return `${up.length}/${all}`;
}

function restarts(object: KubernetesObject): Cell {
  return statuses(object).reduce<number>(
    (sum, each) => sum + (numberAt(each, 'restartCount') ?? 0),
    0,
  );
}

function nodeStatus(object: KubernetesObject): string {
  const conditions = listAt(object, 'status', 'conditions');
  const up = conditions.find(each => at(each, 'type') === 'Ready');
  const status = textAt(up, 'status');
  const words = [status === 'True' ? 'Ready' : 'NotReady'];
  if (status === undefined) {
    words[0] = 'Unknown';
  }
  if (at(object, 'spec', 'unschedulable') === true) {
    words.push('SchedulingDisabled');
  }
  return words.join(',');
}

function nodeRoles(object: KubernetesObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(object.metadata.labels ?? {})
    .filter(label => label.startsWith(prefix))
    .map(label => label.slice(prefix.length));
  return roles.length > 0 ? roles.sort().join(',') : NONE;
}

function metricTarget(target: unknown): string {
  return (
    textAt(target, 'value') ??
    (at(target, 'averageValue') === undefined
      ? undefined
      : `${String(at(target, 'averageValue'))} (avg)`) ??
    (at(target, 'averageUtilization') === undefined
      ? '<auto>'
      : `${String(at(target, 'averageUtilization'))}%`)
  );
}

function metricCurrent(current: unknown): string {
  const average = textAt(current, 'averageValue');
  const utilization = numberAt(current, 'averageUtilization');
  return (
    textAt(current, 'value') ??
    (average === undefined ? undefined : `${average} (avg)`) ??
    (utilization === undefined ? '<unknown>' : `${utilization}%`)
  );
}

function hpaTargets(object: KubernetesObject): string {
  const currents = listAt(object, 'status', 'currentMetrics');
  const targets = listAt(object, 'spec', 'metrics').map((metric, index) => {
    const kind = textAt(metric, 'type') ?? 'Resource';
    const source = kind.charAt(0).toLowerCase() + kind.slice(1);
    const current = metricCurrent(at(currents, index, source, 'current'));
    const label =
      kind === 'Resource' ? `${textAt(metric, source, 'name')}: ` : '';
    const target = metricTarget(at(metric, source, 'target'));
    return `${label}${current.replace(' (avg)', '')}/${target}`;
  });
  return targets.length > 0 ? targets.join(', ') : NONE;
}

function reference(target: unknown): string {
  return `${textAt(target, 'kind') ?? ''}/${textAt(target, 'name') ?? ''}`;
}

function lastSeen(object: KubernetesObject, now: number): string {
  return since(
    at(object, 'lastTimestamp') ??
      at(object, 'eventTime') ??
      at(object, 'firstTimestamp') ??
      object.metadata.creationTimestamp,
    now,
  );
}

function involved(object: KubernetesObject): string {
  const target = object.involvedObject;
  return `${(textAt(target, 'kind') ?? '').toLowerCase()}/${
    textAt(target, 'name') ?? ''
  }`;
}

function servicePorts(object: KubernetesObject): string {
  const ports = listAt(object, 'spec', 'ports').map(
    port => `${at(port, 'port')}/${textAt(port, 'protocol') ?? 'TCP'}`,
  );
  return ports.join(',') || NONE;
}

function dataCount(object: KubernetesObject): Cell {
  return isRecord(object.data) ? Object.keys(object.data).length : 0;
}

function ingressHosts(object: KubernetesObject): string {
  const hosts = listAt(object, 'spec', 'rules').map(
    rule => textAt(rule, 'host') ?? '*',
  );
  return hosts.join(',') || '*';
}

const COLUMNS: Record<string, Column[]> = {
  pods: [
    NAME,
    text('Ready', podReady),
    text('Status', podStatus),
    text('Restarts', restarts),
    AGE,
    field('IP', 1, 'status', 'podIP'),
    field('Node', 1, 'spec', 'nodeName'),
  ],
  nodes: [
    NAME,
    text('Status', nodeStatus),
    text('Roles', nodeRoles),
    AGE,
    field('Version', 0, 'status', 'nodeInfo', 'kubeletVersion'),
  ],
  namespaces: [NAME, field('Status', 0, 'status', 'phase'), AGE],
  events: [
    text('Last Seen', lastSeen),
    field('Type', 0, 'type'),
    field('Reason', 0, 'reason'),
    text('Object', involved),
    text('Message', object => String(object.message ?? '').trim()),
    field('Source', 1, 'source', 'component'),
    count('Count', 'count'),
    text('Name', object => object.metadata.name, 1),
  ],
  services: [
    NAME,
    field('Type', 0, 'spec', 'type'),
    field('Cluster-IP', 0, 'spec', 'clusterIP'),
    text('Port(s)', servicePorts),
    AGE,
  ],
  configmaps: [NAME, text('Data', dataCount), AGE],
  secrets: [NAME, field('Type', 0, 'type'), text('Data', dataCount), AGE],
  persistentvolumeclaims: [
    NAME,
    field('Status', 0, 'status', 'phase'),
    field('Volume', 0, 'spec', 'volumeName'),
    field('Capacity', 0, 'status', 'capacity', 'storage'),
    field('StorageClass', 0, 'spec', 'storageClassName'),
    AGE,
  ],
  'apps/deployments': [
    NAME,
    text('Ready', ready),
    count('Up-to-date', 'status', 'updatedReplicas'),
    count('Available', 'status', 'availableReplicas'),
    AGE,
  ],
  'apps/statefulsets': [NAME, text('Ready', ready), AGE],
  'apps/replicasets': [
    NAME,
    count('Desired', 'spec', 'replicas'),
    count('Current', 'status', 'replicas'),
    count('Ready', 'status', 'readyReplicas'),
    AGE,
  ],
  'autoscaling/horizontalpodautoscalers': [
    NAME,
    text('Reference', object =>
      reference(at(object, 'spec', 'scaleTargetRef')),
    ),
    text('Targets', hpaTargets),
    field('MinPods', 0, 'spec', 'minReplicas'),
    count('MaxPods', 'spec', 'maxReplicas'),
    count('Replicas', 'status', 'currentReplicas'),
    AGE,
  ],
  'networking.k8s.io/ingresses': [
    NAME,
    field('Class', 0, 'spec', 'ingressClassName'),
    text('Hosts', ingressHosts),
    AGE,
  ],
  'apiextensions.k8s.io/customresourcedefinitions': [
    NAME,
    text('Created At', object => object.metadata.creationTimestamp ?? ''),
  ],
};

function customColumn(column: PrinterColumn): Column {
  return text(
    column.name,
    (object, now) => {
      const values = findByPath(object, column.jsonPath);
      if (column.type === 'date') {
        return since(values[0], now);
      }
      return values.map(String).join(',');
    },
    column.priority,
  );
}

/** The columns `kubectl get` shows for a type. */
export function columnsOf(type: ServedType): Column[] {
  const declared = type.custom?.columns;
  if (declared && declared.length > 0) {
    return [NAME, ...declared.map(customColumn)];
  }
  return COLUMNS[resourceKey(type)] ?? [NAME, AGE];
}
