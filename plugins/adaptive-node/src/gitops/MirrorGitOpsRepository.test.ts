import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { startGitServer, type GitTestServer } from '../testUtils';
import { MirrorGitOpsRepository } from './MirrorGitOpsRepository';
import { readGitOpsConfig } from './readGitOpsConfig';

const TOKEN = 'hush-hush';
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Mallory',
  GIT_AUTHOR_EMAIL: 'mallory@example.com',
  GIT_COMMITTER_NAME: 'Mallory',
  GIT_COMMITTER_EMAIL: 'mallory@example.com',
};

describe('MirrorGitOpsRepository', () => {
  let server: GitTestServer;
  let workFolder: string;
  let now: number;

  beforeEach(async () => {
    now = Date.parse('2026-01-01T00:00:00Z');
    workFolder = await mkdtemp(join(tmpdir(), 'adaptive-mirror-'));
    server = await startGitServer({
      token: TOKEN,
      files: {
        'README.md': '# Platform\n',
        'engines/eu-1/chat/values.yaml': 'a: 1\n',
        'engines/eu-1/chat/deep/x.yaml': 'x: 1\n',
      },
    });
  });

  afterEach(async () => {
    await server.stop();
    await rm(workFolder, { recursive: true, force: true });
  });

  function mirror(change: JsonObject = {}, timeoutMs?: number) {
    const repository = {
      id: 'platform',
      url: server.url,
      token: TOKEN,
      ...change,
    };
    const [config] = readGitOpsConfig(
      new ConfigReader({
        adaptive: { gitops: { repositories: [repository] } },
      }),
    );
    return MirrorGitOpsRepository.create({
      config,
      workFolder,
      minIntervalMs: 1_000,
      timeoutMs,
      now: () => now,
    });
  }

  const fetches = () =>
    server.requests.filter(request => request.includes('info/refs')).length;

  it('reads head and files of the target branch', async () => {
    const repository = mirror();
    expect(await repository.head()).toEqual({
      commit: await server.git('rev-parse', 'main'),
      checkedAt: '2026-01-01T00:00:00.000Z',
    });
    expect(await repository.listFiles()).toEqual([
      'README.md',
      'engines/eu-1/chat/deep/x.yaml',
      'engines/eu-1/chat/values.yaml',
    ]);
    expect(await repository.listFiles('engines/eu-1/chat/deep')).toEqual([
      'engines/eu-1/chat/deep/x.yaml',
    ]);
    expect(await repository.listFiles('nowhere')).toEqual([]);
    expect(await repository.readFile('engines/eu-1/chat/values.yaml')).toBe(
      'a: 1\n',
    );
    expect(await repository.readFile('engines/none.yaml')).toBeUndefined();
  });

  it('keeps no work tree', async () => {
    await mirror().head();
    const [folder, ...others] = await readdir(workFolder);
    expect(others).toEqual([]);
    expect((await readdir(join(workFolder, folder))).sort()).not.toContain(
      'README.md',
    );
  });

  it('asks the server once for many readers, and again after the interval', async () => {
    const repository = mirror();
    await Promise.all([
      repository.head(),
      repository.head(),
      repository.head(),
    ]);
    const first = fetches();
    await repository.readFile('README.md');
    expect(fetches()).toBe(first);

    const commit = await server.commit({ 'README.md': '# New\n' });
    expect((await repository.head()).commit).not.toBe(commit);
    now += 1_000;
    expect((await repository.head()).commit).toBe(commit);
    expect(await repository.readFile('README.md')).toBe('# New\n');
  });

  it('reads at the commit it is asked for', async () => {
    const repository = mirror();
    const { commit } = await repository.head();
    await server.commit({ 'README.md': '# New\n' });
    now += 1_000;
    await repository.head();
    expect(await repository.readFile('README.md', { commit })).toBe(
      '# Platform\n',
    );
  });

  it('refuses symbolic links, as file and as folder, and does not list them', async () => {
    await server.commit({
      'engines/passwd': 'symlink:/etc/passwd',
      'engines/root': 'symlink:/',
    });
    const repository = mirror();
    expect(await repository.listFiles('engines')).toEqual([
      'engines/eu-1/chat/deep/x.yaml',
      'engines/eu-1/chat/values.yaml',
    ]);
    await expect(repository.readFile('engines/passwd')).rejects.toThrow(
      "'engines/passwd' is a symbolic link",
    );
    await expect(
      repository.readFile('engines/root/etc/passwd'),
    ).rejects.toThrow("'engines/root' is a symbolic link");
  });

  it.each(['..', '.git', 'a\\..\\b', '.git::$INDEX_ALLOCATION'])(
    'refuses a tree with an entry called %s',
    async name => {
      const blob = await server.git('rev-parse', 'main:README.md');
      const tree = execFileSync('git', ['mktree'], {
        cwd: server.gitdir,
        input: `100644 blob ${blob}\t${name}\n`,
      });
      const commit = execFileSync(
        'git',
        ['commit-tree', `${tree}`.trim(), '-m', 'hostile'],
        { cwd: server.gitdir, env: { ...process.env, ...IDENTITY } },
      );
      await server.git('update-ref', 'refs/heads/main', `${commit}`.trim());
      await expect(mirror().listFiles()).rejects.toThrow('unsafe');
    },
  );

  it('refuses paths that leave the repository', async () => {
    await expect(mirror().readFile('../HEAD')).rejects.toThrow("'..'");
    await expect(mirror().listFiles('/etc')).rejects.toThrow('Folder "/etc"');
  });

  it('says which server is down', async () => {
    const { url } = server;
    await server.stop();
    const repository = mirror();
    await expect(repository.head()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        `^GitOps repository 'platform' at ${url} cannot be reached: .*ECONNREFUSED`,
      ),
    });
    await expect(repository.readFile('README.md')).rejects.toThrow(
      'cannot be reached',
    );
  });

  it('does not wait for ever for a silent server', async () => {
    await server.stop();
    server = await startGitServer({ intercept: () => true });
    await expect(mirror({}, 200).head()).rejects.toThrow(
      'cannot be reached: it did not answer in time',
    );
  });

  it('tells a refused credential from a missing repository and branch', async () => {
    const wrong = mirror({ token: 'wrong-token' }).head();
    await expect(wrong).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining("refuses the portal's credential"),
    });
    await expect(wrong).rejects.not.toThrow('wrong-token');
    await expect(
      mirror({ url: `${server.baseUrl}/other.git` }).head(),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
    await expect(mirror({ branch: 'live' }).head()).rejects.toThrow(
      "has no branch 'live'",
    );
  });

  it('says when HEAD of the repository names no branch, and reads it once that is repaired', async () => {
    await server.git('symbolic-ref', 'HEAD', 'refs/heads/master');
    const repository = mirror();
    await expect(repository.readFile('README.md')).rejects.toThrow(
      "point it to 'main'",
    );
    await server.git('symbolic-ref', 'HEAD', 'refs/heads/main');
    now += 1_000;
    expect(await repository.readFile('README.md')).toBe('# Platform\n');
  });

  it('says when a server does not speak git', async () => {
    await server.stop();
    server = await startGitServer({
      intercept: (_, response) => Boolean(response.end('<html>hello</html>')),
    });
    await expect(mirror().head()).rejects.toThrow(
      'does not answer like a git server',
    );
  });
});
