import {
  EVENTS_SELECTOR,
  EXTERNAL_METRICS_SELECTOR,
  PODS_SELECTOR,
} from './fieldSelectors';
import { projectApplication } from './project/projectApplication';
import {
  projectApiService,
  projectCustomResourceDefinition,
} from './project/projectApis';
import {
  projectNamespace,
  projectNode,
  projectReplicaSet,
} from './project/projectCluster';
import { projectEvent } from './project/projectEvent';
import {
  projectFluxSource,
  projectHelmRelease,
  projectKustomization,
} from './project/projectFlux';
import { projectHpa } from './project/projectHpa';
import {
  projectDisruptionBudget,
  projectIngress,
  projectIngressClass,
  projectNetworkPolicy,
} from './project/projectNetwork';
import { projectPod } from './project/projectPod';
import { projectScaledObject } from './project/projectScaledObject';
import {
  projectExternalSecret,
  projectSealedSecret,
  projectTriggerAuthentication,
} from './project/projectSecrets';
import {
  projectResourceQuota,
  projectStorageClass,
  projectVolumeClaim,
} from './project/projectStorage';
import { projectVariantAutoscaling } from './project/projectVariantAutoscaling';
import {
  projectDeployment,
  projectStatefulSet,
} from './project/projectWorkload';
import { Projection } from './project/types';
import { WatchedObjects, WatchedResource } from './types';

/** How a resource is read from an API server. */
export interface ResourceDefinition<R extends WatchedResource> {
  /** API group and version: `v1` or `group/version`. */
  api: string;
  /** Older versions of the same shape, asked for in this order where the newer is not served. */
  olderApis?: readonly string[];
  plural: string;
  /** Objects are in namespaces. */
  namespaced: boolean;
  /** An API server may be without it, as it is defined by a CRD for example: a 404 means that it is not installed. */
  custom: boolean;
  /** Only names are asked for, where the API server can leave out the rest. */
  metadataOnly: boolean;
  /** Who wrote which field is read too. */
  managedFields: boolean;
  /** Selects by fields what is of use; asked for without it where an API server refuses it. */
  fieldSelector?: string;
  /** Tells which namespaces hold engines; listed before the resources that are reduced by it. */
  marksEngines: boolean;
  /** Projected differently inside and outside the engines' namespaces. */
  dependsOnEngines: boolean;
  project: Projection<WatchedObjects[R]>;
}

const PLAIN = {
  namespaced: true,
  custom: false,
  metadataOnly: false,
  managedFields: false,
  marksEngines: false,
  dependsOnEngines: false,
};
const CLUSTER = { ...PLAIN, namespaced: false };
const CUSTOM = { ...PLAIN, custom: true };
// What belongs to an engine is kept in the engines' namespaces only.
const PART = { ...CUSTOM, dependsOnEngines: true };

/** All watched resources, in the order in which they are asked for and reported: the most needed first. */
export const RESOURCES: { [R in WatchedResource]: ResourceDefinition<R> } = {
  namespaces: {
    ...CLUSTER,
    api: 'v1',
    plural: 'namespaces',
    project: projectNamespace,
  },
  nodes: { ...CLUSTER, api: 'v1', plural: 'nodes', project: projectNode },
  pods: {
    ...PLAIN,
    api: 'v1',
    plural: 'pods',
    fieldSelector: PODS_SELECTOR,
    dependsOnEngines: true,
    project: projectPod,
  },
  events: {
    ...PLAIN,
    api: 'v1',
    plural: 'events',
    fieldSelector: EVENTS_SELECTOR,
    dependsOnEngines: true,
    project: projectEvent,
  },
  'apps/deployments': {
    ...PLAIN,
    managedFields: true,
    api: 'apps/v1',
    plural: 'deployments',
    marksEngines: true,
    project: projectDeployment,
  },
  'apps/statefulsets': {
    ...PLAIN,
    managedFields: true,
    api: 'apps/v1',
    plural: 'statefulsets',
    marksEngines: true,
    project: projectStatefulSet,
  },
  'apps/replicasets': {
    ...PLAIN,
    api: 'apps/v1',
    plural: 'replicasets',
    dependsOnEngines: true,
    project: projectReplicaSet,
  },
  'autoscaling/horizontalpodautoscalers': {
    ...PLAIN,
    api: 'autoscaling/v2',
    plural: 'horizontalpodautoscalers',
    project: projectHpa,
  },
  'keda.sh/scaledobjects': {
    ...CUSTOM,
    managedFields: true,
    api: 'keda.sh/v1alpha1',
    plural: 'scaledobjects',
    marksEngines: true,
    project: projectScaledObject,
  },
  'argoproj.io/applications': {
    ...CUSTOM,
    api: 'argoproj.io/v1alpha1',
    plural: 'applications',
    project: projectApplication,
  },
  'keda.sh/triggerauthentications': {
    ...PART,
    api: 'keda.sh/v1alpha1',
    plural: 'triggerauthentications',
    project: projectTriggerAuthentication,
  },
  'llmd.ai/variantautoscalings': {
    ...CUSTOM,
    api: 'llmd.ai/v1alpha1',
    plural: 'variantautoscalings',
    project: projectVariantAutoscaling,
  },
  'helm.toolkit.fluxcd.io/helmreleases': {
    ...CUSTOM,
    api: 'helm.toolkit.fluxcd.io/v2',
    olderApis: ['helm.toolkit.fluxcd.io/v2beta2'],
    plural: 'helmreleases',
    project: projectHelmRelease,
  },
  'kustomize.toolkit.fluxcd.io/kustomizations': {
    ...CUSTOM,
    api: 'kustomize.toolkit.fluxcd.io/v1',
    olderApis: ['kustomize.toolkit.fluxcd.io/v1beta2'],
    plural: 'kustomizations',
    project: projectKustomization,
  },
  'source.toolkit.fluxcd.io/ocirepositories': {
    ...CUSTOM,
    api: 'source.toolkit.fluxcd.io/v1',
    olderApis: ['source.toolkit.fluxcd.io/v1beta2'],
    plural: 'ocirepositories',
    project: projectFluxSource,
  },
  'source.toolkit.fluxcd.io/gitrepositories': {
    ...CUSTOM,
    api: 'source.toolkit.fluxcd.io/v1',
    olderApis: ['source.toolkit.fluxcd.io/v1beta2'],
    plural: 'gitrepositories',
    project: projectFluxSource,
  },
  'external-secrets.io/externalsecrets': {
    ...PART,
    api: 'external-secrets.io/v1',
    olderApis: ['external-secrets.io/v1beta1'],
    plural: 'externalsecrets',
    project: projectExternalSecret,
  },
  'bitnami.com/sealedsecrets': {
    ...PART,
    api: 'bitnami.com/v1alpha1',
    plural: 'sealedsecrets',
    project: projectSealedSecret,
  },
  persistentvolumeclaims: {
    ...PART,
    api: 'v1',
    plural: 'persistentvolumeclaims',
    project: projectVolumeClaim,
  },
  // Of every namespace: a plan asks what the quota of one without an engine leaves.
  resourcequotas: {
    ...CUSTOM,
    api: 'v1',
    plural: 'resourcequotas',
    project: projectResourceQuota,
  },
  'networking.k8s.io/ingresses': {
    ...PART,
    api: 'networking.k8s.io/v1',
    plural: 'ingresses',
    project: projectIngress,
  },
  'networking.k8s.io/networkpolicies': {
    ...PART,
    api: 'networking.k8s.io/v1',
    plural: 'networkpolicies',
    project: projectNetworkPolicy,
  },
  'networking.k8s.io/ingressclasses': {
    ...CUSTOM,
    namespaced: false,
    api: 'networking.k8s.io/v1',
    plural: 'ingressclasses',
    project: projectIngressClass,
  },
  'policy/poddisruptionbudgets': {
    ...PART,
    api: 'policy/v1',
    plural: 'poddisruptionbudgets',
    project: projectDisruptionBudget,
  },
  'storage.k8s.io/storageclasses': {
    ...CUSTOM,
    namespaced: false,
    api: 'storage.k8s.io/v1',
    plural: 'storageclasses',
    project: projectStorageClass,
  },
  'apiregistration.k8s.io/apiservices': {
    ...CUSTOM,
    namespaced: false,
    api: 'apiregistration.k8s.io/v1',
    plural: 'apiservices',
    fieldSelector: EXTERNAL_METRICS_SELECTOR,
    project: projectApiService,
  },
  'apiextensions.k8s.io/customresourcedefinitions': {
    ...CUSTOM,
    namespaced: false,
    api: 'apiextensions.k8s.io/v1',
    plural: 'customresourcedefinitions',
    metadataOnly: true,
    project: projectCustomResourceDefinition,
  },
};

/** Names of all watched resources, in the order in which they are reported. */
export const WATCHED_RESOURCES = Object.keys(RESOURCES) as WatchedResource[];

/** Paths of a collection, the newest version first: over all namespaces, or of one. */
export function collectionPaths(
  resource: WatchedResource,
  namespace?: string,
): string[] {
  const { api, olderApis = [], plural } = RESOURCES[resource];
  const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return [api, ...olderApis].map(
    version =>
      `/${version.includes('/') ? 'apis' : 'api'}/${version}${scope}/${plural}`,
  );
}
