import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  parseEngineInput,
  pausePools,
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
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { fakeFacts } from '../__testUtils__/fakeFacts';
import { createFetchAction } from './fetchAction';
import { fetchExamples } from './fetchAction.examples';
import { createPlanAction } from './planAction';
import { planExamples } from './planAction.examples';
import { exampleEngine } from './renderAction.examples';
import { createValidateAction } from './validateAction';
import { validateExamples } from './validateAction.examples';

const TOKEN = 'hush-hush';
const FOLDER = 'engines/eu-1/team-chat/chat';
const SCALED = `${FOLDER}/manifests/scaledobject-llama.yaml`;
const where = { repositoryId: 'platform', engineRef: 'eu-1/team-chat/chat' };
const input = parseEngineInput(exampleEngine);

const everyone: EngineAccess = { decide: async () => async () => true };

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe('actions on engines in git', () => {
  let server: GitTestServer;
  let reader: EngineReader;
  let folder: string;
  let access: EngineAccess;
  let facts: ReturnType<typeof fakeFacts>;

  beforeEach(async () => {
    access = everyone;
    facts = fakeFacts();
    folder = await mkdtemp(join(tmpdir(), 'adaptive-actions-'));
    server = await startGitServer({ token: TOKEN });
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
      kubernetes: {
        clusterLocatorMethods: [
          { type: 'config', clusters: [{ name: 'eu-1' }] },
        ],
      },
      adaptive: {
        clusters: { 'eu-1': { keda: { prometheusAddress: 'http://p:9090' } } },
        gitops: {
          repositories: [{ id: 'platform', url: server.url, token: TOKEN }],
        },
      },
    });
    const repositories = readGitOpsConfig(config);
    const clusters = readClusterTargets(config);
    const target = renderTargetFor({
      repository: repositories[0],
      cluster: clusters.forCluster('eu-1'),
    });
    return { repositories, clusters, reader, access, target, facts };
  }

  /** Puts the engine into git, its pools paused if wanted. */
  async function commit(paused: string[] = []) {
    const files = pausePools(
      renderEngine(input, options().target),
      input,
      paused,
    );
    await server.commit(
      Object.fromEntries(files.map(({ path, content }) => [path, content])),
    );
  }

  /** Runs a handler and collects what it puts out. */
  async function collect(
    handle: (context: {
      logger: ReturnType<typeof mockServices.logger.mock>;
      isDryRun: boolean;
      output: (name: string, value: unknown) => void;
    }) => Promise<void>,
  ) {
    const output: Record<string, unknown> = {};
    const logger = mockServices.logger.mock();
    await handle({
      logger,
      isDryRun: true,
      output: (name, value) => {
        output[name] = value;
      },
    });
    const calls = [logger.info.mock.calls, logger.warn.mock.calls];
    return { output, log: JSON.stringify(calls) };
  }

  describe('adaptive:engine:fetch', () => {
    const fetch = (values: JsonObject = {}) =>
      collect(context =>
        createFetchAction(options()).handler({
          ...createMockActionContext({ input: { ...where, ...values } }),
          ...context,
        }),
      );

    it('reads the engine and its paused pools, without writing the token', async () => {
      await commit(['llama']);
      const { output, log } = await fetch();
      expect(output).toEqual({
        engine: input,
        pausedPools: ['llama'],
        engineRef: 'eu-1/team-chat/chat',
        entityRef: expect.stringMatching(/^component:default\//),
        commit: await server.git('rev-parse', 'main'),
      });
      expect(log).not.toContain(TOKEN);
    });

    it('sees what was merged a moment ago', async () => {
      await commit();
      await fetch();
      const scaled = await server.git('show', `main:${SCALED}`);
      await server.commit({
        [SCALED]: scaled.replace('maxReplicaCount: 4', 'maxReplicaCount: 7'),
      });
      const { output } = await fetch();
      expect(output.engine).toMatchObject({ pools: [{ maxReplicas: 7 }] });
    });

    it('says when there is no such engine, or the files are of another', async () => {
      await expect(fetch()).rejects.toMatchObject({
        name: 'NotFoundError',
        message:
          "Repository 'platform' has no files of engine 'eu-1/team-chat/chat' on branch 'main'",
      });
      await commit();
      const application = 'applications/eu-1/team-chat.chat.yaml';
      const content = await server.git('show', `main:${application}`);
      await server.commit({
        [application]: content.replace(
          'releaseName: chat',
          'releaseName: other',
        ),
      });
      await expect(fetch()).rejects.toThrow(
        "describe engine 'eu-1/team-chat/other'",
      );
    });

    it('refuses a change with what no engine has', async () => {
      await commit();
      const setPools = [{ name: 'llama', color: 'red' }];
      await expect(fetch({ change: { setPools } })).rejects.toThrow(
        'pools[0].color',
      );
    });

    it('never takes an unreachable repository for an empty one', async () => {
      await commit();
      await fetch();
      await server.stop();
      await expect(fetch()).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
      });
      server = await startGitServer();
    });

    it.each(fetchExamples)('runs its example: $description', async example => {
      await commit();
      const [step] = parse(example.example).steps;
      expect(step.action).toBe('adaptive:engine:fetch');
      const { output } = await fetch(step.input);
      expect(parseEngineInput(output.engine).name).toBe('chat');
    });
  });

  describe('adaptive:engine:plan', () => {
    const plan = (values: JsonObject) =>
      collect(context =>
        createPlanAction(options()).handler({
          ...createMockActionContext({
            input: { repositoryId: 'platform', ...values },
          }),
          ...context,
        }),
      );

    it('shows a new engine', async () => {
      const { output } = await plan({ engine: exampleEngine });
      expect(output).toMatchObject({
        exists: false,
        changed: true,
      });
      expect(output.gpus).toEqual({
        after: { min: 2, max: 8 },
        peakWhileRolling: { min: 2, max: 8 },
      });
      expect(output.summary).toMatch(/^GPUs: none → 2 to 8/);
      expect(output.summary).toContain(`- added \`${SCALED}\`\n`);
    });

    it('shows what an edit changes, on top of hand edits', async () => {
      await commit();
      const scaled = await server.git('show', `main:${SCALED}`);
      await server.commit({ [SCALED]: `# By hand.\n${scaled}\n` });
      const pools = [{ ...exampleEngine.pools[0], maxReplicas: 9 }];
      const { output } = await plan({ engine: { ...exampleEngine, pools } });
      expect(output).toMatchObject({
        exists: true,
        gpus: { before: { min: 2, max: 8 }, after: { min: 2, max: 18 } },
      });
      expect(output.summary).toContain(
        '- ScaledObject `team-chat/chat-adaptive-harmony-llama` `spec.maxReplicaCount`: `4` → `9`\n',
      );
      expect(output.files).toContainEqual({
        path: SCALED,
        change: 'changed',
        diff: expect.stringContaining(
          '-  maxReplicaCount: 4\n+  maxReplicaCount: 9\n',
        ),
      });
      expect(JSON.stringify(output.files)).not.toContain('-# By hand.');
    });

    it('shows nothing where nothing changes', async () => {
      await commit(['llama']);
      const { output } = await plan({
        engine: exampleEngine,
        pausedPools: ['llama'],
      });
      expect(output).toMatchObject({ changed: false, files: [] });
      expect(output.summary).toMatch(/^Changes no file\.\n/);
    });

    it('shows what a deletion frees', async () => {
      await commit();
      const { output } = await plan({ ...where, operation: 'delete' });
      expect(output.gpus).toMatchObject({ before: { min: 2, max: 8 } });
      expect(output.gpus).not.toHaveProperty('after');
      expect(output.summary).toContain(`- removed \`${SCALED}\`\n`);
      await expect(plan({ operation: 'delete' })).rejects.toThrow(
        'engineRef is missing',
      );
    });

    it('stops at broken rules before it asks a server', async () => {
      const pools = [{ ...exampleEngine.pools[0], maxReplicas: 0 }];
      await expect(
        plan({ engine: { ...exampleEngine, pools } }),
      ).rejects.toThrow('pools[0].maxReplicas is 0');
      await expect(
        plan({ engine: { ...exampleEngine, cluster: 'mars' } }),
      ).rejects.toThrow('engine.cluster "mars" is not a cluster');
      expect(server.requests).toEqual([]);
    });

    it.each(planExamples)('runs its example: $description', async example => {
      const [step] = parse(example.example).steps;
      expect(step.action).toBe('adaptive:engine:plan');
      const { output } = await plan(step.input);
      expect(output.engineRef).toBe('eu-1/team-chat/chat');
    });
  });

  describe('adaptive:engine:validate', () => {
    const validate = (values: JsonObject) =>
      collect(context => {
        const action = createValidateAction(options());
        // As it arrives from a task: of any shape.
        const received: Parameters<typeof action.handler>[0]['input'] =
          JSON.parse(
            JSON.stringify({
              repositoryId: 'platform',
              engine: exampleEngine,
              ...values,
            }),
          );
        return action.handler({
          ...createMockActionContext(),
          input: received,
          ...context,
        });
      });
    const broken = {
      ...exampleEngine,
      pools: [{ ...exampleEngine.pools[0], maxReplicas: 0 }],
    };

    it('puts out warnings and goes on', async () => {
      const { output, log } = await validate({});
      expect(output.valid).toBe(true);
      expect(output.findings).toContainEqual(
        expect.objectContaining({ severity: 'warning' }),
      );
      expect(log).toContain('requestsPerSecondPerReplica');
      await expect(validate({ failOn: 'warning' })).rejects.toThrow(
        'The engine has',
      );
    });

    it('ends the task at an error, unless told otherwise', async () => {
      await expect(validate({ engine: broken })).rejects.toThrow(
        'pools[0].maxReplicas is 0',
      );
      const { output } = await validate({ engine: broken, failOn: 'never' });
      expect(output.valid).toBe(false);
    });

    it('reports a wrong shape as findings, too', async () => {
      const engine = { ...exampleEngine, rootUrl: undefined };
      const { output } = await validate({ engine, failOn: 'never' });
      expect(output).toMatchObject({
        valid: false,
        findings: [{ path: 'rootUrl', severity: 'error' }],
      });
    });

    it.each(validateExamples)(
      'runs its example: $description',
      async example => {
        const [step] = parse(example.example).steps;
        expect(step.action).toBe('adaptive:engine:validate');
        expect((await validate(step.input)).output.valid).toBe(true);
        expect(server.requests).toEqual([]);
      },
    );
  });
});
