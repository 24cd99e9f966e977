import type { EngineSummary } from '@adaptive-portal/plugin-adaptive-common';
import {
  type GitTestServer,
  startGitServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { catalogInfo } from './__testUtils__/catalogInfo';
import { clusterFixture, entityFixture } from './__testUtils__/engines';
import catalogModuleAdaptive from '.';

const FILE = 'engines/eu-1/n/chat/catalog-info.yaml';

jest.setTimeout(120_000);

/** The API of the Adaptive backend over a list of engines. */
function adaptivePlugin(engines: EngineSummary[]) {
  return createBackendPlugin({
    pluginId: 'adaptive',
    register(env) {
      env.registerInit({
        deps: { http: coreServices.httpRouter },
        async init({ http }) {
          http.use((request, response) => {
            const answer = request.path.startsWith('/engines')
              ? { items: engines, totalItems: engines.length }
              : { items: [clusterFixture('eu-1', 'live')] };
            if (request.path === '/stream') response.writeHead(503).end();
            else response.json(answer);
          });
        },
      });
    },
  });
}

describe('the catalog with engines on clusters and in git', () => {
  let git: GitTestServer;
  let backend: TestBackend | undefined;

  beforeEach(async () => {
    git = await startGitServer();
  });

  afterEach(async () => {
    await backend?.stop();
    await git.stop();
  });

  async function start(gitops: { enabled?: boolean } = {}) {
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        catalogModuleAdaptive,
        adaptivePlugin([entityFixture('eu-1/n/chat')]),
        mockServices.rootConfig.factory({
          data: {
            catalog: {
              processingInterval: { seconds: 5 },
              providers: {
                adaptive: {
                  pollSeconds: 10,
                  gitops: { pollSeconds: 5, ...gitops },
                },
              },
            },
            adaptive: {
              gitops: { repositories: [{ id: 'platform', url: git.url }] },
            },
          },
        }),
      ],
    });
    return backend;
  }

  async function read({ server }: TestBackend): Promise<string[]> {
    const url = `http://localhost:${server.port()}/api/catalog/entities`;
    const response = await fetch(url, {
      headers: { authorization: 'Bearer mock-user-token' },
    });
    const entities: Entity[] = await response.json();
    return entities
      .map(({ metadata }) => {
        const from = metadata.annotations?.['backstage.io/managed-by-location'];
        return `${metadata.name} of ${from?.split(':')[0]}: ${
          metadata.description
        }`;
      })
      .sort();
  }

  /** What the catalog has, as soon as it is this; what it has in the end otherwise. */
  async function settled(running: TestBackend, expected: string[]) {
    const end = Date.now() + 40_000;
    let seen = await read(running);
    while (String(seen) !== String(expected) && Date.now() < end) {
      await new Promise(resolve => setTimeout(resolve, 100));
      seen = await read(running);
    }
    return seen;
  }

  const LIVE = [
    'eu-1.n.chat of adaptive: Adaptive engine chat in namespace n of cluster eu-1',
    'eu-1.n.chat.judge of adaptive: undefined',
  ];

  const SAME_NAME = [
    'eu-1.n.chat of url: From git',
    'eu-1.n.chat.judge of url: undefined',
  ];
  const OTHER_NAME = [
    'our-chat of url: From git',
    'our-chat.judge of url: undefined',
  ];

  it('lets the file win while there is one, under the same name and another', async () => {
    const running = await start();
    expect(await settled(running, LIVE)).toEqual(LIVE);

    await git.commit({ [FILE]: catalogInfo('eu-1/n/chat') });
    expect(await settled(running, SAME_NAME)).toEqual(SAME_NAME);

    await git.commit({
      [FILE]: catalogInfo('eu-1/n/chat', { name: 'our-chat' }),
    });
    expect(await settled(running, OTHER_NAME)).toEqual(OTHER_NAME);

    await git.commit({ [FILE]: null });
    expect(await settled(running, LIVE)).toEqual(LIVE);
  });

  it('does not look into git when that is switched off', async () => {
    await git.commit({ [FILE]: catalogInfo('eu-1/n/chat') });
    const running = await start({ enabled: false });
    expect(await settled(running, LIVE)).toEqual(LIVE);
    expect(git.requests).toEqual([]);
  });
});
