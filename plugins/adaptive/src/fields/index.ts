import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import {
  autoscalingModePicker,
  chartVersionPicker,
  clusterPicker,
  elasticPoolsField,
  engineChangeField,
  planReview,
  poolsField,
  repositoryPicker,
  secretsField,
  sectionsField,
} from './options';

/**
 * `ui:field: AdaptiveClusterPicker`.
 *
 * @internal
 */
export const clusterPickerFormField = createFormField(clusterPicker);

/**
 * `ui:field: AdaptivePoolsField`.
 *
 * @internal
 */
export const poolsFormField = createFormField(poolsField);

/**
 * `ui:field: AdaptiveRepositoryPicker`.
 *
 * @internal
 */
export const repositoryPickerFormField = createFormField(repositoryPicker);

/**
 * `ui:field: AdaptivePlanReview`.
 *
 * @internal
 */
export const planReviewFormField = createFormField(planReview);

/**
 * `ui:field: AdaptiveChartVersionPicker`.
 *
 * @internal
 */
export const chartVersionPickerFormField = createFormField(chartVersionPicker);

/**
 * `ui:field: AdaptiveAutoscalingModePicker`.
 *
 * @internal
 */
export const autoscalingModePickerFormField = createFormField(
  autoscalingModePicker,
);

/**
 * `ui:field: AdaptiveElasticPoolsField`.
 *
 * @internal
 */
export const elasticPoolsFormField = createFormField(elasticPoolsField);

/**
 * `ui:field: AdaptiveSectionsField`.
 *
 * @internal
 */
export const sectionsFormField = createFormField(sectionsField);

/**
 * `ui:field: AdaptiveSecretsField`.
 *
 * @internal
 */
export const secretsFormField = createFormField(secretsField);

/**
 * `ui:field: AdaptiveEngineChange`.
 *
 * @internal
 */
export const engineChangeFormField = createFormField(engineChangeField);
