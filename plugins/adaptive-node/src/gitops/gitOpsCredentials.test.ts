import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { gitOpsCredentials } from './gitOpsCredentials';
import { readGitOpsConfig } from './readGitOpsConfig';

const HOSTS = [
  {
    provider: 'github',
    url: 'https://github.com/acme/platform.git',
    integrations: { github: [{ host: 'github.com', token: 't1' }] },
    expected: { username: 'x-access-token', password: 't1' },
  },
  {
    provider: 'gitlab',
    url: 'https://gitlab.com/acme/platform.git',
    integrations: { gitlab: [{ host: 'gitlab.com', token: 't2' }] },
    expected: { username: 'oauth2', password: 't2' },
  },
  {
    provider: 'gitea',
    url: 'https://gitea.example.com/acme/platform.git',
    integrations: {
      gitea: [{ host: 'gitea.example.com', username: 'bot', password: 't3' }],
    },
    expected: { username: 'bot', password: 't3' },
  },
  {
    provider: 'bitbucket-server',
    url: 'https://bb.example.com/scm/acme/platform.git',
    integrations: {
      bitbucketServer: [{ host: 'bb.example.com', token: 't4' }],
    },
    expected: { username: 'x-token-auth', password: 't4' },
  },
  {
    provider: 'azure-devops',
    url: 'https://dev.azure.com/acme/p/_git/platform',
    integrations: {
      azure: [
        {
          host: 'dev.azure.com',
          credentials: [{ personalAccessToken: 't5' }],
        },
      ],
    },
    expected: { username: 'git', password: 't5' },
  },
] as const;

describe('gitOpsCredentials', () => {
  const of = (
    repository: { provider: string; url: string; token?: string },
    integrations: object = {},
  ) => {
    const config = new ConfigReader({
      adaptive: {
        gitops: { repositories: [{ id: 'platform', ...repository }] },
      },
      integrations: { ...integrations },
    });
    return gitOpsCredentials(
      readGitOpsConfig(config)[0],
      ScmIntegrations.fromConfig(config),
    );
  };

  it.each(HOSTS)(
    'are those of the integration of $provider',
    async ({ provider, url, integrations, expected }) => {
      await expect(of({ provider, url }, integrations)).resolves.toEqual(
        expected,
      );
    },
  );

  it.each(HOSTS)(
    'are first those that the repository of $provider has itself',
    async ({ provider, url, integrations }) => {
      await expect(
        of({ provider, url, token: 'own' }, integrations),
      ).resolves.toMatchObject({ password: 'own' });
    },
  );

  it.each([
    ...HOSTS,
    { provider: 'bitbucket-cloud', url: 'https://bitbucket.org/a/b.git' },
  ])('of $provider are missed by name', async ({ provider, url }) => {
    await expect(of({ provider, url })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(
        "No credential for GitOps repository 'platform': set 'token'",
      ),
    });
  });

  it('are not needed by plain git', async () => {
    await expect(
      of({ provider: 'git', url: 'https://git.example.com/x.git' }),
    ).resolves.toBeUndefined();
  });
});
