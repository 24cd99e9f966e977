import { ClusterPicker, validateCluster } from './ClusterPicker';
import { PoolsField, validatePools } from './PoolsField';
import { PlanReview, validatePlan } from './plan/PlanReview';
import { RepositoryPicker } from './RepositoryPicker';
import {
  clusterPickerSchema,
  planReviewSchema,
  poolsFieldSchema,
  repositoryPickerSchema,
} from './schemas';

/**
 * Choice of a cluster.
 *
 * @internal
 */
export const clusterPicker = {
  name: 'AdaptiveClusterPicker',
  component: ClusterPicker,
  schema: clusterPickerSchema,
  validation: validateCluster,
};

/**
 * Rows of compute pools.
 *
 * @internal
 */
export const poolsField = {
  name: 'AdaptivePoolsField',
  component: PoolsField,
  schema: poolsFieldSchema,
  validation: validatePools,
};

/**
 * Choice of a GitOps repository.
 *
 * @internal
 */
export const repositoryPicker = {
  name: 'AdaptiveRepositoryPicker',
  component: RepositoryPicker,
  schema: repositoryPickerSchema,
};

/**
 * What the form is about to do.
 *
 * @internal
 */
export const planReview = {
  name: 'AdaptivePlanReview',
  component: PlanReview,
  schema: planReviewSchema,
  validation: validatePlan,
};

/**
 * All fields, for a form that is rendered without an app.
 *
 * @internal
 */
export const allFields = [
  clusterPicker,
  poolsField,
  repositoryPicker,
  planReview,
];
