import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MirrorGitOpsRepository,
  readGitOpsConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  type GitTestServer,
  startGitServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import { catalogInfo } from '../__testUtils__/catalogInfo';
import { GitOpsEntityProvider } from './GitOpsEntityProvider';

const CHAT = 'engines/eu-1/n/chat/catalog-info.yaml';
const SEARCH = 'engines/eu-1/n/search/catalog-info.yaml';

describe('GitOpsEntityProvider', () => {
  let server: GitTestServer;
  let workFolder: string;
  let down: boolean;
  let provider: GitOpsEntityProvider | undefined;

  beforeEach(async () => {
    down = false;
    workFolder = await mkdtemp(join(tmpdir(), 'adaptive-catalog-test-'));
    server = await startGitServer({
      token: 'hush-hush',
      files: {
        [CHAT]: catalogInfo('eu-1/n/chat'),
        'docs/catalog-info.yaml': catalogInfo('eu-1/n/docs'),
        'engines/eu-1/n/chat/values.yaml': 'a: 1\n',
      },
      intercept: (_, response) => {
        if (down) response.writeHead(503).end();
        return down;
      },
    });
  });

  afterEach(async () => {
    await provider?.stop();
    await server.stop();
    await rm(workFolder, { recursive: true, force: true });
  });

  async function start(pollMs = 5) {
    const repository = {
      id: 'platform',
      url: server.url,
      token: 'hush-hush',
      webUrls: { file: 'https://web.example.com/{path}' },
    };
    const [config] = readGitOpsConfig(
      new ConfigReader({
        adaptive: { gitops: { repositories: [repository] } },
      }),
    );
    const logger = mockServices.logger.mock();
    const mutations: EntityProviderMutation[] = [];
    const onChange = jest.fn();
    provider = new GitOpsEntityProvider({
      repository: MirrorGitOpsRepository.create({
        config,
        workFolder,
        minIntervalMs: 0,
      }),
      logger,
      pollMs,
      retryMs: 1,
      settleMs: 1,
      onChange,
    });
    await provider.connect({
      applyMutation: async mutation => {
        mutations.push(mutation);
      },
      refresh: async () => {},
    });
    const names = () => {
      const last = mutations.at(-1);
      return last?.type === 'full'
        ? last.entities.map(({ entity }) => entity.metadata.name)
        : [];
    };
    return { logger, mutations, names, onChange, provider };
  }

  async function until(condition: () => boolean) {
    while (!condition()) await new Promise(resolve => setTimeout(resolve, 5));
  }

  const logs = (log: { mock: { calls: unknown[] } }, count: number) =>
    until(() => log.mock.calls.length === count);

  /** Waits until the server was asked so many times. */
  const asks = (count: number) => until(() => server.requests.length >= count);

  it('emits what the files of engines say, with the key of the repository', async () => {
    const { mutations, onChange, provider: running } = await start();
    await until(() => onChange.mock.calls.length > 0);
    expect(mutations).toEqual([
      {
        type: 'full',
        entities: ['eu-1.n.chat', 'eu-1.n.chat.judge'].map(name => ({
          locationKey: 'adaptive-gitops:platform',
          entity: expect.objectContaining({
            metadata: expect.objectContaining({
              name,
              annotations: expect.objectContaining({
                'backstage.io/managed-by-location': `url:https://web.example.com/${CHAT}`,
              }),
            }),
          }),
        })),
      },
    ]);
    expect(running.pending()).toHaveLength(2);
    expect(running.getProviderName()).toBe(
      'AdaptiveGitOpsEntityProvider:platform',
    );
  });

  it('follows the branch, and reads files only when it moved', async () => {
    const { mutations, names } = await start();
    await until(() => mutations.length === 1);
    const asked = server.requests.length;
    await asks(asked + 6);
    expect(mutations).toHaveLength(1);

    await server.commit({ [SEARCH]: catalogInfo('eu-1/n/search') });
    await until(() => names().includes('eu-1.n.search'));
    await server.commit({ [CHAT]: null });
    await until(() => !names().includes('eu-1.n.chat'));
    expect(names()).toEqual(['eu-1.n.search', 'eu-1.n.search.judge']);
  });

  it('looks at once when it is woken', async () => {
    const { mutations, names, provider: running } = await start(3_600_000);
    await until(() => mutations.length === 1);
    await server.commit({ [SEARCH]: catalogInfo('eu-1/n/search') });
    running.wake();
    await until(() => mutations.length === 2);
    expect(names()).toContain('eu-1.n.search');
  });

  it('gives a name to the engine that the portal names so', async () => {
    const { logger, mutations } = await start();
    await until(() => mutations.length === 1);
    await server.commit({
      'engines/eu-1/n/a/catalog-info.yaml': catalogInfo('eu-1/n/a', {
        name: 'eu-1.n.chat',
      }),
    });
    await until(() => mutations.length === 2);
    const [, last] = mutations;
    if (last.type !== 'full') throw new Error('a full mutation is expected');
    expect(
      last.entities.map(
        ({ entity }) =>
          entity.metadata.annotations?.['adaptive-portal.io/engine'],
      ),
    ).toEqual(['eu-1/n/chat', 'eu-1/n/chat']);
    await until(() => logger.warn.mock.calls.length === 2);
    expect(logger.warn.mock.calls[0][0]).toBe(
      `GitOps repository 'platform' at ${server.url}: 'component:default/eu-1.n.chat' in 'engines/eu-1/n/a/catalog-info.yaml' is left out: '${CHAT}' has it already`,
    );
  });

  it('keeps everything while the repository does not answer, and says so once per outage', async () => {
    const { logger, mutations } = await start();
    await until(() => mutations.length === 1);
    for (const outage of [1, 2]) {
      down = true;
      const asked = server.requests.length;
      await asks(asked + 5);
      expect(logger.warn).toHaveBeenCalledTimes(outage);
      down = false;
      await logs(logger.info, outage);
    }
    expect(mutations).toHaveLength(1);
    expect(logger.warn.mock.calls[0][0]).toContain(
      `Reading GitOps repository 'platform' at ${server.url} for the catalog failed, trying again`,
    );
    expect(JSON.stringify(logger.warn.mock.calls)).not.toContain('hush-hush');
  });

  it('stops although the server does not answer', async () => {
    await server.stop();
    server = await startGitServer({ intercept: () => true });
    const { provider: running } = await start();
    await until(() => server.requests.length > 0);
    await expect(running.stop()).resolves.toBeUndefined();
  });
});
