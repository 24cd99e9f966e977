import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  parseEngineInput,
  renderEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  readClusterTargets,
  readGitOpsConfig,
  renderTargetFor,
} from '@adaptive-portal/plugin-adaptive-node';
import { startGitServer } from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject, JsonValue } from '@backstage/types';
import { createPublishAction } from '../actions/publishAction';
import { exampleEngine } from '../actions/renderAction.examples';
import { createFakeGithub } from './fakeGithub';

/** Token of the git server and of the API beside it; must never be seen anywhere. */
export const TOKEN = 'hush-hush';

/**
 * A git server with GitHub's API, a workspace, and tasks that publish engine `eu-1/team-chat/chat` from it. The
 * checkpoints of a task are kept, so that a second run is one that was resumed.
 */
export async function startPublishTask() {
  const workspacePath = await mkdtemp(join(tmpdir(), 'adaptive-workspace-'));
  const github = createFakeGithub(TOKEN);
  const server = await startGitServer({
    token: TOKEN,
    files: { 'README.md': '# Platform\n' },
    intercept: github.intercept,
  });
  const checkpoints = new Map<string, JsonValue | void>();
  const config = new ConfigReader({
    adaptive: {
      clusters: { 'eu-1': { keda: { prometheusAddress: 'http://p:9090' } } },
      gitops: {
        repositories: [
          { id: 'platform', url: server.url, token: TOKEN, provider: 'github' },
        ],
      },
    },
    integrations: {
      github: [
        {
          host: new URL(server.url).host,
          apiBaseUrl: `${server.baseUrl}/api/v3`,
        },
      ],
    },
  });
  const repositories = readGitOpsConfig(config);
  const clusters = readClusterTargets(config);
  const target = renderTargetFor({
    repository: repositories[0],
    cluster: clusters.forCluster('eu-1'),
  });
  const action = createPublishAction({
    repositories,
    clusters,
    committer: { name: 'Portal', email: 'portal@example.com' },
    integrations: ScmIntegrations.fromConfig(config),
    access: { decide: async () => async () => true },
  });

  async function write(path: string, content: string) {
    const file = join(workspacePath, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  /** Files of the example engine with a change. */
  const filesOf = (change: JsonObject = {}) =>
    renderEngine(parseEngineInput({ ...exampleEngine, ...change }), target);

  return {
    workspacePath,
    github,
    server,
    checkpoints,
    write,
    filesOf,

    /** Writes the files of an engine into the workspace. */
    async render(change: JsonObject = {}): Promise<string[]> {
      const files = filesOf(change);
      for (const { path, content } of files) await write(path, content);
      return files.map(({ path }) => path);
    },

    /** Puts an engine onto the target branch. */
    async commit(change: JsonObject = {}): Promise<void> {
      await server.commit(
        Object.fromEntries(
          filesOf(change).map(({ path, content }) => [path, content]),
        ),
      );
    },

    /** Runs the task; all that a person or a log could see of it is in `seen`. */
    async run(
      input: JsonObject,
      context: { isDryRun?: boolean; resumed?: boolean } = {},
    ) {
      const output: Record<string, unknown> = {};
      const logger = mockServices.logger.mock();
      if (!context.resumed) checkpoints.clear();
      const ctx = createMockActionContext({
        input: {
          repositoryId: 'platform',
          engineRef: 'eu-1/team-chat/chat',
          ...input,
        },
        workspacePath,
      });
      await action.handler({
        ...ctx,
        isDryRun: context.isDryRun,
        logger,
        createTemporaryDirectory: () =>
          mkdtemp(join(workspacePath, 'temporary-')),
        async checkpoint({ key, fn }) {
          if (checkpoints.has(key)) {
            return checkpoints.get(key) as Awaited<ReturnType<typeof fn>>;
          }
          const value = await fn();
          checkpoints.set(key, value);
          return value;
        },
        output: (name, value) => {
          output[name] = value;
        },
      });
      const seen = JSON.stringify([
        output,
        [...checkpoints],
        ...Object.values(logger).map(each =>
          jest.isMockFunction(each) ? each.mock.calls : [],
        ),
      ]);
      return { output, seen };
    },

    /** Pushes that the server was asked for. */
    pushes: () =>
      server.requests.filter(
        request =>
          request.startsWith('POST') && request.includes('git-receive-pack'),
      ).length,

    async stop() {
      await server.stop();
      await rm(workspacePath, { recursive: true, force: true });
    },
  };
}

/** What {@link startPublishTask} starts. */
export type PublishTask = Awaited<ReturnType<typeof startPublishTask>>;
