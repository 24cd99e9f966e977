import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readGitOpsAuthor, readGitOpsConfig } from './readGitOpsConfig';

function read(...repositories: JsonObject[]) {
  return readGitOpsConfig(
    new ConfigReader({ adaptive: { gitops: { repositories } } }),
  );
}

const minimal = { id: 'platform', url: 'https://git.example.com/platform.git' };

describe('readGitOpsConfig', () => {
  it('is empty without configuration', () => {
    expect(readGitOpsConfig(new ConfigReader({}))).toEqual([]);
  });

  it('fills in defaults', () => {
    expect(read(minimal)).toEqual([
      {
        id: 'platform',
        title: 'platform',
        url: 'https://git.example.com/platform.git',
        branch: 'main',
        provider: 'git',
        argocdUrl: 'https://git.example.com/platform.git',
        webUrls: {},
        layout: {
          engine: 'engines/{cluster}/{namespace}/{release}',
          manifests: 'engines/{cluster}/{namespace}/{release}/manifests',
          application: 'applications/{cluster}/{namespace}.{release}.yaml',
        },
        gitops: { tool: 'argocd' },
        credentials: expect.any(Function),
      },
    ]);
  });

  it('knows the links of GitHub and lets them be overridden', () => {
    const [repository] = read({
      id: 'platform',
      url: 'https://github.com/acme/platform.git',
      provider: 'github',
      token: 't',
      webUrls: { commit: 'https://mirror.example.com/{commit}' },
    });
    expect(repository.webUrls).toEqual({
      branch: 'https://github.com/acme/platform/tree/{branch}',
      commit: 'https://mirror.example.com/{commit}',
      file: 'https://github.com/acme/platform/blob/{branch}/{path}',
    });
    expect(repository.credentials()).toEqual({
      username: 'x-access-token',
      password: 't',
    });
  });

  it.each([
    [
      'gitlab',
      'https://gitlab.com/acme/infra/platform.git',
      'https://gitlab.com/acme/infra/platform/-/tree/{branch}',
      'oauth2',
    ],
    [
      'gitea',
      'https://git.example.com/acme/platform.git',
      'https://git.example.com/acme/platform/src/branch/{branch}',
      'git',
    ],
    [
      'bitbucket-cloud',
      'https://bitbucket.org/acme/platform.git',
      'https://bitbucket.org/acme/platform/branch/{branch}',
      'x-token-auth',
    ],
    [
      'bitbucket-server',
      'https://git.example.com/scm/acme/platform.git',
      'https://git.example.com/projects/acme/repos/platform/browse?at=refs/heads/{branch}',
      'x-token-auth',
    ],
    [
      'azure-devops',
      'https://dev.azure.com/acme/infra/_git/platform',
      'https://dev.azure.com/acme/infra/_git/platform?version=GB{branch}',
      'git',
    ],
  ])('knows links and token user of %s', (provider, url, branch, username) => {
    const [repository] = read({ id: 'platform', url, provider, token: 't' });
    expect(repository.webUrls.branch).toBe(branch);
    expect(repository.webUrls.commit).toContain('{commit}');
    expect(repository.webUrls.file).toContain('{path}');
    expect(repository.credentials()?.username).toBe(username);
  });

  it('keeps credentials out of everything that is serialised', () => {
    const repositories = read({ ...minimal, username: 'bot', token: 'hush' });
    expect(repositories[0].credentials()?.password).toBe('hush');
    expect(JSON.stringify(repositories)).not.toContain('hush');
  });

  it.each<[string, JsonObject, string]>([
    ['an id with a slash', { id: 'a/b' }, 'repositories[1].id is'],
    ['an id used twice', { id: 'platform' }, 'is already used by'],
    ['a URL that is none', { url: 'platform' }, 'repositories[1].url is not'],
    ['an ssh URL', { url: 'ssh://git@host/x' }, "url has the scheme 'ssh:'"],
    [
      'an unknown provider',
      { provider: 'svn' },
      "provider is 'svn', expected one of 'git',",
    ],
    ['an API address that is none', { apiUrl: 'x' }, 'repositories[1].apiUrl'],
    ['a branch that is none', { branch: 'a..b' }, "branch 'a..b' is not"],
    ['a user without token', { username: 'bot' }, 'token is not'],
    [
      'a layout that leaves the repository',
      { layout: { engine: '../{release}' } },
      'repositories[1].layout.engine "../x" has a segment',
    ],
    [
      'a layout with an unknown placeholder',
      { layout: { engine: 'x/{name}' } },
      "layout.engine 'x/{name}' has an unknown placeholder",
    ],
    [
      'a layout that mixes engines',
      { layout: { application: 'apps/{namespace}.yaml' } },
      'lacks {release}',
    ],
    [
      'a link that runs script',
      { webUrls: { branch: 'data:text/html,hello' } },
      "webUrls.branch has the scheme 'data:'",
    ],
  ])('refuses %s with its key path', (_, change, message) => {
    const second = { ...minimal, id: 'other', ...change };
    expect(() => read(minimal, second)).toThrow(message);
  });

  it('refuses credentials in a URL without repeating them', () => {
    const url = 'https://bot:hush@git.example.com/platform.git';
    let message = '';
    try {
      read({ ...minimal, url });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('repositories[0].url must not contain');
    expect(message).not.toContain('hush');
  });
});

describe('readGitOpsAuthor', () => {
  const author = (value: JsonObject) =>
    readGitOpsAuthor(new ConfigReader({ adaptive: { gitops: value } }));

  it("is the portal's own identity when nobody configured one", () => {
    expect(author({}).email).toMatch(/\.invalid$/);
  });

  it('reads the configured identity', () => {
    const bot = { name: 'Platform bot', email: 'bot@example.com' };
    expect(author({ author: bot })).toEqual(bot);
  });

  it('refuses what git cannot store', () => {
    expect(() => author({ author: { name: 'A <b>', email: 'a@b' } })).toThrow(
      'adaptive.gitops.author.name',
    );
    expect(() => author({ author: { name: 'A', email: 'nobody' } })).toThrow(
      "adaptive.gitops.author.email 'nobody'",
    );
  });
});
