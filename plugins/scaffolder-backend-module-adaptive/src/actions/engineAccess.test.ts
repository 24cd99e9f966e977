import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  parseEngineInput,
  renderEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  type EngineAccess,
  EngineReader,
  readClusterTargets,
  readGitOpsConfig,
  renderTargetFor,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  startGitServer,
  type GitTestServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { mockCredentials } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ServiceUnavailableError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { fakeFacts } from '../__testUtils__/fakeFacts';
import { createFetchAction } from './fetchAction';
import { createPlanAction } from './planAction';
import { createPublishAction } from './publishAction';
import { exampleEngine } from './renderAction.examples';

const engine = { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' };
const where = { repositoryId: 'platform', engineRef: 'eu-1/team-chat/chat' };
const sam = mockCredentials.user('user:default/sam');

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe('actions on engines of others', () => {
  let server: GitTestServer;
  let reader: EngineReader;
  let folder: string;
  const decide = jest.fn<
    ReturnType<EngineAccess['decide']>,
    Parameters<EngineAccess['decide']>
  >();

  beforeEach(async () => {
    decide.mockReset();
    decide.mockResolvedValue(async read => (await read()).length === 0);
    folder = await mkdtemp(join(tmpdir(), 'adaptive-access-'));
    server = await startGitServer();
    reader = new EngineReader({
      integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
      parentFolder: folder,
    });
  });

  afterEach(async () => {
    await reader.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function options() {
    const config = new ConfigReader({
      adaptive: {
        clusters: { 'eu-1': { keda: { prometheusAddress: 'http://p:9090' } } },
        gitops: { repositories: [{ id: 'platform', url: server.url }] },
      },
    });
    return {
      repositories: readGitOpsConfig(config),
      clusters: readClusterTargets(config),
      integrations: ScmIntegrations.fromConfig(config),
      committer: { name: 'Portal', email: 'portal@example.com' },
      reader,
      access: { decide },
      facts: fakeFacts(),
    };
  }

  async function commit() {
    const { repositories, clusters } = options();
    const files = renderEngine(
      parseEngineInput(exampleEngine),
      renderTargetFor({
        repository: repositories[0],
        cluster: clusters.forCluster('eu-1'),
      }),
    );
    await server.commit(
      Object.fromEntries(files.map(({ path, content }) => [path, content])),
    );
  }

  const context = (output: Record<string, unknown>) => ({
    getInitiatorCredentials: async () => sam,
    createTemporaryDirectory: () => mkdtemp(join(folder, 'temporary-')),
    isDryRun: true,
    output: (name: string, value: unknown) => {
      output[name] = value;
    },
  });
  const fetch = async () => {
    const input = where;
    await createFetchAction(options()).handler({
      ...createMockActionContext({ input, workspacePath: folder }),
      ...context({}),
    });
  };
  const plan = async (operation: 'apply' | 'delete') => {
    const output: Record<string, unknown> = {};
    const change: JsonObject =
      operation === 'delete' ? {} : { engine: exampleEngine };
    await createPlanAction(options()).handler({
      ...createMockActionContext({
        input: { ...where, operation, ...change },
        workspacePath: folder,
      }),
      ...context(output),
    });
    return { ...output, commit: undefined };
  };
  const publish = async () => {
    const output: Record<string, unknown> = {};
    await createPublishAction(options()).handler({
      ...createMockActionContext({
        input: { ...where, operation: 'delete' as const },
        workspacePath: folder,
      }),
      ...context(output),
    });
    return { ...output, commit: undefined };
  };

  it.each<[string, () => Promise<unknown>]>([
    ['fetch', fetch],
    ['plan', () => plan('apply')],
    ['publish', publish],
  ])('ask for whoever started the task: %s', async (_, run) => {
    await Promise.allSettled([run()]);
    expect(decide).toHaveBeenCalledTimes(1);
    expect(decide).toHaveBeenCalledWith(
      expect.objectContaining({ engine, credentials: sam }),
    );
  });

  it('fetch nothing, in the words for an engine that git does not have', async () => {
    const [absent] = await Promise.allSettled([fetch()]);
    await commit();
    const [hidden] = await Promise.allSettled([fetch()]);
    expect(hidden).toEqual(absent);
    await expect(fetch()).rejects.toMatchObject({
      name: 'NotFoundError',
      message:
        "Repository 'platform' has no files of engine 'eu-1/team-chat/chat' on branch 'main'",
    });
  });

  it('plan no difference to what is there', async () => {
    const absent = await plan('delete');
    expect(await plan('apply')).toMatchObject({ exists: false });
    await commit();
    expect(await plan('delete')).toEqual(absent);
    await expect(plan('apply')).rejects.toThrow(
      "An engine cannot be created as 'eu-1/team-chat/chat'; choose another name or namespace",
    );
  });

  it('publish no deletion', async () => {
    const absent = await publish();
    expect(absent).toMatchObject({ changed: false });
    await commit();
    expect(await publish()).toEqual(absent);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['fetch', fetch],
    ['plan', () => plan('delete')],
    ['publish', publish],
  ])('leave git alone when nobody can be asked: %s', async (_, run) => {
    decide.mockRejectedValue(new ServiceUnavailableError('No answer'));
    await commit();
    await expect(run()).rejects.toThrow('No answer');
    expect(server.requests).toEqual([]);
  });
});
