import {
  adaptiveEngineReadPermission,
  parseEngineRef,
  type EngineRef,
  type PlanOperation,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  parseEngineInput,
  renderEngine,
  type RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  adaptiveConditions,
  createAdaptiveConditionalDecision,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  startGitServer,
  type GitTestServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  FakeEnginesService,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import { TestPlatform } from '../view/__testUtils__/TestPlatform';
import { createPlanner } from './createPlanner';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMII=\n';
const CHAT = 'group:default/team-chat';
const SEARCH = 'group:default/team-search';

const target: RenderTarget = {
  repository: {
    id: 'platform',
    url: 'https://git.example.com/p.git',
    branch: 'main',
    layout: {
      engine: 'engines/{cluster}/{namespace}/{release}',
      manifests: 'engines/{cluster}/{namespace}/{release}/manifests',
      application: 'applications/{cluster}/{namespace}.{release}.yaml',
    },
  },
  argocd: {
    namespace: 'argocd',
    project: 'default',
    chartRegistry: 'ghcr.io/adaptive-ml',
    destination: { name: 'eu-1' },
  },
  autoscaling: {},
};

const filesOf = (owner: string) =>
  renderEngine(
    parseEngineInput({
      name: 'judge',
      owner,
      cluster: 'eu-1',
      namespace: 'team',
      chartVersion: '0.23.0',
      containerRegistry: 'registry.example.com',
      images: {
        harmony: { repository: 'adaptive/harmony', tag: '1.4.2' },
        controlPlane: { repository: 'adaptive/control-plane', tag: '1.4.2' },
      },
      rootUrl: 'https://judge.example.com',
      secrets: { controlPlane: 'cp', harmony: 'h', redis: 'r' },
      pools: [
        { name: 'llama', minReplicas: 1, maxReplicas: 4, gpusPerReplica: 2 },
      ],
      autoscaling: { mode: 'off' },
      mlflow: { mode: 'internal' },
    }),
    target,
  );

describe('createPlanner', () => {
  let git: GitTestServer;
  let engines: FakeEnginesService;
  const closing: Array<() => Promise<void>> = [];

  beforeEach(async () => {
    engines = new FakeEnginesService();
    git = await startGitServer({
      token: 'hush-hush',
      files: Object.fromEntries(
        filesOf(SEARCH).map(({ path, content }) => [path, content]),
      ),
    });
  });

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await git.stop();
  });

  /** The portal itself may read everything; a person what belongs to one owner, or everything. */
  function plannerFor(readable: string, owners: string[]) {
    const readsAll = ({ principal }: BackstageCredentials) =>
      readable === 'everything' ||
      (typeof principal === 'object' &&
        principal !== null &&
        'type' in principal &&
        principal.type === 'service');
    const permissions = mockServices.permissions.mock({
      authorizeConditional: async (_, { credentials }) => [
        readsAll(credentials)
          ? { result: AuthorizeResult.ALLOW }
          : createAdaptiveConditionalDecision(
              adaptiveEngineReadPermission,
              adaptiveConditions.isOwnedBy({ owners: [readable] }),
            ),
      ],
    });
    const authorized = {
      requirePlan: async () => {},
      engines: async (credentials: BackstageCredentials) => {
        const mayRead = ({ owner }: { owner?: string }) =>
          readsAll(credentials) || owner === readable;
        return {
          list: () => engines.list().filter(mayRead),
          get: (ref: EngineRef) =>
            [engines.get(ref)].find(e => e && mayRead(e)),
          clusters: () => [],
          itemCounts: false,
        };
      },
    };
    const platform = new TestPlatform();
    const { planner, close } = createPlanner({
      auth: mockServices.auth({ pluginId: 'adaptive' }),
      config: mockServices.rootConfig({
        data: {
          adaptive: {
            clusters: {
              'eu-1': { sealedSecrets: { certificate: CERTIFICATE } },
            },
            gitops: {
              repositories: [
                { id: 'platform', url: git.url, provider: 'gitea' },
              ],
            },
          },
          integrations: {
            gitea: [
              {
                host: new URL(git.url).host,
                username: 'portal',
                password: 'hush-hush',
              },
            ],
          },
        },
      }),
      permissions,
      userInfo: mockServices.userInfo({ ownershipEntityRefs: owners }),
      engines: authorized,
      sources: {
        watch: platform.watch(),
        metrics: platform.metrics(),
        engines,
      },
    });
    closing.push(close);
    return (operation: PlanOperation = 'apply') =>
      planner.plan(
        {
          repositoryId: 'platform',
          operation,
          engine: parseEngineRef('eu-1/team/judge'),
        },
        mockCredentials.user(),
      );
  }

  it('reads the files of an engine for who may read all, signed in by an integration', async () => {
    const { repository } = await plannerFor('everything', [CHAT])();
    expect(repository).toMatchObject({ foreign: false });
    expect(repository.files).toHaveLength(filesOf(SEARCH).length);
  });

  it('hands on the public certificate to seal with, where one is configured', async () => {
    const facts = await plannerFor('everything', [CHAT])();
    expect(facts.sealedSecretsCertificate).toBe(CERTIFICATE);
  });

  it('shows files that are only in git to their owner', async () => {
    const { repository } = await plannerFor(CHAT, [SEARCH])();
    expect(repository.files.length).toBeGreaterThan(0);
  });

  it.each(['apply', 'delete'] as const)(
    'tells nobody else more than that the place is taken (%s)',
    async operation => {
      const { repository } = await plannerFor(CHAT, [CHAT])(operation);
      expect(repository).toMatchObject({ foreign: true, files: [] });
    },
  );

  it('leaves an engine that a cluster has to its owner there', async () => {
    engines.put(mockEngine('eu-1/team/judge', { owner: SEARCH }));
    const { repository, cluster } = await plannerFor(CHAT, [SEARCH, CHAT])();
    expect(repository).toMatchObject({ foreign: true, files: [] });
    expect(cluster.namespace.value).toMatchObject({ taken: true });
    expect(JSON.stringify(cluster)).not.toContain('judge');

    engines.put(mockEngine('eu-1/team/judge', { owner: CHAT }));
    const own = await plannerFor(CHAT, [CHAT])();
    expect(own.repository.foreign).toBe(false);
    expect(own.cluster.namespace.value).toMatchObject({ taken: false });
  });
});
