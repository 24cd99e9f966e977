import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGitOpsConfig } from '@adaptive-portal/plugin-adaptive-node';
import {
  startGitServer,
  type GitTestServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { publishFiles } from './publishFiles';
import type { PublishRequest } from './types';

const TOKEN = 'hush-hush';
const BRANCH = 'adaptive/eu-1/team-chat/chat/create';
const VALUES = 'engines/eu-1/team-chat/chat/values.yaml';
const APPLICATION = 'applications/eu-1/team-chat.chat.yaml';
const README = 'engines/eu-1/team-chat/chat/README.md';

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe('publishFiles', () => {
  let server: GitTestServer;
  let folders: string[];

  beforeEach(async () => {
    folders = [];
    server = await startGitServer({
      token: TOKEN,
      files: { 'README.md': '# Platform\n', 'engines/other/x.yaml': 'x: 1\n' },
    });
  });

  afterEach(async () => {
    await server.stop();
    for (const folder of folders) {
      await rm(folder, { recursive: true, force: true });
    }
  });

  async function publish(
    files: Record<string, string>,
    change: Partial<PublishRequest> = {},
    repository: JsonObject = {},
  ) {
    const gitdir = await mkdtemp(join(tmpdir(), 'adaptive-publish-'));
    folders.push(gitdir);
    const config = {
      id: 'platform',
      url: server.url,
      token: TOKEN,
      ...repository,
    };
    const [target] = readGitOpsConfig(
      new ConfigReader({ adaptive: { gitops: { repositories: [config] } } }),
    );
    return publishFiles({
      repository: target,
      engine: { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' },
      operation: 'create',
      files: Object.entries(files).map(([path, content]) => ({
        path,
        content: Buffer.from(content),
      })),
      author: { name: 'Erin', email: 'erin@example.com' },
      committer: { name: 'Portal', email: 'portal@example.com' },
      requestedBy: 'user:default/erin',
      gitdir,
      ...change,
    });
  }

  const files = { [VALUES]: 'a: 1\n', [APPLICATION]: 'kind: Application\n' };
  const branches = () =>
    server.git('for-each-ref', '--format=%(refname:short)', 'refs/heads');
  const pushes = () =>
    server.requests
      .filter(request => request.startsWith('POST'))
      .filter(request => request.includes('git-receive-pack')).length;

  it('pushes one commit on top of the target branch, with nothing else changed', async () => {
    const result = await publish(files);
    expect(result).toEqual({
      branch: BRANCH,
      commit: await server.git('rev-parse', BRANCH),
      changed: true,
      pushed: true,
      replaced: false,
    });
    expect(await server.git('diff', '--name-status', 'main', BRANCH)).toBe(
      `A\t${APPLICATION}\nA\t${VALUES}`,
    );
    expect(await server.git('rev-parse', `${BRANCH}^`)).toBe(
      await server.git('rev-parse', 'main'),
    );
    expect(await server.git('show', `${BRANCH}:${VALUES}`)).toBe('a: 1');
    expect(await server.git('fsck', '--strict')).not.toMatch(/error|missing/);
    expect(
      await server.git('log', '-1', '--format=%an <%ae>|%cn <%ce>|%B', BRANCH),
    ).toBe(
      [
        'Erin <erin@example.com>|Portal <portal@example.com>|engine: create eu-1/team-chat/chat',
        '',
        'Adaptive-Engine: eu-1/team-chat/chat',
        'Requested-By: user:default/erin',
      ].join('\n'),
    );
  });

  it('does nothing the second time', async () => {
    const first = await publish(files);
    const before = pushes();
    expect(await publish(files)).toEqual({ ...first, pushed: false });
    expect(pushes()).toBe(before);
  });

  it('does nothing when the target branch has these files', async () => {
    await server.commit(files);
    expect(await publish(files)).toEqual({
      branch: 'main',
      commit: await server.git('rev-parse', 'main'),
      changed: false,
      pushed: false,
      replaced: false,
    });
    expect(await branches()).toBe('main');
  });

  it('does nothing while its branch waits and others change the target branch', async () => {
    const first = await publish(files);
    await server.commit({ 'engines/other/x.yaml': 'x: 2\n' });
    expect(await publish(files)).toEqual({ ...first, pushed: false });
  });

  it('adds a commit to its own branch when the change became another', async () => {
    const first = await publish({ ...files, [README]: 'old\n' });
    const second = await publish({ ...files, [VALUES]: 'a: 2\n' });
    expect(first.replaced).toBe(false);
    expect(second).toMatchObject({
      branch: BRANCH,
      pushed: true,
      replaced: true,
    });
    expect(await server.git('rev-parse', `${BRANCH}^`)).toBe(first.commit);
    // The README is no longer part of the change.
    expect(await server.git('diff', '--name-only', 'main', BRANCH)).toBe(
      `${APPLICATION}\n${VALUES}`,
    );
  });

  it('takes the target branch in when both moved, so that the diff stays its own', async () => {
    await publish(files);
    await server.commit({ 'engines/other/x.yaml': 'x: 2\n' });
    await publish({ ...files, [VALUES]: 'a: 2\n' });
    expect(await server.git('diff', '--name-only', `main...${BRANCH}`)).toBe(
      `${APPLICATION}\n${VALUES}`,
    );
    expect(await server.git('show', `${BRANCH}:engines/other/x.yaml`)).toBe(
      'x: 2',
    );
  });

  it('starts anew from the target branch when its branch was merged and the engine deleted', async () => {
    await publish(files);
    await server.git('update-ref', 'refs/heads/main', BRANCH);
    await server.commit({ [VALUES]: null, [APPLICATION]: null });
    expect(await publish(files)).toMatchObject({ pushed: true });
    expect(await server.git('rev-parse', `${BRANCH}^`)).toBe(
      await server.git('rev-parse', 'main'),
    );
  });

  it('keeps off a branch that somebody else committed to', async () => {
    await publish(files);
    const commit = await server.commit(
      { [VALUES]: 'a: 9\n' },
      { branch: BRANCH },
    );
    await expect(
      publish({ ...files, [VALUES]: 'a: 2\n' }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining(
        `has a commit by somebody else (${commit.slice(0, 8)} by Seed)`,
      ),
    });
    expect(await server.git('rev-parse', BRANCH)).toBe(commit);
  });

  it('keeps off its own commit after somebody amended it', async () => {
    const { commit = '' } = await publish(files);
    const message = await server.git('log', '-1', '--format=%B', commit);
    await server.git('update-ref', '-d', `refs/heads/${BRANCH}`);
    await server.commit({ [VALUES]: 'a: 9\n' }, { branch: BRANCH, message });
    await expect(publish(files)).rejects.toThrow('a commit by somebody else');
  });

  it('keeps off a branch of another history', async () => {
    const tree = await server.git('rev-parse', 'main^{tree}');
    const orphan = await server.git(
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@example.com',
      'commit-tree',
      tree,
      '-m',
      'orphan',
    );
    await server.git('update-ref', `refs/heads/${BRANCH}`, orphan);
    await expect(publish(files)).rejects.toThrow(
      "has no commit in common with branch 'main'",
    );
  });

  it('does not write over an engine that is there already', async () => {
    await server.commit({ [VALUES]: 'a: 7\n' });
    await expect(publish(files)).rejects.toMatchObject({
      name: 'ConflictError',
      message:
        "Engine 'eu-1/team-chat/chat' exists already in repository 'platform' at 'engines/eu-1/team-chat/chat' on branch 'main' and differs from this one; edit it there, or choose another name",
    });
    expect(await branches()).toBe('main');
  });

  it('plans without pushing in a dry run', async () => {
    expect(await publish(files, { dryRun: true })).toEqual({
      branch: BRANCH,
      changed: true,
      pushed: false,
      replaced: false,
    });
    expect(await branches()).toBe('main');
    expect(pushes()).toBe(0);
  });

  describe('refuses files', () => {
    it.each([
      ['../x', "segment '.' or '..'"],
      ['/etc/passwd', "begins or ends with '/'"],
      ['.git/config', "git's own folder"],
      ['engines/eu-1/team-chat/chat/../other/values.yaml', "'..'"],
      [
        'engines/eu-1/team-chat/chat-2/values.yaml',
        'does not belong to engine',
      ],
      ['.github/workflows/x.yaml', 'does not belong to engine'],
      ['applications/eu-1/team-chat.other.yaml', 'does not belong to engine'],
    ])('at %s', async (path, message) => {
      await expect(publish({ [path]: 'x' })).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringContaining(message),
      });
      expect(server.requests).toEqual([]);
    });

    it('when there are none', async () => {
      await expect(publish({})).rejects.toThrow('nothing to publish');
    });

    it.each(['..', '../..', 'a/../../b'])(
      'of an engine whose cluster is called %s',
      async cluster => {
        const engine = { cluster, namespace: 'a', release: 'b' };
        await expect(publish(files, { engine })).rejects.toMatchObject({
          name: 'InputError',
        });
        expect(server.requests).toEqual([]);
      },
    );
  });

  it.each([
    ['a symbolic link above the files', { 'engines/eu-1': 'symlink:/etc' }],
    ['a symbolic link in place of a file', { [APPLICATION]: 'symlink:/etc/x' }],
  ])('writes through no links: %s', async (_, links) => {
    await server.commit(links);
    await expect(publish(files)).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('is a symbolic link'),
    });
    expect(await branches()).toBe('main');
  });

  it('replaces no file by a folder', async () => {
    await server.commit({ 'engines/eu-1': 'a file\n' });
    await expect(publish(files)).rejects.toThrow(
      "'engines/eu-1' is a file in the repository",
    );
  });

  it('says what a hook of the server said', async () => {
    await server.refusePushes(`no ${TOKEN} pushes on Fridays`);
    const failure = publish(files);
    await expect(failure).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^GitOps repository 'platform' at .*rejected the push: .*hook declined.*no \*\*\* pushes on Fridays.*nothing was pushed/,
      ),
    });
    expect(await branches()).toBe('main');
  });

  it.each([
    ['before', '/info/refs?service=git-receive-pack'],
    ['after', '/git-receive-pack'],
  ])(
    'loses no commit that arrives just %s it asks to push',
    async (_, moment) => {
      await server.stop();
      let other = '';
      server = await startGitServer({
        token: TOKEN,
        intercept: request => {
          if (request.url?.endsWith(moment)) {
            const ref = `refs/heads/${BRANCH}`;
            execFileSync('git', ['update-ref', ref, other], {
              cwd: server.gitdir,
            });
          }
          return false;
        },
      });
      other = await server.commit({ [VALUES]: 'a: 9\n' }, { branch: 'wip' });
      await expect(publish(files)).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringContaining('nothing was pushed'),
      });
      expect(await server.git('rev-parse', BRANCH)).toBe(other);
    },
  );

  it('names the repository but not the token when it is refused', async () => {
    const failure = publish(files, {}, { token: 'wrong-token' });
    await expect(failure).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining("GitOps repository 'platform' at http"),
    });
    await expect(failure).rejects.not.toThrow('wrong-token');
  });

  it('says when the server is down and when the target branch is missing', async () => {
    await expect(publish(files, {}, { branch: 'live' })).rejects.toThrow(
      "has no branch 'live'; create it",
    );
    await server.stop();
    await expect(publish(files)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining("'platform' at"),
    });
    server = await startGitServer();
  });

  it('works on a host that needs no sign-in', async () => {
    await server.stop();
    server = await startGitServer();
    await server.git('config', 'http.receivepack', 'true');
    const [withoutToken] = readGitOpsConfig(
      new ConfigReader({
        adaptive: {
          gitops: { repositories: [{ id: 'open', url: server.url }] },
        },
      }),
    );
    expect(await publish(files, { repository: withoutToken })).toMatchObject({
      pushed: true,
    });
  });
});
