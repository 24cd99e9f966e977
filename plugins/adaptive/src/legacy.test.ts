import {
  adaptiveApiRef,
  adaptiveLegacyPlugin,
  AdaptiveClusterPickerExtension,
  AdaptivePoolsFieldExtension,
  AdaptiveRepositoryPickerExtension,
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
        AdaptiveClusterPickerExtension,
        AdaptivePoolsFieldExtension,
        AdaptiveRepositoryPickerExtension,
        EntityAdaptiveContent,
      ].every(extension => typeof extension === 'function'),
    ).toBe(true);
  });
});
