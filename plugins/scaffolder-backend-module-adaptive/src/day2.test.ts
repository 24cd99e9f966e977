import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  parseEngineInput,
  renderEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  readClusterTargets,
  readGitOpsConfig,
  renderTargetFor,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  startGitServer,
  type GitTestServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import type { JsonObject } from '@backstage/types';
import request from 'supertest';
import { parse } from 'yaml';
import scaffolderModuleAdaptive from '.';
import { exampleEngine } from './actions/renderAction.examples';

const FOLDER = 'engines/eu-1/team-chat/chat';
const VALUES = `${FOLDER}/values.yaml`;
const SCALED = `${FOLDER}/manifests/scaledobject-llama.yaml`;
const EDIT = 'adaptive/eu-1/team-chat/chat/edit';
const DELETE = 'adaptive/eu-1/team-chat/chat/delete';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'chat',
    namespace: 'default',
    annotations: { 'adaptive-portal.io/engine': 'eu-1/team-chat/chat' },
  },
  spec: { type: 'adaptive-engine', owner: 'team-chat' },
};
const where = { entityRef: 'component:default/chat', repositoryId: 'platform' };

async function readTemplate(name: string): Promise<Entity> {
  const path = `../../../templates/${name}/template.yaml`;
  return parse(await readFile(resolve(__dirname, path), 'utf8'));
}

// Several tasks with several pushes each; slow machines have their time.
jest.setTimeout(60_000);

describe('day 2 templates, in the scaffolder', () => {
  let server: GitTestServer;
  let backend: TestBackend;

  beforeEach(async () => {
    server = await startGitServer();
    const data = {
      adaptive: {
        clusters: { 'eu-1': { keda: { prometheusAddress: 'http://p:9090' } } },
        gitops: { repositories: [{ id: 'platform', url: server.url }] },
      },
    };
    const config = new ConfigReader(data);
    const [repository] = readGitOpsConfig(config);
    const cluster = readClusterTargets(config).forCluster('eu-1');
    const files = renderEngine(
      parseEngineInput(exampleEngine),
      renderTargetFor({ repository, cluster }),
    );
    await server.commit(
      Object.fromEntries(
        files.map(({ path, content }) => [
          path,
          path === VALUES ? `# By hand.\n${content}` : content,
        ]),
      ),
    );
    backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        scaffolderModuleAdaptive,
        catalogServiceMock.factory({
          entities: [
            await readTemplate('adaptive-engine-edit'),
            await readTemplate('adaptive-engine-delete'),
            entity,
          ],
        }),
        mockServices.rootConfig.factory({ data }),
      ],
    });
  });

  afterEach(async () => {
    await backend.stop();
    await server.stop();
  });

  const api = (method: 'get' | 'post', path: string) =>
    request(backend.server)
      [method](`/api/scaffolder/v2${path}`)
      .set('Authorization', mockCredentials.user.header());

  const create = (template: string, values: JsonObject) =>
    api('post', '/tasks').send({
      templateRef: `template:default/${template}`,
      values: { ...where, ...values },
    });

  /** Creates a task and waits for its end. */
  async function run(template: string, values: JsonObject) {
    const { status, body } = await create(template, values);
    expect({ status, body }).toMatchObject({ status: 201 });
    for (;;) {
      const events = await api('get', `/tasks/${body.id}/events`);
      const end = events.body.find(
        (event: { type: string }) => event.type === 'completion',
      );
      if (end) return end.body;
      await setTimeout(50);
    }
  }

  const edit = (values: JsonObject) => run('adaptive-engine-edit', values);
  const show = (path: string) => server.git('show', `${EDIT}:${path}`);

  it('changes and adds pools, and keeps hand edits', async () => {
    const judge = {
      name: 'judge',
      minReplicas: 1,
      maxReplicas: 2,
      gpusPerReplica: 1,
    };
    const result = await edit({
      change: 'set-pools',
      pools: [
        { name: 'llama', minReplicas: 1, maxReplicas: 8, gpusPerReplica: 2 },
        judge,
      ],
    });
    expect(result.output.text).toEqual([
      expect.objectContaining({
        title: 'Waiting for review',
        content: expect.stringContaining('GPUs: 2 to 8 → 3 to 18'),
      }),
    ]);
    expect(await show(VALUES)).toMatch(/^# By hand\.\n/);
    expect(await show(SCALED)).toContain('maxReplicaCount: 8\n');
    expect(await show(`${FOLDER}/manifests/scaledobject-judge.yaml`)).toContain(
      'maxReplicaCount: 2\n',
    );
  });

  it('pauses, keeps the pause through another change, and resumes', async () => {
    const paused = 'autoscaling.keda.sh/paused: "true"';
    await edit({ change: 'pause' });
    expect(await show(SCALED)).toContain(paused);
    expect(await server.git('diff', '--name-only', 'main', EDIT)).toBe(SCALED);
    await server.git('update-ref', 'refs/heads/main', EDIT);
    await edit({ change: 'chart-version', chartVersion: '0.22.0' });
    expect(await show(SCALED)).toContain(paused);
    expect(await show('applications/eu-1/team-chat.chat.yaml')).toContain(
      'targetRevision: "0.22.0"\n',
    );
    await server.git('update-ref', 'refs/heads/main', EDIT);
    await edit({ change: 'resume', scalingPools: ['llama'] });
    expect(await show(SCALED)).not.toContain(paused);
  });

  it('says so when there is nothing to change', async () => {
    const result = await edit({ change: 'resume' });
    expect(result.output.text).toEqual([
      expect.objectContaining({ title: 'Nothing to do' }),
    ]);
  });

  it.each<[string, JsonObject, string]>([
    [
      'a pool that is not there',
      { change: 'remove-pools', poolNames: ['x'] },
      'the engine has no such pool; accepted are',
    ],
    [
      'a chart of another shape',
      { change: 'chart-version', chartVersion: '0.28.0' },
      'where pools are statefulsets',
    ],
    [
      'what breaks a rule',
      {
        change: 'set-pools',
        pools: [
          { name: 'llama', minReplicas: 3, maxReplicas: 2, gpusPerReplica: 1 },
        ],
      },
      'pools[0].maxReplicas is 2',
    ],
  ])('fails for %s, and pushes nothing', async (_, values, message) => {
    const result = await edit(values);
    expect(result.error.message).toContain(message);
    expect(server.requests.join()).not.toContain('receive-pack');
  });

  it('deletes an engine', async () => {
    const result = await run('adaptive-engine-delete', { confirmed: true });
    expect(result.output.text).toEqual([
      expect.objectContaining({
        content: expect.stringContaining('GPUs: 2 to 8 → none'),
      }),
    ]);
    expect(await server.git('ls-tree', '-r', '--name-only', DELETE)).toBe(
      'README.md',
    );
  });

  it.each([
    ['adaptive-engine-edit', { change: 'pause', pool: 'llama' }, 'pool'],
    ['adaptive-engine-delete', { confirmed: true, force: true }, 'force'],
  ])('refuses fields that %s does not have', async (name, values, field) => {
    const { status, body } = await create(name, values);
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      expect.objectContaining({
        instance: field,
        schema: expect.objectContaining({
          errorMessage: expect.stringContaining('Accepted are the fields'),
        }),
      }),
    ]);
  });

  it('pauses an engine whose owner is gone from the catalog', async () => {
    const result = await edit({ change: 'pause' });
    expect(result).toMatchObject({
      message: 'Run completed with status: completed',
    });
  });

  it('deletes nothing unless somebody confirms', async () => {
    const answers = [
      await create('adaptive-engine-delete', { confirmed: false }),
      await create('adaptive-engine-delete', {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  });

  it.each<[string, JsonObject]>([
    ['edit', { change: 'pause' }],
    ['delete', { confirmed: true }],
  ])('has no effect in a dry run: %s', async (name, values) => {
    const { status, body } = await api('post', '/dry-run').send({
      template: await readTemplate(`adaptive-engine-${name}`),
      values: { ...where, ...values },
      directoryContents: [],
    });
    expect({ status, log: JSON.stringify(body.log) }).toEqual({
      status: 200,
      log: expect.stringContaining('Dry run: would push'),
    });
    expect(await server.git('branch', '--format=%(refname:short)')).toBe(
      'main',
    );
  });
});
