import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ClusterFacts,
  Finding,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  parseEngineInput,
  renderEngine,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  EngineReader,
  readClusterTargets,
  readGitOpsConfig,
  renderTargetFor,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  startGitServer,
  type GitTestServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { fakeFacts, type FakeFacts } from '../__testUtils__/fakeFacts';
import { createPlanAction } from './planAction';
import { createRenderAction } from './renderAction';
import { exampleEngine } from './renderAction.examples';
import { createValidateAction } from './validateAction';

const erin = mockCredentials.user('user:default/erin');
const repository = { id: 'platform', branch: 'main', foreign: false };
const platform = { ...exampleEngine };
/** An engine that brings the KEDA of its cluster. */
const bundled = {
  ...exampleEngine,
  autoscaling: {
    mode: 'bundled',
    externalPrometheusEndpoint: 'http://prometheus:9090',
  },
};
const schemaFault: Finding = {
  rule: 'manifest-schema',
  severity: 'error',
  path: '',
  sentence: 'scaledobject-llama.yaml has a field spec.colour',
  remedy: 'Leave it out',
};
const unknown = { reason: 'not watched' };
/** A cluster of which little is known. */
const cluster: ClusterFacts = {
  name: 'eu-1',
  known: true,
  kubernetesVersion: { value: 'v1.33.0' },
  gpuOperator: { value: true },
  nodes: unknown,
  namespace: unknown,
  installed: unknown,
  storageClasses: unknown,
  ingressClasses: unknown,
  externalMetrics: unknown,
  metrics: unknown,
  engineGpus: unknown,
};
const note: Finding = { ...schemaFault, severity: 'warning', rule: 'no-quota' };

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe('actions that check the place of an engine', () => {
  let server: GitTestServer;
  let reader: EngineReader;
  let folder: string;
  let facts: FakeFacts;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adaptive-place-'));
    facts = fakeFacts();
    server = await startGitServer({ files: { 'README.md': '# Platform\n' } });
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
    const repositories = readGitOpsConfig(config);
    const clusters = readClusterTargets(config);
    return {
      repositories,
      clusters,
      reader,
      facts,
      access: { decide: async () => async () => true },
      catalog: catalogServiceMock(),
      target: renderTargetFor({
        repository: repositories[0],
        cluster: clusters.forCluster('eu-1'),
      }),
    };
  }

  const filesOf = (engine: unknown) =>
    renderEngine(parseEngineInput(engine), options().target);
  const commit = (files: RenderedFile[]) =>
    server.commit(
      Object.fromEntries(files.map(({ path, content }) => [path, content])),
    );

  /** Runs an action by name with what a task would hand over. */
  async function run(name: 'plan' | 'render' | 'validate', input: JsonObject) {
    const actions = {
      plan: createPlanAction(options()),
      render: createRenderAction(options()),
      validate: createValidateAction(options()),
    };
    const output: Record<string, unknown> = {};
    const logger = mockServices.logger.mock();
    const workspacePath = await mkdtemp(join(folder, 'workspace-'));
    const { handler } = actions[name] as (typeof actions)['plan'];
    // As it arrives from a task: of any shape.
    const received: Parameters<typeof handler>[0]['input'] = JSON.parse(
      JSON.stringify({
        repositoryId: 'platform',
        unknownOwner: 'warn',
        ...input,
      }),
    );
    await handler({
      ...createMockActionContext({ workspacePath }),
      input: received,
      getInitiatorCredentials: async () => erin,
      logger,
      output: (key, value) => {
        output[key] = value;
      },
    });
    return { output, warned: JSON.stringify(logger.warn.mock.calls) };
  }

  it.each(['plan', 'render', 'validate'] as const)(
    '%s asks as whoever started the task, with all files',
    async name => {
      await run(name, { engine: platform });
      expect(facts.asked).toEqual([
        {
          request: {
            repositoryId: 'platform',
            operation: 'apply',
            engine: {
              cluster: 'eu-1',
              namespace: 'team-chat',
              release: 'chat',
            },
            files: filesOf(platform),
          },
          asker: { credentials: erin, signal: undefined },
        },
      ]);
    },
  );

  it.each(['plan', 'render', 'validate'] as const)(
    '%s ends at an error of the strict schemas',
    async name => {
      facts.answer = { findings: [schemaFault] };
      await expect(run(name, { engine: platform })).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringContaining(
          'scaledobject-llama.yaml has a field spec.colour. Leave it out.',
        ),
      });
    },
  );

  it.each(['plan', 'render', 'validate'] as const)(
    '%s logs and keeps warnings, and goes on',
    async name => {
      facts.answer = { findings: [note] };
      const { output, warned } = await run(name, { engine: platform });
      expect(warned).toContain(note.sentence);
      expect(output.findings).toContainEqual(note);
    },
  );

  it.each(['plan', 'render', 'validate'] as const)(
    '%s ends when the engine would take KEDA away',
    async name => {
      await commit(filesOf(bundled));
      facts.answer = {
        repository: { ...repository, files: filesOf(bundled) },
        findings: [],
      };
      await expect(run(name, { engine: platform })).rejects.toThrow(
        'this engine brings the KEDA of cluster eu-1, and the change removes it',
      );
    },
  );

  it.each(['plan', 'render'] as const)(
    '%s goes on with a warning where KEDA no longer belongs to the engine',
    async name => {
      await commit(filesOf(bundled));
      facts.answer = {
        repository: { ...repository, files: filesOf(bundled) },
        findings: [],
      };
      const { warned } = await run(name, {
        engine: platform,
        kedaIsIndependent: true,
      });
      expect(warned).toContain('this engine brings the KEDA of cluster eu-1');
    },
  );

  it('plans no deletion that takes KEDA away', async () => {
    await commit(filesOf(bundled));
    const deletion = {
      operation: 'delete',
      engineRef: 'eu-1/team-chat/chat',
    };
    await expect(run('plan', deletion)).rejects.toThrow(
      'this engine brings the KEDA of cluster eu-1',
    );
    const { output } = await run('plan', {
      ...deletion,
      kedaIsIndependent: true,
    });
    expect(output.summary).toContain('this engine brings the KEDA');
  });

  it('records warnings in what the pull request says', async () => {
    facts.answer = { findings: [note] };
    const { output } = await run('plan', { engine: platform });
    expect(output.summary).toContain(
      '- **warning** scaledobject\\-llama\\.yaml has a field spec\\.colour',
    );
  });

  it('renders nothing for a place of others, and does not say whose', async () => {
    facts.answer = {
      repository: { ...repository, foreign: true, files: [] },
      findings: [],
    };
    for (const name of ['render', 'validate'] as const) {
      await expect(run(name, { engine: platform })).rejects.toMatchObject({
        name: 'ConflictError',
        message:
          "An engine cannot be created as 'eu-1/team-chat/chat'; choose another name or namespace",
      });
    }
  });

  it.each(['plan', 'render', 'validate'] as const)(
    '%s ends at what the cluster cannot have, and names nobody',
    async name => {
      facts.answer = {
        cluster: {
          ...cluster,
          namespace: { value: { exists: true, taken: true, quotas: [] } },
        },
        findings: [],
      };
      const { message } = await run(name, { engine: platform }).then(
        () => new Error('it went on'),
        (error: Error) => error,
      );
      expect(message).toContain(
        'namespace is "team-chat", where another engine runs',
      );
    },
  );

  it.each(['plan', 'render'] as const)(
    '%s goes on with a change to an engine for which the cluster lacked that before',
    async name => {
      await commit(filesOf(platform));
      facts.answer = {
        cluster: {
          ...cluster,
          namespace: { value: { exists: true, taken: true, quotas: [] } },
        },
        repository: { ...repository, files: filesOf(platform) },
        findings: [],
      };
      const { warned } = await run(name, {
        engine: platform,
        pausedPools: ['llama'],
      });
      expect(warned).toContain('where another engine runs');
      // What the engine has of itself stays an error.
      facts.answer.findings = [schemaFault];
      await expect(run(name, { engine: platform })).rejects.toThrow(
        schemaFault.sentence,
      );
    },
  );

  it('says whether the nodes hold the pools', async () => {
    const node = {
      product: 'NVIDIA-H100-80GB-HBM3',
      labels: {},
      resource: 'nvidia.com/gpu',
      nodes: 1,
      allocatable: 8,
      requested: 0,
      free: 8,
      largestFreeOnOneNode: 8,
      freeCpu: 200,
      freeMemoryBytes: 4e12,
      nodeCpu: 200,
      nodeMemoryBytes: 4e12,
      nodeGpus: 8,
      taints: [],
    };
    facts.answer = {
      cluster: {
        ...cluster,
        nodes: { value: [node] },
        engineGpus: { value: 2 },
      },
      findings: [],
    };
    const { output } = await run('plan', { engine: platform });
    expect(output.gpus).toMatchObject({ fits: true, held: 2 });
    expect(output.pools).toMatchObject([
      { pool: 'llama', fit: { verdict: 'fits', capacity: 4 } },
    ]);
    const pools = [{ ...exampleEngine.pools[0], maxReplicas: 9 }];
    const larger = await run('plan', { engine: { ...platform, pools } });
    expect(larger.output.gpus).toMatchObject({ fits: false });
  });
});
