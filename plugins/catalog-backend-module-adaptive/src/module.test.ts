import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import catalogModuleAdaptive from '.';

describe('catalogModuleAdaptive', () => {
  function start(data = {}) {
    const addEntityProvider = jest.fn();
    const backend = startTestBackend({
      extensionPoints: [
        [catalogProcessingExtensionPoint, { addEntityProvider }],
      ],
      features: [
        catalogModuleAdaptive,
        catalogServiceMock.factory(),
        mockServices.rootConfig.factory({ data }),
      ],
    });
    return { addEntityProvider, backend };
  }

  it('adds the provider, without waiting for the adaptive backend', async () => {
    const { addEntityProvider, backend } = start();
    await (await backend).stop();
    expect(addEntityProvider).toHaveBeenCalledTimes(1);
    expect(addEntityProvider.mock.calls[0][0].getProviderName()).toBe(
      'AdaptiveEntityProvider',
    );
  });

  it('refuses to start with a configuration that cannot work', async () => {
    const { backend } = start({
      catalog: { providers: { adaptive: { pollSeconds: 0 } } },
    });
    await expect(backend).rejects.toThrow(
      'catalog.providers.adaptive.pollSeconds',
    );
  });
});
