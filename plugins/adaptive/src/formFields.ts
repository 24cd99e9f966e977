import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

/**
 * Form fields of the software template, loaded when a form that uses them opens.
 *
 * @internal
 */
export const formFields = [
  FormFieldBlueprint.make({
    name: 'cluster-picker',
    params: {
      field: () => import('./fields').then(m => m.clusterPickerFormField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'pools-field',
    params: { field: () => import('./fields').then(m => m.poolsFormField) },
  }),
  FormFieldBlueprint.make({
    name: 'repository-picker',
    params: {
      field: () => import('./fields').then(m => m.repositoryPickerFormField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'plan-review',
    params: {
      field: () => import('./fields').then(m => m.planReviewFormField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'chart-version-picker',
    params: {
      field: () => import('./fields').then(m => m.chartVersionPickerFormField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'autoscaling-mode-picker',
    params: {
      field: () =>
        import('./fields').then(m => m.autoscalingModePickerFormField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'elastic-pools-field',
    params: {
      field: () => import('./fields').then(m => m.elasticPoolsFormField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'sections-field',
    params: { field: () => import('./fields').then(m => m.sectionsFormField) },
  }),
  FormFieldBlueprint.make({
    name: 'secrets-field',
    params: { field: () => import('./fields').then(m => m.secretsFormField) },
  }),
  FormFieldBlueprint.make({
    name: 'engine-change',
    params: {
      field: () => import('./fields').then(m => m.engineChangeFormField),
    },
  }),
];
