import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import isomorphicGit from 'isomorphic-git';
import http from 'isomorphic-git/http/node';
import { type GitServer, startGitServer } from '.';

const TOKEN = 'push-token';
const BASIC = `Basic ${Buffer.from(`anybody:${TOKEN}`).toString('base64')}`;
const AUTHOR = { name: 'Erin', email: 'erin@example.com' };

const exec = promisify(execFile);

describe('startGitServer', () => {
  let folder: string;
  let server: GitServer;
  const pushed: string[] = [];
  const merged: string[] = [];

  beforeEach(async () => {
    pushed.length = 0;
    merged.length = 0;
    folder = await mkdtemp(join(tmpdir(), 'sandbox-git-'));
    server = await startGitServer({
      folder: join(folder, 'repositories'),
      repositories: ['platform'],
      users: [{ username: 'portal', token: TOKEN }],
      onPush: repository => pushed.push(repository),
      onMerged: ({ repository, branch }) =>
        merged.push(`${repository} ${branch}`),
    });
  });

  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function git(cwd: string, ...args: string[]): Promise<string> {
    const { stdout } = await exec('git', args, {
      cwd,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: AUTHOR.name,
        GIT_AUTHOR_EMAIL: AUTHOR.email,
        GIT_COMMITTER_NAME: AUTHOR.name,
        GIT_COMMITTER_EMAIL: AUTHOR.email,
      },
    });
    return stdout;
  }

  function urlWith(token: string): string {
    return server.cloneUrl('platform').replace('//', `//anybody:${token}@`);
  }

  async function clone(): Promise<string> {
    const work = await mkdtemp(join(folder, 'clone-'));
    await git(folder, 'clone', '--quiet', urlWith(TOKEN), work);
    return work;
  }

  /** Pushes a branch with one changed file from a clone of main as it is now. */
  async function pushBranch(branch: string, file: string, text: string) {
    const work = await clone();
    await git(work, 'checkout', '--quiet', '-b', branch);
    await writeFile(join(work, file), text);
    await git(work, 'add', '.');
    await git(work, 'commit', '--quiet', '-m', `Change ${file}`);
    await git(work, 'push', '--quiet', 'origin', branch);
  }

  function api(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${server.url}/api/repos/platform/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, ...init.headers },
    });
  }

  function mergeByForm(
    branch: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${server.url}/platform/merge`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams({ branch }),
    });
  }

  describe('for git', () => {
    it('has a main branch with a first commit by the sandbox', async () => {
      const work = await clone();
      expect(await git(work, 'log', '--format=%an %s', 'main')).toBe(
        'sandbox Start the GitOps repository\n',
      );
      expect(await readFile(join(work, 'README.md'), 'utf8')).toContain(
        'GitOps',
      );
    });

    it('takes a push by the git command line and reports it', async () => {
      await pushBranch('team/change', 'new.yaml', 'a: 1\n');
      expect(pushed).toEqual(['platform']);
      const work = await clone();
      expect(await git(work, 'show', 'origin/team/change:new.yaml')).toBe(
        'a: 1\n',
      );
    });

    it('takes a clone and a push by isomorphic-git', async () => {
      const dir = join(folder, 'isomorphic');
      const remote = {
        fs,
        http,
        dir,
        onAuth: () => ({ username: 'x', password: TOKEN }),
      };
      await isomorphicGit.clone({
        ...remote,
        url: server.cloneUrl('platform'),
        ref: 'main',
      });
      await isomorphicGit.branch({ fs, dir, ref: 'iso', checkout: true });
      await writeFile(join(dir, 'iso.yaml'), 'b: 2\n');
      await isomorphicGit.add({ fs, dir, filepath: 'iso.yaml' });
      await isomorphicGit.commit({ fs, dir, message: 'Iso', author: AUTHOR });
      await isomorphicGit.push({ ...remote, remote: 'origin', ref: 'iso' });
      expect(pushed).toEqual(['platform']);
      const { branches } = await (await api('branches')).json();
      expect(branches.map(({ name }: { name: string }) => name)).toEqual([
        'main',
        'iso',
      ]);
    });

    it('takes a push larger than the buffer git sends at once', async () => {
      const text = Array.from({ length: 200_000 }, () =>
        Math.random().toString(36),
      ).join('\n');
      await pushBranch('large', 'large.txt', text);
      const work = await clone();
      const back = await exec(
        'git',
        ['cat-file', '-s', 'origin/large:large.txt'],
        { cwd: work },
      );
      expect(Number(back.stdout)).toBe(text.length);
    });

    it('refuses a push that rewrites main', async () => {
      const work = await clone();
      await git(work, 'commit', '--quiet', '--amend', '-m', 'Rewritten');
      await expect(
        git(work, 'push', '--force', '--quiet', 'origin', 'main'),
      ).rejects.toThrow('non-fast-forward');
    });

    it('asks for a token and refuses a wrong one', async () => {
      const url = `${server.cloneUrl(
        'platform',
      )}/info/refs?service=git-upload-pack`;
      const answer = await fetch(url);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic/);
      await expect(
        git(folder, 'clone', urlWith('wrong'), join(folder, 'no')),
      ).rejects.toThrow('Authentication failed');
      const bearer = await fetch(url, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      expect(bearer.status).toBe(200);
    });

    it.each([
      '/other.git/info/refs?service=git-upload-pack',
      '/..%2f..%2fetc.git/info/refs?service=git-upload-pack',
      '/platform.git/../../secret.git/info/refs',
      '/platform.git/config',
      '/platform.git/HEAD',
      '/%zz',
    ])('serves nothing outside its repositories: %s', async path => {
      // fetch would tidy the path up before it sends it.
      const code = await new Promise(resolve => {
        request(
          server.url,
          { path, headers: { authorization: BASIC } },
          response => resolve(response.resume().statusCode),
        ).end();
      });
      expect([400, 404]).toContain(code);
    });

    it('keeps what is there when it is started again', async () => {
      const head = await server.commitFiles({
        repository: 'platform',
        message: 'Kept',
        files: { 'kept.yaml': 'x' },
      });
      await server.stop();
      server = await startGitServer({
        folder: join(folder, 'repositories'),
        repositories: ['platform'],
        users: [{ username: 'portal', token: TOKEN }],
      });
      expect((await (await api('head')).json()).commit).toBe(head);
    });
  });

  describe('commitFiles', () => {
    it('writes and deletes files in one commit', async () => {
      await server.commitFiles({
        repository: 'platform',
        message: 'Two files',
        files: { 'a/one.yaml': '1\n', 'a/two.yaml': '2\n' },
      });
      await server.commitFiles({
        repository: 'platform',
        message: 'One file less',
        files: { 'a/one.yaml': null, 'a/two.yaml': '3\n' },
      });
      const work = await clone();
      expect(await git(work, 'ls-files', 'a')).toBe('a/two.yaml\n');
      expect(await git(work, 'log', '--format=%s', '-2')).toBe(
        'One file less\nTwo files\n',
      );
    });

    it('makes no commit when nothing changes', async () => {
      const commit = {
        repository: 'platform',
        message: 'Same',
        files: { 'same.yaml': 'x\n' },
      };
      const first = await server.commitFiles(commit);
      expect(await server.commitFiles(commit)).toBe(first);
    });

    it('loses none of several commits made at once', async () => {
      await Promise.all(
        ['a', 'b', 'c', 'd'].map(name =>
          server.commitFiles({
            repository: 'platform',
            message: name,
            files: { [`${name}.yaml`]: name },
          }),
        ),
      );
      const work = await clone();
      const files = await git(work, 'ls-files', '*.yaml');
      expect(files).toBe('a.yaml\nb.yaml\nc.yaml\nd.yaml\n');
    });
  });

  describe('merging', () => {
    it('merges by API with a merge commit, deletes the branch, and says so', async () => {
      await pushBranch('change', 'new.yaml', 'a: 1\n');
      const answer = await api('merge', {
        method: 'POST',
        body: JSON.stringify({ branch: 'change' }),
      });
      expect(answer.status).toBe(200);
      const { commit } = await answer.json();
      expect((await (await api('head')).json()).commit).toBe(commit);
      const work = await clone();
      expect(
        (await git(work, 'log', '-1', '--format=%P')).split(' '),
      ).toHaveLength(2);
      expect(await git(work, 'branch', '-r')).not.toContain('origin/change');
      expect(merged).toEqual(['platform change']);
    });

    it('merges what main has moved on from in other files', async () => {
      await pushBranch('change', 'new.yaml', 'a: 1\n');
      await server.commitFiles({
        repository: 'platform',
        message: 'Meanwhile',
        files: { 'other.yaml': 'x' },
      });
      await server.merge('platform', 'change');
      const work = await clone();
      expect(await git(work, 'ls-files', '*.yaml')).toBe(
        'new.yaml\nother.yaml\n',
      );
    });

    it('changes nothing on a conflict and names the files', async () => {
      await pushBranch('change', 'same.yaml', 'a: 1\n');
      const head = await server.commitFiles({
        repository: 'platform',
        message: 'Meanwhile',
        files: { 'same.yaml': 'a: 2\n' },
      });
      const byApi = await api('merge', {
        method: 'POST',
        body: JSON.stringify({ branch: 'change' }),
      });
      expect(byApi.status).toBe(409);
      expect((await byApi.json()).error).toBe(
        'Branch "change" conflicts with main in same.yaml',
      );
      const byForm = await mergeByForm('change');
      expect(byForm.status).toBe(409);
      expect(await byForm.text()).toContain('conflicts with main in same.yaml');
      expect((await (await api('head')).json()).commit).toBe(head);
      const { branches } = await (await api('branches')).json();
      expect(branches).toHaveLength(2);
      expect(merged).toEqual([]);
    });

    it('merges by the button and shows that it did', async () => {
      await pushBranch('team/change', 'new.yaml', 'a: 1\n');
      const answer = await mergeByForm('team/change', {
        origin: server.url,
        'sec-fetch-site': 'same-origin',
      });
      expect(answer.status).toBe(303);
      const page = await fetch(
        new URL(answer.headers.get('location') ?? '', server.url),
      );
      expect(await page.text()).toContain('is merged');
      expect(merged).toEqual(['platform team/change']);
    });

    it.each<[string, Record<string, string>]>([
      ['another origin', { origin: 'http://evil.example.com' }],
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ])('refuses a form sent from %s', async (_from, headers) => {
      await pushBranch('change', 'new.yaml', 'a: 1\n');
      expect((await mergeByForm('change', headers)).status).toBe(403);
      expect(merged).toEqual([]);
    });

    it.each([
      ['a branch that is not there', { branch: 'nowhere' }, 404],
      ['an option instead of a branch', { branch: '--help' }, 404],
      ['main itself', { branch: 'main' }, 400],
      ['no branch', {}, 400],
    ])('refuses %s', async (_what, body, code) => {
      const answer = await api('merge', {
        method: 'POST',
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(code);
    });

    it('needs the token for the API', async () => {
      const answer = await api('head', { headers: { authorization: '' } });
      expect(answer.status).toBe(401);
    });
  });

  describe('pages', () => {
    async function page(path: string): Promise<string> {
      return (await fetch(`${server.url}${path}`)).text();
    }

    it('show the open branches and the commits of main', async () => {
      await pushBranch('team/change', 'new.yaml', 'a: 1\n');
      const text = await page('/platform');
      expect(text).toContain('href="/platform/branches/team/change"');
      expect(text).toContain('Start the GitOps repository');
    });

    it('show what a branch changes, with a button that merges it', async () => {
      await pushBranch('team/change', 'new.yaml', 'a: 1\n');
      const text = await page('/platform/branches/team/change');
      expect(text).toContain('<span class="add">+a: 1</span>');
      expect(text).toContain('Merge into main');
      expect(text).toContain('Change new.yaml');
    });

    it('show files, folders and commits', async () => {
      const id = await server.commitFiles({
        repository: 'platform',
        message: 'Add <b>values</b>',
        files: { 'engines/eu-1/values.yaml': 'text: "<script>"\n' },
      });
      expect(await page('/platform/files/engines/eu-1')).toContain(
        'href="/platform/files/engines/eu-1/values.yaml"',
      );
      const file = await page('/platform/files/engines/eu-1/values.yaml');
      expect(file).toContain('text: &quot;&lt;script&gt;&quot;');
      expect(file).not.toContain('<script>');
      const commit = await page(`/platform/commits/${id}`);
      expect(commit).toContain('Add &lt;b&gt;values&lt;/b&gt;');
      expect(commit).toContain('+text: &quot;&lt;script&gt;&quot;');
    });

    it.each([
      '/nothing',
      '/platform/branches/nowhere',
      '/platform/files/no/such.yaml',
      '/platform/files/..%2f..%2fetc%2fpasswd',
      '/platform/commits/--help',
      '/platform/elsewhere',
    ])('answer 404 for %s', async path => {
      expect((await fetch(`${server.url}${path}`)).status).toBe(404);
    });

    it('answer only to their loopback names', async () => {
      const code = await new Promise(resolve => {
        request(
          server.url,
          { path: '/platform', headers: { host: 'evil.example.com' } },
          response => resolve(response.resume().statusCode),
        ).end();
      });
      expect(code).toBe(403);
    });
  });

  it('refuses a repository name that is a path', async () => {
    await expect(
      startGitServer({ folder, repositories: ['../x'], users: [] }),
    ).rejects.toThrow('"../x" is no repository name');
  });
});
