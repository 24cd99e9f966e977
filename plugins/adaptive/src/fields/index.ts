import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import {
  clusterPicker,
  planReview,
  poolsField,
  repositoryPicker,
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
