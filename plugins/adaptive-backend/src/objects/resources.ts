import { projectApplication } from './project/projectApplication';
import {
  projectNamespace,
  projectNode,
  projectReplicaSet,
} from './project/projectCluster';
import { projectEvent } from './project/projectEvent';
import { projectHpa } from './project/projectHpa';
import { projectPod } from './project/projectPod';
import { projectScaledObject } from './project/projectScaledObject';
import {
  projectDeployment,
  projectStatefulSet,
} from './project/projectWorkload';
import { Projection } from './project/types';
import { WatchedObjects, WatchedResource } from './types';

/** How a resource is read from an API server. */
export interface ResourceDefinition<R extends WatchedResource> {
  /** Path of the collection over all namespaces. */
  path: string;
  /** Defined by a CRD: a 404 means that it is not installed. */
  custom: boolean;
  /** Tells which namespaces hold engines; listed before the resources that are reduced by it. */
  marksEngines: boolean;
  /** Projected differently inside and outside the engines' namespaces. */
  dependsOnEngines: boolean;
  project: Projection<WatchedObjects[R]>;
}

const PLAIN = { custom: false, marksEngines: false, dependsOnEngines: false };

/** All watched resources, in the order in which they are reported. */
export const RESOURCES: { [R in WatchedResource]: ResourceDefinition<R> } = {
  namespaces: {
    ...PLAIN,
    path: '/api/v1/namespaces',
    project: projectNamespace,
  },
  nodes: { ...PLAIN, path: '/api/v1/nodes', project: projectNode },
  pods: {
    ...PLAIN,
    path: '/api/v1/pods',
    dependsOnEngines: true,
    project: projectPod,
  },
  events: {
    ...PLAIN,
    path: '/api/v1/events',
    dependsOnEngines: true,
    project: projectEvent,
  },
  'apps/deployments': {
    ...PLAIN,
    path: '/apis/apps/v1/deployments',
    marksEngines: true,
    project: projectDeployment,
  },
  'apps/statefulsets': {
    ...PLAIN,
    path: '/apis/apps/v1/statefulsets',
    marksEngines: true,
    project: projectStatefulSet,
  },
  'apps/replicasets': {
    ...PLAIN,
    path: '/apis/apps/v1/replicasets',
    dependsOnEngines: true,
    project: projectReplicaSet,
  },
  'autoscaling/horizontalpodautoscalers': {
    ...PLAIN,
    path: '/apis/autoscaling/v2/horizontalpodautoscalers',
    project: projectHpa,
  },
  'keda.sh/scaledobjects': {
    ...PLAIN,
    path: '/apis/keda.sh/v1alpha1/scaledobjects',
    custom: true,
    marksEngines: true,
    project: projectScaledObject,
  },
  'argoproj.io/applications': {
    ...PLAIN,
    path: '/apis/argoproj.io/v1alpha1/applications',
    custom: true,
    project: projectApplication,
  },
};

/** Names of all watched resources, in the order in which they are reported. */
export const WATCHED_RESOURCES = Object.keys(RESOURCES) as WatchedResource[];
