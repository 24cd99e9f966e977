import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  readClusterTargets,
  readGitOpsConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  startGitServer,
  type GitTestServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { createPublishAction } from '../actions/publishAction';
import { createFakeHost, type FakeHost } from '../__testUtils__/fakeHost';
import { hostDialects, TOKEN } from '../__testUtils__/hostDialects';

const BRANCH = 'adaptive/eu-1/team-chat/chat/create';
const VALUES = 'engines/eu-1/team-chat/chat/values.yaml';
const MARKER = '<!-- adaptive-portal: eu-1/team-chat/chat create -->';

interface SignIn {
  repository?: JsonObject;
  integrations?: JsonObject;
}

/** What differs between the hosts from the outside; `signIn` is another way to a credential. */
const hosts = [
  {
    provider: 'gitlab',
    url: 'https://host.example.com/1',
    longest: 1_000_000,
    wrongPath: '/platform.git',
    form: 'https://<host>/<group>/<project>.git',
    signIn: (host: string, baseUrl: string) => ({
      integrations: {
        gitlab: [
          { host, token: TOKEN, baseUrl, apiBaseUrl: `${baseUrl}/api/v4` },
        ],
      },
    }),
    apiPath: '/api/v4',
  },
  {
    provider: 'gitea',
    url: 'https://host.example.com/1',
    longest: 1_000_000,
    wrongPath: '/platform.git',
    form: 'https://<host>/<owner>/<name>.git',
    signIn: (host: string, baseUrl: string) => ({
      integrations: {
        gitea: [{ host, baseUrl, username: 'bot', password: TOKEN }],
      },
    }),
    apiPath: '/api/v1',
  },
  {
    provider: 'bitbucket-cloud',
    url: 'https://host.example.com/1',
    longest: 32_000,
    wrongPath: '/a/b/platform.git',
    form: 'https://bitbucket.org/<workspace>/<name>.git',
    signIn: () => ({ repository: { username: 'bot', token: TOKEN } }),
    apiPath: '/2.0',
  },
  {
    provider: 'bitbucket-server',
    url: 'https://host.example.com/1',
    longest: 32_000,
    wrongPath: '/acme/platform.git',
    form: 'https://<host>/scm/<project>/<name>.git',
    signIn: (host: string, baseUrl: string) => ({
      integrations: {
        bitbucketServer: [
          { host, token: TOKEN, apiBaseUrl: `${baseUrl}/rest/api/1.0` },
        ],
      },
    }),
    apiPath: '/rest/api/1.0',
  },
  {
    provider: 'azure-devops',
    url: '/acme/infra/_git/platform/pullrequest/1',
    longest: 4_000,
    wrongPath: '/acme/platform.git',
    form: 'https://<host>/<organization>/<project>/_git/<name>',
    signIn: (host: string) => ({
      integrations: {
        azure: [{ host, credentials: [{ personalAccessToken: TOKEN }] }],
      },
    }),
    apiPath: '/acme',
  },
] as const;

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe.each(hosts)('publishing with provider $provider', host => {
  const dialect = hostDialects[host.provider];
  let workspacePath: string;
  let fake: FakeHost;
  let server: GitTestServer;

  beforeEach(async () => {
    workspacePath = await mkdtemp(join(tmpdir(), 'adaptive-workspace-'));
    fake = createFakeHost(dialect);
    server = await startGitServer({ token: TOKEN, intercept: fake.intercept });
    await write('a: 1\n');
  });

  afterEach(async () => {
    await server.stop();
    await rm(workspacePath, { recursive: true, force: true });
  });

  async function write(content: string) {
    const file = join(workspacePath, VALUES);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  const requestUrl = () =>
    host.url.startsWith('/') ? `${server.baseUrl}${host.url}` : host.url;

  async function publish(
    summary: string,
    change: JsonObject = {},
    integrations: JsonObject = {},
  ) {
    const repository = {
      id: 'platform',
      provider: host.provider,
      url: `${server.baseUrl}${dialect.clonePath}`,
      token: TOKEN,
      // The service has one address for all; the others follow from the clone URL.
      ...(host.provider === 'bitbucket-cloud' && {
        apiUrl: `${server.baseUrl}/2.0/`,
      }),
      ...change,
    };
    const config = new ConfigReader({
      adaptive: { gitops: { repositories: [repository] } },
      integrations,
    });
    const action = createPublishAction({
      repositories: readGitOpsConfig(config),
      clusters: readClusterTargets(config),
      committer: { name: 'Portal', email: 'portal@example.com' },
      integrations: ScmIntegrations.fromConfig(config),
      access: { decide: async () => async () => true },
    });
    const output: Record<string, unknown> = {};
    const logger = mockServices.logger.mock();
    await action.handler({
      ...createMockActionContext({
        input: {
          repositoryId: 'platform',
          engineRef: 'eu-1/team-chat/chat',
          files: [VALUES],
          summary,
        },
        workspacePath,
      }),
      logger,
      createTemporaryDirectory: () =>
        mkdtemp(join(workspacePath, 'temporary-')),
      output: (name, value) => {
        output[name] = value;
      },
    });
    expect(JSON.stringify(logger.info.mock.calls)).not.toContain(TOKEN);
    return output;
  }

  it('opens a request from the pushed branch', async () => {
    expect(await publish('One pool.')).toMatchObject({
      pushed: true,
      pullRequestUrl: requestUrl(),
    });
    expect(await server.git('show', `${BRANCH}:${VALUES}`)).toBe('a: 1');
    expect(fake.requests).toEqual([
      {
        id: 1,
        open: true,
        fork: false,
        title: 'engine: create eu-1/team-chat/chat',
        body: `One pool.\n\n${MARKER}\n`,
        source: BRANCH,
        target: 'main',
      },
    ]);
  });

  it('changes nothing the second time', async () => {
    // Longer than what some lists show of it.
    await publish('x'.repeat(1_000));
    fake.calls.length = 0;
    await publish('x'.repeat(1_000));
    expect(fake.requests).toHaveLength(1);
    expect(fake.calls.every(call => call.startsWith('GET '))).toBe(true);
  });

  it('brings its own request up to date, but not its title', async () => {
    await publish('One pool.');
    fake.requests[0].title = 'Please';
    await write('a: 2\n');
    await publish('Two pools.');
    expect(fake.requests).toHaveLength(1);
    expect(fake.requests[0]).toMatchObject({
      title: 'Please',
      body: expect.stringContaining('Two pools.'),
    });
  });

  it("leaves somebody else's words alone", async () => {
    await publish('One pool.');
    fake.requests[0].body = 'Mine.';
    expect(await publish('Two pools.')).toMatchObject({
      pullRequestUrl: requestUrl(),
    });
    expect(fake.requests[0].body).toBe('Mine.');
  });

  it('does not take the request of a fork or a closed one for its own', async () => {
    const other = { title: 'x', body: MARKER, source: BRANCH, target: 'main' };
    fake.requests.push(
      { ...other, id: 1, open: true, fork: true },
      { ...other, id: 2, open: false, fork: false },
      { ...other, id: 3, open: true, fork: false, target: 'next' },
    );
    await publish('One pool.');
    expect(fake.requests.map(({ body }) => body)).toEqual([
      MARKER,
      MARKER,
      MARKER,
      `One pool.\n\n${MARKER}\n`,
    ]);
  });

  it('shortens what the host would refuse, but keeps its marker', async () => {
    await publish('x'.repeat(host.longest + 1));
    const [{ body }] = fake.requests;
    expect(body.length).toBeLessThanOrEqual(host.longest);
    expect(body).toContain(`…\n\n${MARKER}`);
  });

  it('names host and repository, and not the token, when it is refused', async () => {
    fake.failWith = { status: dialect.refuse.status, body: '' };
    const failure = publish('One pool.');
    await expect(failure).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(
        `platform' at ${server.baseUrl}${host.apiPath}`,
      ),
    });
    await expect(failure).rejects.not.toThrow(TOKEN);
  });

  it('says when the host is down, and goes on from the pushed branch later', async () => {
    fake.failWith = { status: 503, body: '{"message":"maintenance"}' };
    await expect(publish('One pool.')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('answered HTTP 503: maintenance'),
    });
    fake.failWith = { status: 200, body: '<html>' };
    await expect(publish('One pool.')).rejects.toThrow(
      /did not answer with a list of (pull|merge) requests/,
    );
    fake.failWith = undefined;
    expect(await publish('One pool.')).toMatchObject({ pushed: false });
    expect(fake.requests).toHaveLength(1);
  });

  it('says which clone URL it needs', async () => {
    const url = `${server.baseUrl}${host.wrongPath}`;
    await expect(publish('', { url })).rejects.toThrow(
      `is not of the form ${host.form}, which provider ${host.provider} needs`,
    );
    expect(server.requests).toEqual([]);
  });

  it('says where to put a credential when there is none', async () => {
    await expect(publish('', { token: undefined })).rejects.toThrow(
      "No credential for GitOps repository 'platform': set 'token'",
    );
    expect(server.requests).toEqual([]);
  });

  it('signs in the other way, too', async () => {
    const { repository, integrations }: SignIn = host.signIn(
      new URL(server.baseUrl).host,
      server.baseUrl,
    );
    expect(
      await publish('', { token: undefined, ...repository }, integrations),
    ).toMatchObject({ pullRequestUrl: requestUrl() });
  });
});
