import type { ComponentType } from 'react';
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { createScaffolderFieldExtension } from '@backstage/plugin-scaffolder-react';
import { AdaptiveClient } from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from './api';
import { isAdaptiveEntity } from './entity';
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
} from './fields/options';

/**
 * The plugin for apps on the old frontend system.
 *
 * @public
 */
export const adaptiveLegacyPlugin = createPlugin({
  id: 'adaptive',
  apis: [
    createApiFactory({
      api: adaptiveApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new AdaptiveClient(deps),
    }),
  ],
});

/**
 * `ui:field: AdaptiveClusterPicker` for the old frontend system; value is the name of a cluster.
 *
 * @public
 */
export const AdaptiveClusterPickerExtension = adaptiveLegacyPlugin.provide(
  createScaffolderFieldExtension({
    ...clusterPicker,
    schema: clusterPicker.schema.schema,
  }),
);

/**
 * `ui:field: AdaptivePoolsField` for the old frontend system; value is rows of `PoolInput`.
 *
 * @public
 */
export const AdaptivePoolsFieldExtension = adaptiveLegacyPlugin.provide(
  createScaffolderFieldExtension({
    ...poolsField,
    schema: poolsField.schema.schema,
  }),
);

/**
 * `ui:field: AdaptiveRepositoryPicker` for the old frontend system; value is the id of a repository.
 *
 * @public
 */
export const AdaptiveRepositoryPickerExtension = adaptiveLegacyPlugin.provide(
  createScaffolderFieldExtension({
    ...repositoryPicker,
    schema: repositoryPicker.schema.schema,
  }),
);

/**
 * `ui:field: AdaptivePlanReview` for the old frontend system; shows what the form is about to do.
 *
 * @public
 */
export const AdaptivePlanReviewExtension = adaptiveLegacyPlugin.provide(
  createScaffolderFieldExtension({
    ...planReview,
    schema: planReview.schema.schema,
  }),
);

/**
 * `ui:field: AdaptiveChartVersionPicker` for the old frontend system; value is a version of the chart.
 *
 * @public
 */
export const AdaptiveChartVersionPickerExtension = adaptiveLegacyPlugin.provide(
  createScaffolderFieldExtension({
    ...chartVersionPicker,
    schema: chartVersionPicker.schema.schema,
  }),
);

/**
 * `ui:field: AdaptiveAutoscalingModePicker` for the old frontend system; value is `platform`, `bundled` or `off`.
 *
 * @public
 */
export const AdaptiveAutoscalingModePickerExtension =
  adaptiveLegacyPlugin.provide(
    createScaffolderFieldExtension({
      ...autoscalingModePicker,
      schema: autoscalingModePicker.schema.schema,
    }),
  );

/**
 * `ui:field: AdaptiveElasticPoolsField` for the old frontend system; value is true when acknowledged.
 *
 * @public
 */
export const AdaptiveElasticPoolsFieldExtension = adaptiveLegacyPlugin.provide(
  createScaffolderFieldExtension({
    ...elasticPoolsField,
    schema: elasticPoolsField.schema.schema,
  }),
);

/**
 * `ui:field: AdaptiveSectionsField` for the old frontend system; value is sections of `EngineOptions`.
 *
 * @public
 */
export const AdaptiveSectionsFieldExtension = adaptiveLegacyPlugin.provide(
  createScaffolderFieldExtension({
    ...sectionsField,
    schema: sectionsField.schema.schema,
  }),
);

/**
 * `ui:field: AdaptiveSecretsField` for the old frontend system; value is how Secrets come into the namespace, without their values.
 *
 * @public
 */
export const AdaptiveSecretsFieldExtension = adaptiveLegacyPlugin.provide(
  createScaffolderFieldExtension({
    ...secretsField,
    schema: secretsField.schema.schema,
  }),
);

/**
 * `ui:field: AdaptiveEngineChange` for the old frontend system; value is a change of an engine that is in git.
 *
 * @public
 */
export const AdaptiveEngineChangeExtension = adaptiveLegacyPlugin.provide(
  createScaffolderFieldExtension({
    ...engineChangeField,
    schema: engineChangeField.schema.schema,
  }),
);

/**
 * The tab "Engine" for entity pages of the old frontend system; show it where `isAdaptiveEntity` says so.
 *
 * @public
 */
export const EntityAdaptiveContent: ComponentType =
  adaptiveLegacyPlugin.provide(
    createComponentExtension({
      name: 'EntityAdaptiveContent',
      component: {
        lazy: () =>
          import('./components/engine/EntityEngineContent').then(
            m => m.EntityEngineContent,
          ),
      },
    }),
  );

export { adaptiveApiRef, isAdaptiveEntity };
