import {
  adaptiveApiRef,
  adaptiveLegacyPlugin,
  AdaptiveAutoscalingModePickerExtension,
  AdaptiveChartVersionPickerExtension,
  AdaptiveClusterPickerExtension,
  AdaptiveElasticPoolsFieldExtension,
  AdaptiveEngineChangeExtension,
  AdaptivePlanReviewExtension,
  AdaptivePoolsFieldExtension,
  AdaptiveRepositoryPickerExtension,
  AdaptiveSecretsFieldExtension,
  AdaptiveSectionsFieldExtension,
  EntityAdaptiveContent,
} from './legacy';

describe('the plugin for the old frontend system', () => {
  it('brings the API client', () => {
    expect(
      [...adaptiveLegacyPlugin.getApis()].map(({ api }) => api.id),
    ).toEqual([adaptiveApiRef.id]);
  });

  it('brings the form fields and the tab', () => {
    expect(
      [
        AdaptiveAutoscalingModePickerExtension,
        AdaptiveChartVersionPickerExtension,
        AdaptiveClusterPickerExtension,
        AdaptiveElasticPoolsFieldExtension,
        AdaptiveEngineChangeExtension,
        AdaptivePlanReviewExtension,
        AdaptivePoolsFieldExtension,
        AdaptiveRepositoryPickerExtension,
        AdaptiveSecretsFieldExtension,
        AdaptiveSectionsFieldExtension,
        EntityAdaptiveContent,
      ].every(extension => typeof extension === 'function'),
    ).toBe(true);
  });
});
