import {
  type EngineSummary,
  RESOURCE_TYPE_ADAPTIVE_ENGINE,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  type BackstageCredentials,
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import searchPlugin from '@backstage/plugin-search-backend';
import request from 'supertest';
import { engineFixture } from './__testUtils__/engineFixture';
import searchModuleAdaptive from '.';

jest.setTimeout(60_000);

const ERIN = 'user:default/erin';
const SAM = 'user:default/sam';
const NOBODY = 'user:default/nobody';

const ENGINES: EngineSummary[] = [
  { ...engineFixture('chat', ['llama']), owner: ERIN },
  { ...engineFixture('search', ['mixtral']), owner: SAM },
];

/** The list of engines as the Adaptive backend gives it to another plugin. */
const adaptivePlugin = createBackendPlugin({
  pluginId: 'adaptive',
  register(env) {
    env.registerInit({
      deps: { http: coreServices.httpRouter },
      async init({ http }) {
        http.use((req, res, next) => {
          if (req.path !== '/engines') next();
          else res.json({ items: ENGINES, totalItems: ENGINES.length });
        });
      },
    });
  },
});

function userOf(options?: { credentials: BackstageCredentials }) {
  const principal = options?.credentials.principal;
  return mockCredentials.user(
    principal && typeof principal === 'object' && 'userEntityRef' in principal
      ? String(principal.userEntityRef)
      : NOBODY,
  ).principal.userEntityRef;
}

/** People see the engines that they own, as the permission framework answers for a policy that says so. */
const permissions = mockServices.permissions.mock({
  authorizeConditional: async (requests, options) =>
    requests.map(({ permission }) =>
      userOf(options) === NOBODY
        ? { result: AuthorizeResult.DENY }
        : {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'adaptive',
            resourceType: permission.resourceType,
            conditions: {
              rule: 'IS_OWNED_BY',
              resourceType: RESOURCE_TYPE_ADAPTIVE_ENGINE,
              params: { owners: [userOf(options)] },
            },
          },
    ),
  authorize: async (requests, options) =>
    requests.map(({ resourceRef }) => {
      const engine = ENGINES.find(
        ({ ref }) => stringifyEngineRef(ref) === resourceRef,
      );
      const allowed = engine?.owner === userOf(options);
      return { result: AuthorizeResult[allowed ? 'ALLOW' : 'DENY'] };
    }),
});

describe('the search with engines', () => {
  let backend: TestBackend;

  beforeAll(async () => {
    const scheduler = mockServices.scheduler();
    backend = await startTestBackend({
      features: [
        searchPlugin,
        searchModuleAdaptive,
        adaptivePlugin,
        permissions.factory,
        // Runs when the test says so.
        createServiceFactory({
          service: coreServices.scheduler,
          deps: {},
          factory: () => scheduler,
        }),
        mockServices.rootConfig.factory({
          data: { permission: { enabled: true } },
        }),
      ],
    });
    for (const { id } of await scheduler.getScheduledTasks()) {
      await scheduler.triggerTask(id);
    }
  });

  afterAll(() => backend.stop());

  /** Titles of what the user finds, sorted. */
  async function find(user: string, term: string): Promise<string[]> {
    const { body } = await request(backend.server)
      .get('/api/search/query')
      .query({ term })
      .set('Authorization', mockCredentials.user.header(user));
    const results: Array<{ document: { title: string } }> = body.results;
    return results.map(({ document }) => document.title).sort();
  }

  it('finds an engine and its pools for who may see it', async () => {
    expect(await find(ERIN, 'chat')).toEqual([
      'Compute pool llama of chat on eu-1, live',
      'Engine chat on eu-1, live',
    ]);
    expect(await find(SAM, 'mixtral')).toEqual([
      'Compute pool mixtral of search on eu-1, live',
      'Engine search on eu-1, live',
    ]);
  });

  it('finds nothing of an engine for who may not see it', async () => {
    expect(await find(ERIN, 'mixtral')).toEqual([]);
    expect(await find(SAM, 'llama')).toEqual([]);
    expect(await find(ERIN, '')).toEqual([
      'Compute pool llama of chat on eu-1, live',
      'Engine chat on eu-1, live',
    ]);
    expect(await find(NOBODY, '')).toEqual([]);
  });
});
