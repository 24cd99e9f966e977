import { startGitServer } from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import catalogModuleAdaptive from '.';
import { catalogInfo } from './__testUtils__/catalogInfo';

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

  it('reads a repository that only an integration signs in to', async () => {
    const server = await startGitServer({
      token: 'hush-hush',
      files: {
        'engines/eu-1/n/chat/catalog-info.yaml': catalogInfo('eu-1/n/chat'),
      },
    });
    const { addEntityProvider, backend } = start({
      adaptive: {
        gitops: {
          repositories: [
            { id: 'platform', url: server.url, provider: 'gitea' },
          ],
        },
      },
      integrations: {
        gitea: [
          {
            host: new URL(server.url).host,
            username: 'portal',
            password: 'hush-hush',
          },
        ],
      },
    });
    const running = await backend;
    const [, files] = addEntityProvider.mock.calls[0];
    const entities = await new Promise(resolve => {
      void files.connect({
        applyMutation: async (mutation: EntityProviderMutation) =>
          resolve(mutation.type === 'full' && mutation.entities.length),
        refresh: async () => {},
      });
    });
    expect(entities).toBe(2);
    await running.stop();
    await server.stop();
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
