import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { type RegisterCollatorParameters } from '@backstage/plugin-search-backend-node';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import type { JsonObject } from '@backstage/types';
import searchModuleAdaptive from '.';

async function start(data: JsonObject) {
  const collators: RegisterCollatorParameters[] = [];
  const backend = await startTestBackend({
    extensionPoints: [
      [
        searchIndexRegistryExtensionPoint,
        {
          addCollator: collator => void collators.push(collator),
          addDecorator: () => {},
        },
      ],
    ],
    features: [searchModuleAdaptive, mockServices.rootConfig.factory({ data })],
  });
  return { backend, collators };
}

describe('searchModuleAdaptive', () => {
  it('adds a collator without any configuration', async () => {
    const { backend, collators } = await start({});
    expect(collators.map(({ factory }) => factory.type)).toEqual(['adaptive']);
    await backend.stop();
  });

  it.each([
    [{ locationTemplate: 'adaptive' }, "'adaptive', expected a path"],
    [{ schedule: { frequency: 'soon' } }, 'search.collators.adaptive.schedule'],
  ])('refuses to start with %j', async (adaptive, message) => {
    await expect(
      start({ search: { collators: { adaptive } } }),
    ).rejects.toThrow(message);
  });
});
