import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  parseEngineInput,
  renderEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  readClusterTargets,
  readGitOpsConfig,
  renderTargetFor,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  startGitServer,
  type GitTestServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { ConfigReader } from '@backstage/config';
import { exampleEngine } from '../actions/renderAction.examples';
import { publishFiles } from './publishFiles';
import type { PublishOperation, PublishRequest } from './types';

const engine = { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' };
const TAKEN =
  "An engine cannot be created as 'eu-1/team-chat/chat'; choose another name or namespace";

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe('publishFiles, for who may not know of the files', () => {
  let server: GitTestServer;
  let gitdirs: string[];

  beforeEach(async () => {
    gitdirs = [];
    server = await startGitServer();
  });

  afterEach(async () => {
    await server.stop();
    for (const gitdir of gitdirs) {
      await rm(gitdir, { recursive: true, force: true });
    }
  });

  function place() {
    const config = new ConfigReader({
      adaptive: {
        clusters: { 'eu-1': { keda: { prometheusAddress: 'http://p:9090' } } },
        gitops: { repositories: [{ id: 'platform', url: server.url }] },
      },
    });
    const [repository] = readGitOpsConfig(config);
    const cluster = readClusterTargets(config).forCluster('eu-1');
    return { repository, target: renderTargetFor({ repository, cluster }) };
  }

  const filesOf = (description: string) =>
    renderEngine(
      parseEngineInput({ ...exampleEngine, description }),
      place().target,
    );

  async function publish(
    operation: PublishOperation,
    mayKnow?: PublishRequest['mayKnow'],
    description = 'Ours.',
  ) {
    const gitdir = await mkdtemp(join(tmpdir(), 'adaptive-publish-'));
    gitdirs.push(gitdir);
    const files = operation === 'delete' ? [] : filesOf(description);
    return publishFiles({
      ...place(),
      engine,
      operation,
      files: files.map(({ path, content }) => ({
        path,
        content: Buffer.from(content),
      })),
      author: { name: 'Sam', email: 'sam@example.com' },
      committer: { name: 'Portal', email: 'portal@example.com' },
      gitdir,
      mayKnow,
    });
  }

  const onlyNothing: PublishRequest['mayKnow'] = async read =>
    (await read()).length === 0;

  const commit = () =>
    server.commit(
      Object.fromEntries(
        filesOf('Theirs.').map(({ path, content }) => [path, content]),
      ),
    );
  const branches = () => server.git('branch', '--list', 'adaptive/*');

  it.each(['edit', 'delete'] as const)(
    'answers to %s as for an engine that git does not have',
    async operation => {
      const settle = async () => {
        const [{ status, ...rest }] = await Promise.allSettled([
          publish(operation, onlyNothing),
        ]);
        // Two commits of two states; all else must be the same.
        const head = await server.git('rev-parse', 'main');
        return `${status} ${JSON.stringify(rest)} ${
          'reason' in rest ? rest.reason : ''
        }`.replaceAll(head, 'HEAD');
      };
      const absent = await settle();
      await commit();
      expect(await settle()).toBe(absent);
      expect(absent).toContain(
        operation === 'edit' ? 'there is nothing to edit' : '"changed":false',
      );
      expect(await branches()).toBe('');
    },
  );

  it('says of a taken place neither where it is, nor whether the files are the same', async () => {
    await commit();
    for (const description of ['Ours.', 'Theirs.']) {
      const failure = publish('create', onlyNothing, description);
      await expect(failure).rejects.toMatchObject({
        name: 'ConflictError',
        message: TAKEN,
      });
    }
    expect(await branches()).toBe('');
  });

  it('does not take the place of a new engine of others that waits for review', async () => {
    await publish('create', undefined, 'Theirs.');
    const branch = 'adaptive/eu-1/team-chat/chat/create';
    const before = await server.git('rev-parse', branch);
    await expect(publish('create', onlyNothing)).rejects.toThrow(TAKEN);
    expect(await server.git('rev-parse', branch)).toBe(before);
    expect(await publish('create')).toMatchObject({ replaced: true });
  });

  it('is open to a new engine where there is none', async () => {
    expect(await publish('create', onlyNothing)).toMatchObject({
      pushed: true,
    });
  });
});
