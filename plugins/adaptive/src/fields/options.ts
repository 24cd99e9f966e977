import { ClusterPicker, validateCluster } from './ClusterPicker';
import { PoolsField, validatePools } from './PoolsField';
import {
  AutoscalingModePicker,
  ElasticPoolsField,
  validateAutoscalingMode,
} from './version/AutoscalingFields';
import {
  ChartVersionPicker,
  validateChartVersion,
} from './version/ChartVersionPicker';
import {
  EngineChangeField,
  validateEngineChange,
} from './edit/EngineChangeField';
import { SecretsField, validateSecrets } from './secrets/SecretsField';
import { SectionsField, validateSections } from './sections/SectionsField';
import { PlanReview, validatePlan } from './plan/PlanReview';
import { RepositoryPicker } from './RepositoryPicker';
import {
  autoscalingModeSchema,
  chartVersionSchema,
  clusterPickerSchema,
  elasticPoolsSchema,
  engineChangeSchema,
  secretsFieldSchema,
  sectionsFieldSchema,
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
 * Choice of a chart version.
 *
 * @internal
 */
export const chartVersionPicker = {
  name: 'AdaptiveChartVersionPicker',
  component: ChartVersionPicker,
  schema: chartVersionSchema,
  validation: validateChartVersion,
};

/**
 * Choice of who scales the pools.
 *
 * @internal
 */
export const autoscalingModePicker = {
  name: 'AdaptiveAutoscalingModePicker',
  component: AutoscalingModePicker,
  schema: autoscalingModeSchema,
  validation: validateAutoscalingMode,
};

/**
 * Acknowledgement that pools only grow.
 *
 * @internal
 */
export const elasticPoolsField = {
  name: 'AdaptiveElasticPoolsField',
  component: ElasticPoolsField,
  schema: elasticPoolsSchema,
};

/**
 * Sections of the chart that may be left out.
 *
 * @internal
 */
export const sectionsField = {
  name: 'AdaptiveSectionsField',
  component: SectionsField,
  schema: sectionsFieldSchema,
  validation: validateSections,
};

/**
 * How Secrets come into the namespace.
 *
 * @internal
 */
export const secretsField = {
  name: 'AdaptiveSecretsField',
  component: SecretsField,
  schema: secretsFieldSchema,
  validation: validateSecrets,
};

/**
 * Change of an engine that is in git.
 *
 * @internal
 */
export const engineChangeField = {
  name: 'AdaptiveEngineChange',
  component: EngineChangeField,
  schema: engineChangeSchema,
  validation: validateEngineChange,
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
  chartVersionPicker,
  autoscalingModePicker,
  elasticPoolsField,
  secretsField,
  sectionsField,
  engineChangeField,
  planReview,
];
