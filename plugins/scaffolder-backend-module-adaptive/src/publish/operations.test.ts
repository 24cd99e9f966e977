import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  parseEngineInput,
  renderEngine,
  type EngineInput,
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

const EDIT = 'adaptive/eu-1/team-chat/chat/edit';
const DELETE = 'adaptive/eu-1/team-chat/chat/delete';
const FOLDER = 'engines/eu-1/team-chat/chat';
const VALUES = `${FOLDER}/values.yaml`;
const APPLICATION = 'applications/eu-1/team-chat.chat.yaml';

const config = new ConfigReader({
  adaptive: {
    clusters: { 'eu-1': { keda: { prometheusAddress: 'http://p:9090' } } },
  },
});
const engine = { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' };
const input = parseEngineInput(exampleEngine);
const [pool] = input.pools;

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe('publishFiles', () => {
  let server: GitTestServer;
  let folders: string[];

  beforeEach(async () => {
    folders = [];
    server = await startGitServer({
      files: { 'README.md': '# Platform\n', 'engines/other/x.yaml': 'x: 1\n' },
    });
  });

  afterEach(async () => {
    await server.stop();
    for (const folder of folders) {
      await rm(folder, { recursive: true, force: true });
    }
  });

  const repository = () =>
    readGitOpsConfig(
      new ConfigReader({
        adaptive: {
          gitops: { repositories: [{ id: 'platform', url: server.url }] },
        },
      }),
    )[0];
  const target = () =>
    renderTargetFor({
      repository: repository(),
      cluster: readClusterTargets(config).forCluster('eu-1'),
    });

  /** The engine's files, for git and for publishing. */
  const filesOf = (change: Partial<EngineInput> = {}) =>
    renderEngine({ ...input, ...change }, target());
  const record = (files: ReturnType<typeof filesOf>) =>
    Object.fromEntries(files.map(({ path, content }) => [path, content]));

  async function publish(
    operation: PublishOperation,
    change: Partial<EngineInput> = {},
    request: Partial<PublishRequest> = {},
  ) {
    const gitdir = await mkdtemp(join(tmpdir(), 'adaptive-publish-'));
    folders.push(gitdir);
    const files = operation === 'delete' ? [] : filesOf(change);
    return publishFiles({
      repository: repository(),
      engine,
      operation,
      files: files.map(({ path, content }) => ({
        path,
        content: Buffer.from(content),
      })),
      target: target(),
      author: { name: 'Erin', email: 'erin@example.com' },
      committer: { name: 'Portal', email: 'portal@example.com' },
      gitdir,
      ...request,
    });
  }

  const more = { pools: [{ ...pool, maxReplicas: 9 }] };
  const show = (path: string, branch = EDIT) =>
    server.git('show', `${branch}:${path}`);
  const changed = (branch: string) =>
    server.git('diff', '--name-status', 'main', branch);

  describe('with operation edit', () => {
    it('writes what changed into the files that people edited', async () => {
      const files = record(filesOf());
      await server.commit({
        ...files,
        [VALUES]: `# By hand.\n${files[VALUES]}`,
        [`${FOLDER}/mine.yaml`]: 'mine: 1\n',
      });
      expect(await publish('edit', more)).toMatchObject({
        branch: EDIT,
        changed: true,
        pushed: true,
      });
      expect(await show(VALUES)).toMatch(/^# By hand\.\n/);
      expect(await show(VALUES)).toContain('maxReplicaCount: 9\n');
      expect((await changed(EDIT)).split('\n')).toEqual([
        `M\t${FOLDER}/README.md`,
        `M\t${FOLDER}/manifests/scaledobject-llama.yaml`,
        `M\t${VALUES}`,
      ]);
      expect(await server.git('fsck', '--strict')).not.toMatch(/error|missing/);
    });

    it('adds and removes the files of pools', async () => {
      await server.commit(record(filesOf()));
      await publish('edit', { pools: [{ ...pool, name: 'mistral' }] });
      expect(await changed(EDIT)).toContain(
        `manifests/scaledobject-mistral.yaml`,
      );
      await expect(
        show(`${FOLDER}/manifests/scaledobject-llama.yaml`),
      ).rejects.toThrow();
    });

    it('does nothing the second time, or when nothing changes', async () => {
      await server.commit(record(filesOf()));
      const first = await publish('edit', more);
      await server.commit({ 'engines/other/x.yaml': 'x: 2\n' });
      expect(await publish('edit', more)).toEqual({ ...first, pushed: false });
      expect(await publish('edit')).toMatchObject({
        branch: 'main',
        changed: false,
      });
    });

    it('takes the hand edits in that come while its branch waits', async () => {
      const files = record(filesOf());
      await server.commit(files);
      await publish('edit', more);
      await server.commit({ [VALUES]: `# Late.\n${files[VALUES]}` });
      const { replaced } = await publish(
        'edit',
        { pools: [{ ...pool, maxReplicas: 8 }] },
        { waitingEdit: 'replace' },
      );
      expect(replaced).toBe(true);
      expect(await show(VALUES)).toMatch(/^# Late\.\n/);
      expect(await show(VALUES)).toContain('maxReplicaCount: 8\n');
    });

    it.each([false, true])(
      'does not undo another edit that waits (dry run: %s)',
      async dryRun => {
        await server.commit(record(filesOf()));
        const { commit = '' } = await publish('edit', more);
        // Others change what is theirs meanwhile.
        await server.commit({ 'engines/other/x.yaml': 'x: 2\n' });
        const second = { rootUrl: 'https://other.example.com' };
        await expect(publish('edit', second, { dryRun })).rejects.toMatchObject(
          {
            name: 'ConflictError',
            branch: EDIT,
            message: expect.stringMatching(
              new RegExp(
                `^Branch '${EDIT}' of GitOps repository 'platform' at .* holds another edit of engine 'eu-1/team-chat/chat' that waits to be merged \\(${commit.slice(
                  0,
                  8,
                )} by Erin\\), and this one would undo it; merge it or delete the branch`,
              ),
            ),
          },
        );
        expect(await server.git('rev-parse', EDIT)).toBe(commit);
        expect(await show(VALUES)).toContain('maxReplicaCount: 9\n');
      },
    );

    it('builds on another edit once it is merged', async () => {
      await server.commit(record(filesOf()));
      await publish('edit', more);
      await server.git('update-ref', 'refs/heads/main', EDIT);
      const both = { ...more, rootUrl: 'https://other.example.com' };
      expect(await publish('edit', both)).toMatchObject({ replaced: false });
      expect(await show(VALUES)).toContain('maxReplicaCount: 9\n');
      expect(await show(VALUES)).toContain('https://other.example.com');
    });

    it('does not undo what was merged since the engine was read', async () => {
      const readAt = await server.commit(record(filesOf()));
      const other = { rootUrl: 'https://other.example.com' };
      await server.commit({ 'engines/other/x.yaml': 'x: 2\n' });
      expect(
        await publish('edit', other, { readAt, dryRun: true }),
      ).toMatchObject({ changed: true });
      await server.commit(record(filesOf(more)));
      for (const since of [readAt, 'c0ffee'.padEnd(40, '0')]) {
        await expect(
          publish('edit', other, { readAt: since }),
        ).rejects.toMatchObject({
          name: 'ConflictError',
          message: expect.stringContaining(
            `changed on branch 'main' of GitOps repository 'platform' at ${
              server.url
            } after it was read at ${since.slice(
              0,
              8,
            )}, and this edit would undo that; run the task again`,
          ),
        });
      }
      await expect(publish('edit', other, { readAt: '--all' })).rejects.toThrow(
        'accepted is a commit id',
      );
      const now = await server.git('rev-parse', 'main');
      const both = { ...more, ...other };
      expect(await publish('edit', both, { readAt: now })).toMatchObject({
        pushed: true,
      });
    });

    it('says when there is no such engine', async () => {
      await expect(publish('edit', more)).rejects.toMatchObject({
        name: 'NotFoundError',
        message:
          "Repository 'platform' has no files of engine 'eu-1/team-chat/chat' on branch 'main'; there is nothing to edit",
      });
    });

    it('pushes nothing over a hand edit of the same thing', async () => {
      const path = `${FOLDER}/manifests/scaledobject-mistral.yaml`;
      await server.commit({ ...record(filesOf()), [path]: 'mine: 1\n' });
      await expect(
        publish('edit', { pools: [pool, { ...pool, name: 'mistral' }] }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringContaining(`${path} is there already`),
      });
      expect(await server.git('branch', '--format=%(refname:short)')).toBe(
        'main',
      );
    });

    it('refuses a file that is no text', async () => {
      await server.commit(record(filesOf()));
      const files = [{ path: VALUES, content: Buffer.from([0xff, 0xfe]) }];
      await expect(publish('edit', {}, { files })).rejects.toThrow(
        `'${VALUES}' is not UTF-8 text`,
      );
    });
  });

  describe('with operation delete', () => {
    it("removes all of the engine's files and no others", async () => {
      const other = `engines/eu-1/team-chat/chat-2/values.yaml`;
      const otherApplication = 'applications/eu-1/team-chat.chat-2.yaml';
      await server.commit({
        ...record(filesOf()),
        [`${FOLDER}/mine/deep.yaml`]: 'mine: 1\n',
        [`${FOLDER}/link`]: 'symlink:/etc',
        [other]: 'a: 1\n',
        [otherApplication]: 'a: 1\n',
      });
      expect(await publish('delete')).toMatchObject({
        branch: DELETE,
        changed: true,
        pushed: true,
      });
      expect(
        (await server.git('ls-tree', '-r', '--name-only', DELETE)).split('\n'),
      ).toEqual(['README.md', otherApplication, other, 'engines/other/x.yaml']);
      expect(await server.git('log', '-1', '--format=%s', DELETE)).toBe(
        'engine: delete eu-1/team-chat/chat',
      );
      expect(await server.git('fsck', '--strict')).not.toMatch(/error|missing/);
    });

    it('leaves no empty folders behind', async () => {
      await server.commit({ 'README.md': null, 'engines/other/x.yaml': null });
      await server.commit(record(filesOf()));
      await publish('delete');
      expect(await server.git('ls-tree', '-r', '-t', DELETE)).toBe('');
    });

    it('does nothing the second time, or where there is no engine', async () => {
      expect(await publish('delete')).toMatchObject({
        branch: 'main',
        changed: false,
        pushed: false,
      });
      await server.commit(record(filesOf()));
      const first = await publish('delete');
      expect(await publish('delete')).toEqual({ ...first, pushed: false });
      await server.git('update-ref', 'refs/heads/main', DELETE);
      expect(await publish('delete')).toMatchObject({ changed: false });
    });

    it('removes nothing in a dry run', async () => {
      await server.commit(record(filesOf()));
      expect(await publish('delete', {}, { dryRun: true })).toMatchObject({
        branch: DELETE,
        changed: true,
        pushed: false,
      });
      expect(server.requests.join()).not.toContain('receive-pack');
    });

    it('takes no files, and follows no link', async () => {
      const files = [{ path: APPLICATION, content: Buffer.from('a') }];
      await expect(publish('delete', {}, { files })).rejects.toThrow(
        'files has 1 entries; operation delete takes none',
      );
      await server.commit({ 'engines/eu-1': 'symlink:other' });
      await expect(publish('delete')).rejects.toThrow('is a symbolic link');
    });
  });

  it('fetches no more history than it needs', async () => {
    for (let i = 0; i < 3; i++) {
      await server.commit({ 'engines/other/x.yaml': `x: ${i}\n` });
    }
    await publish('create');
    const [gitdir] = folders;
    const { stdout } = await promisify(execFile)('git', [
      '-C',
      gitdir,
      'rev-list',
      '--count',
      'refs/remotes/origin/main',
    ]);
    expect(stdout.trim()).toBe('1');
    // The server has it all.
    expect(
      await server.git(
        'rev-list',
        '--count',
        'adaptive/eu-1/team-chat/chat/create',
      ),
    ).toBe('5');
  });
});
