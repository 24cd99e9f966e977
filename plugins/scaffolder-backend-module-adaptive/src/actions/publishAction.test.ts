import {
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  parseEngineInput,
  renderEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  type EngineAccess,
  readClusterTargets,
  readGitOpsConfig,
  renderTargetFor,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  startGitServer,
  type GitTestServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { mockServices } from '@backstage/backend-test-utils';
import type { UserEntity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject, JsonValue } from '@backstage/types';
import { parse } from 'yaml';
import { createFakeGithub, type FakeGithub } from '../__testUtils__/fakeGithub';
import { createPublishAction } from './publishAction';
import { publishExamples } from './publishAction.examples';
import { exampleEngine } from './renderAction.examples';

const TOKEN = 'hush-hush';
const BRANCH = 'adaptive/eu-1/team-chat/chat/create';
const VALUES = 'engines/eu-1/team-chat/chat/values.yaml';
const APPLICATION = 'applications/eu-1/team-chat.chat.yaml';

const erin: UserEntity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'erin' },
  spec: { profile: { displayName: 'Erin', email: 'erin@example.com' } },
};

const input = {
  repositoryId: 'platform',
  engineRef: 'eu-1/team-chat/chat',
  files: [APPLICATION, VALUES],
  summary: 'One pool.',
};

const everyone: EngineAccess = { decide: async () => async () => true };

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe('adaptive:engine:publish', () => {
  let workspacePath: string;
  let github: FakeGithub;
  let access: EngineAccess;
  let server: GitTestServer;
  let checkpoints: Map<string, JsonValue | void>;

  beforeEach(async () => {
    access = everyone;
    checkpoints = new Map();
    workspacePath = await mkdtemp(join(tmpdir(), 'adaptive-workspace-'));
    github = createFakeGithub(TOKEN);
    server = await startGitServer({
      token: TOKEN,
      intercept: github.intercept,
    });
    for (const root of ['', 'rendered']) {
      await write(join(root, VALUES), 'a: 1\n');
      await write(join(root, APPLICATION), 'kind: Application\n');
    }
  });

  afterEach(async () => {
    await server.stop();
    await rm(workspacePath, { recursive: true, force: true });
  });

  async function write(path: string, content: string) {
    const file = join(workspacePath, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  function createAction(change: JsonObject = {}, integration?: JsonObject) {
    const repository = {
      id: 'platform',
      url: server.url,
      token: TOKEN,
      webUrls: {
        branch: 'https://git.example.com/?h={branch}',
        commit: 'https://git.example.com/commit/{commit}',
      },
      ...change,
    };
    const config = new ConfigReader({
      adaptive: { gitops: { repositories: [repository] } },
      integrations: { github: integration ? [integration] : [] },
    });
    return createPublishAction({
      repositories: readGitOpsConfig(config),
      clusters: readClusterTargets(config),
      committer: { name: 'Portal', email: 'portal@example.com' },
      integrations: ScmIntegrations.fromConfig(config),
      access,
    });
  }

  const host = () => ({
    host: new URL(server.url).host,
    apiBaseUrl: `${server.baseUrl}/api/v3`,
  });

  async function run(
    action: ReturnType<typeof createAction>,
    change: JsonObject = {},
    context: { isDryRun?: boolean; user?: UserEntity } = {},
  ) {
    const output: Record<string, unknown> = {};
    const logger = mockServices.logger.mock();
    await action.handler({
      ...createMockActionContext({
        input: { ...input, ...change },
        workspacePath,
      }),
      ...(context.user && {
        user: { entity: context.user, ref: 'user:default/erin' },
      }),
      isDryRun: context.isDryRun,
      logger,
      createTemporaryDirectory: () =>
        mkdtemp(join(workspacePath, 'temporary-')),
      async checkpoint({ key, fn }) {
        const value = await fn();
        checkpoints.set(key, value);
        return value;
      },
      output: (name, value) => {
        output[name] = value;
      },
    });
    const logged = JSON.stringify(logger.info.mock.calls);
    const warned = JSON.stringify(logger.warn.mock.calls);
    return { output, logged, warned };
  }

  describe('on plain git', () => {
    it('pushes a branch and links to it', async () => {
      const { output, logged } = await run(createAction());
      const commit = await server.git('rev-parse', BRANCH);
      expect(output).toEqual({
        branch: BRANCH,
        targetBranch: 'main',
        commit,
        changed: true,
        pushed: true,
        replaced: false,
        branchUrl: `https://git.example.com/?h=${BRANCH}`,
        commitUrl: `https://git.example.com/commit/${commit}`,
        reviewUrl: `https://git.example.com/?h=${BRANCH}`,
      });
      expect(logged).toContain(`Pushed commit ${commit}`);
      expect(logged).not.toContain(TOKEN);
    });

    it('stores the push, and no credential, as a checkpoint', async () => {
      await run(createAction());
      expect([...checkpoints.keys()]).toEqual([
        'push.platform.eu-1/team-chat/chat.create',
      ]);
      expect(JSON.stringify([...checkpoints])).not.toContain(TOKEN);
    });

    it('says that there is nothing to do', async () => {
      await server.commit({
        [VALUES]: 'a: 1\n',
        [APPLICATION]: 'kind: Application\n',
      });
      const { output, logged } = await run(createAction());
      expect(output).toMatchObject({
        branch: 'main',
        changed: false,
        pushed: false,
      });
      expect(logged).toContain('Nothing to do');
    });

    it('has the person as author, when the catalog knows name and address', async () => {
      await run(createAction(), {}, { user: erin });
      expect(await server.git('log', '-1', '--format=%an <%ae>', BRANCH)).toBe(
        'Erin <erin@example.com>',
      );
    });

    it.each([
      ['no address', { displayName: 'Erin' }],
      ['no name', { email: 'erin@example.com' }],
      ['a name git cannot store', { displayName: 'E <x', email: 'e@x' }],
      ['a forged line', { displayName: 'E\nauthor x', email: 'e@x' }],
    ])('guesses no author: %s', async (_, profile) => {
      const user = { ...erin, spec: { profile } };
      await run(createAction(), {}, { user });
      expect(await server.git('log', '-1', '--format=%an <%ae>', BRANCH)).toBe(
        'Portal <portal@example.com>',
      );
    });

    it('has no remote effect in a dry run', async () => {
      const { output, logged } = await run(
        createAction(),
        {},
        { isDryRun: true },
      );
      expect(output).toMatchObject({ branch: BRANCH, pushed: false });
      expect(output).not.toHaveProperty('commit');
      expect(logged).toContain('Dry run: would push');
      expect(checkpoints.size).toBe(0);
      expect(server.requests.join()).not.toContain('receive-pack');
    });

    it('keeps nothing of the repository on this machine, also after a failure', async () => {
      await run(createAction());
      await server.refusePushes('no');
      await write(VALUES, 'a: 2\n');
      await expect(run(createAction())).rejects.toThrow('rejected the push');
      expect((await readdir(workspacePath)).join()).not.toContain('temporary');
    });
  });

  describe('refuses', () => {
    it('a repository that is not configured', async () => {
      await expect(
        run(createAction(), { repositoryId: 'https://evil.example.com' }),
      ).rejects.toThrow(
        'repositoryId "https://evil.example.com" is not a GitOps repository of this portal; accepted are \'platform\'',
      );
    });

    it.each(['eu-1/chat', '../../x', 'eu-1/team-chat/chat/more'])(
      'engine reference %s',
      async engineRef => {
        await expect(run(createAction(), { engineRef })).rejects.toThrow(
          'Invalid engine reference',
        );
      },
    );

    it('a missing file', async () => {
      const files = ['engines/eu-1/team-chat/chat/none.yaml'];
      await expect(run(createAction(), { files })).rejects.toThrow(
        "files[0] 'engines/eu-1/team-chat/chat/none.yaml' is not a regular file",
      );
    });

    it('paths out of the workspace', async () => {
      await expect(
        run(createAction(), { files: ['../../etc/passwd'] }),
      ).rejects.toThrow("segment '.' or '..'");
      await expect(
        run(createAction(), { sourcePath: '../..' }),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
    });

    it('links out of the workspace, and links within it', async () => {
      const link = 'engines/eu-1/team-chat/chat/link.yaml';
      await symlink('/etc/passwd', join(workspacePath, link));
      await expect(
        run(createAction(), { files: [link] }),
      ).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
      const inside = 'engines/eu-1/team-chat/chat/inside.yaml';
      await symlink(join(workspacePath, VALUES), join(workspacePath, inside));
      await expect(run(createAction(), { files: [inside] })).rejects.toThrow(
        'is not a regular file',
      );
    });

    it('a file larger than any of an engine', async () => {
      await write(VALUES, 'x'.repeat(1024 * 1024 + 1));
      await expect(run(createAction())).rejects.toThrow('has 1048577 bytes');
    });
  });

  describe('on GitHub', () => {
    const create = (change: JsonObject = {}) =>
      createAction({ provider: 'github', ...change }, host());

    it('opens a pull request from the pushed branch', async () => {
      const { output, logged } = await run(create(), {}, { user: erin });
      expect(output).toMatchObject({
        pushed: true,
        pullRequestUrl: 'https://github.example.com/acme/platform/pull/1',
        reviewUrl: 'https://github.example.com/acme/platform/pull/1',
      });
      expect(github.pulls).toEqual([
        expect.objectContaining({
          head: BRANCH,
          base: 'main',
          title: 'engine: create eu-1/team-chat/chat',
          body: 'One pool.\n\nAsked for by `user:default/erin`.\n\n<!-- adaptive-portal: eu-1/team-chat/chat create -->\n',
        }),
      ]);
      expect(logged).not.toContain(TOKEN);
      expect(checkpoints.size).toBe(2);
    });

    it('opens no second one, and changes nothing, the second time', async () => {
      const first = await run(create());
      github.calls.length = 0;
      const second = await run(create());
      expect(second.output).toEqual({ ...first.output, pushed: false });
      expect(github.pulls).toHaveLength(1);
      expect(github.calls).toEqual(['GET /api/v3/repos/acme/platform/pulls']);
    });

    it('brings its own pull request up to date', async () => {
      await run(create());
      await write(VALUES, 'a: 2\n');
      await run(create(), { summary: 'Two pools.' });
      expect(github.pulls).toHaveLength(1);
      expect(github.pulls[0].body).toContain('Two pools.');
    });

    it("leaves the words of somebody else's pull request alone", async () => {
      await run(create());
      github.pulls[0].body = 'Mine.';
      const { output } = await run(create(), { summary: 'Two pools.' });
      expect(github.pulls[0].body).toBe('Mine.');
      expect(output.pullRequestUrl).toBe(github.pulls[0].html_url);
    });

    it('opens one for a branch that an earlier run only pushed', async () => {
      github.failWith = { status: 503, body: 'down' };
      await expect(run(create())).rejects.toThrow(
        `GitHub repository 'acme/platform' at ${server.baseUrl}/api/v3 answered HTTP 503`,
      );
      github.failWith = undefined;
      const { output } = await run(create());
      expect(output).toMatchObject({ changed: true, pushed: false });
      expect(github.pulls).toHaveLength(1);
    });

    it('opens a new one after the last was closed', async () => {
      await run(create());
      github.pulls[0].state = 'closed';
      await run(create());
      expect(github.pulls.map(pull => pull.state)).toEqual(['closed', 'open']);
    });

    it('opens none when there is nothing to do, or in a dry run', async () => {
      await run(create(), {}, { isDryRun: true });
      await server.commit({
        [VALUES]: 'a: 1\n',
        [APPLICATION]: 'kind: Application\n',
      });
      await run(create());
      expect(github.calls).toEqual([]);
    });

    it('uses the credentials of integrations.github when it has none of its own', async () => {
      const { output } = await run(
        createAction(
          { provider: 'github', token: undefined },
          { ...host(), token: TOKEN },
        ),
      );
      expect(output.pullRequestUrl).toBe(github.pulls[0].html_url);
    });

    it('says where to put a credential when there is none', async () => {
      await expect(run(create({ token: undefined }))).rejects.toThrow(
        "No credential for GitOps repository 'platform': set 'token'",
      );
    });

    it('says what GitHub refuses, without the token', async () => {
      github.failWith = {
        status: 403,
        body: '{"message":"Resource not accessible by integration"}',
      };
      await expect(run(create())).rejects.toMatchObject({
        name: 'NotAllowedError',
        message: expect.stringContaining(
          'Resource not accessible by integration',
        ),
      });
      github.failWith = { status: 200, body: '<html>' };
      await expect(run(create())).rejects.toThrow(
        'did not answer with a list of pull requests',
      );
    });

    it('wants the address of the API for an unknown host', async () => {
      await expect(run(createAction({ provider: 'github' }))).rejects.toThrow(
        'has no entry with apiBaseUrl at integrations.github',
      );
    });
  });

  it.each(publishExamples)('runs its example: $description', async example => {
    const [step] = parse(example.example).steps;
    expect(step.action).toBe('adaptive:engine:publish');
    const { operation } = step.input;
    const config = new ConfigReader({
      adaptive: {
        gitops: { repositories: [{ id: 'platform', url: server.url }] },
      },
    });
    const [repository] = readGitOpsConfig(config);
    const cluster = readClusterTargets(config).forCluster('eu-1');
    const target = renderTargetFor({ repository, cluster });
    const engine = parseEngineInput(exampleEngine);
    const older = { ...engine, rootUrl: 'https://old.example.com' };
    for (const { path, content } of renderEngine(engine, target)) {
      await write(path, content);
    }
    if (['edit', 'delete'].includes(operation)) {
      await server.commit(
        Object.fromEntries(
          renderEngine(older, target).map(({ path, content }) => [
            path,
            content,
          ]),
        ),
      );
    }
    const { output } = await run(createAction(), {
      files: undefined,
      ...step.input,
    });
    expect(output).toMatchObject({
      branch: `adaptive/eu-1/team-chat/chat/${operation ?? 'create'}`,
      pushed: true,
    });
  });

  it('asks for the review of a deletion without a list of files', async () => {
    await server.commit({ [VALUES]: 'a: 1\n' });
    const action = createAction({ provider: 'github' }, host());
    await run(action, { operation: 'delete', files: undefined, summary: '' });
    expect(github.pulls[0]).toMatchObject({
      title: 'engine: delete eu-1/team-chat/chat',
      body: expect.stringMatching(/^Removes all files of the engine\./),
    });
  });

  it('says when a change takes the place of one that waits', async () => {
    await run(createAction());
    await write(VALUES, 'a: 2\n');
    const { output, warned } = await run(createAction());
    expect(output).toMatchObject({ replaced: true });
    expect(warned).toContain('held another change that nobody merged');
  });
});
