import type { KubernetesObject } from '../kube/object';
import { asArray, asObject } from './resources';

export type Health =
  | 'Healthy'
  | 'Progressing'
  | 'Suspended'
  | 'Degraded'
  | 'Missing';

/** From best to worst, in the order Argo CD aggregates. */
const ORDER: Health[] = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
];

function conditionStatus(object: KubernetesObject, type: string) {
  return asArray(asObject(object.status).conditions)
    .map(asObject)
    .find(condition => condition.type === type)?.status;
}

function workloadHealth(object: KubernetesObject): Health {
  const spec = asObject(object.spec);
  const status = asObject(object.status);
  if (conditionStatus(object, 'Progressing') === 'False') return 'Degraded';
  if (status.observedGeneration !== object.metadata.generation) {
    return 'Progressing';
  }
  const wanted = typeof spec.replicas === 'number' ? spec.replicas : 1;
  const ready =
    typeof status.readyReplicas === 'number' ? status.readyReplicas : 0;
  return ready >= wanted ? 'Healthy' : 'Progressing';
}

function scaledObjectHealth(object: KubernetesObject): Health {
  const ready = conditionStatus(object, 'Ready');
  if (ready === 'False' || conditionStatus(object, 'Fallback') === 'True') {
    return 'Degraded';
  }
  if (ready !== 'True') return 'Progressing';
  return conditionStatus(object, 'Paused') === 'True' ? 'Suspended' : 'Healthy';
}

/** Health of one object by Argo CD's rules; `undefined` for kinds that have none. */
export function objectHealth(object: KubernetesObject): Health | undefined {
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
      return workloadHealth(object);
    case 'ScaledObject':
      return scaledObjectHealth(object);
    case 'Service':
      return 'Healthy';
    default:
      return undefined;
  }
}

export function worstHealth(healths: Array<Health | undefined>): Health {
  return healths.reduce<Health>(
    (worst, health) =>
      health && ORDER.indexOf(health) > ORDER.indexOf(worst) ? health : worst,
    'Healthy',
  );
}
