import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adaptiveEnginePlanPermission } from '@adaptive-portal/plugin-adaptive-common';
import {
  EngineReader,
  readClusterTargets,
  readGitOpsConfig,
  type MayKnow,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  startGitServer,
  type GitTestServer,
} from '@adaptive-portal/plugin-adaptive-node/testUtils';
import { mockCredentials } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import request from 'supertest';
import { FakeEnginesService } from '../__testUtils__/FakeEnginesService';
import { everything, startApi } from '../__testUtils__/startApi';
import { Planner } from '../plan/Planner';
import { TestPlatform } from '../view/__testUtils__/TestPlatform';

const VALUES = 'engines/eu-1/chat/adaptive/values.yaml';
const REQUEST = {
  repositoryId: 'platform',
  operation: 'apply',
  engine: { cluster: 'eu-1', namespace: 'chat', release: 'adaptive' },
};

const REFUSED_BODIES: Array<[body: string | object, message: string]> = [
  [{ ...REQUEST, repositoryId: 'x' }, "'repositoryId': 'x', accepted: one of"],
  [
    { ...REQUEST, operation: 'merge' },
    "'operation': 'merge', accepted: one of apply, delete",
  ],
  [
    { ...REQUEST, engine: { ...REQUEST.engine, namespace: '../x' } },
    "'engine.namespace': '../x', accepted: letters",
  ],
  [{ ...REQUEST, engine: undefined }, "'engine': missing, accepted: an object"],
  [
    { ...REQUEST, url: 'http://x' },
    "Unknown field 'url', accepted: repositoryId",
  ],
  [
    { ...REQUEST, files: [{ path: '../x', content: '' }] },
    "'files[0].path': '../x', accepted: a path below",
  ],
  [
    { ...REQUEST, files: [{ path: 'a', content: 1 }] },
    "'files[0].content': '1', accepted: text",
  ],
  [
    { ...REQUEST, files: Array(501).fill({ path: 'a', content: '' }) },
    '501 files, accepted: at most 500',
  ],
  ['[]', "'body': '[]', accepted: an object"],
  ['{', 'not valid JSON'],
];

describe('POST /plan', () => {
  let git: GitTestServer;
  let folder: string;
  let down: boolean;
  let mayPlan: boolean;
  let mayKnow: MayKnow;
  let backend: Awaited<ReturnType<typeof startApi>>['backend'];

  beforeEach(() => {
    down = false;
    mayPlan = true;
    mayKnow = async () => true;
  });

  // One for all tests: none of them leaves anything behind.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adaptive-plan-test-'));
    git = await startGitServer({
      token: 'hush-hush',
      files: { [VALUES]: 'a: 1\n', 'README.md': 'x\n' },
      intercept: (_, response) => {
        if (down) response.writeHead(503).end();
        return down;
      },
    });
    const config = new ConfigReader({
      adaptive: {
        gitops: {
          repositories: [{ id: 'platform', url: git.url, token: 'hush-hush' }],
        },
      },
    });
    const platform = new TestPlatform();
    const engines = new FakeEnginesService();
    ({ backend } = await startApi({
      policy: everything,
      engines,
      planner: new Planner({
        engines: {
          requirePlan: async () => {
            if (!mayPlan) {
              throw new NotAllowedError(
                `Needs the permission ${adaptiveEnginePlanPermission.name}`,
              );
            }
          },
          engines: async () => ({
            list: () => [],
            get: () => undefined,
            clusters: () => [],
            itemCounts: false,
          }),
        },
        sources: {
          watch: platform.watch(),
          metrics: platform.metrics(),
          engines,
        },
        access: { decide: async () => mayKnow },
        reader: new EngineReader({
          integrations: ScmIntegrations.fromConfig(config),
          parentFolder: folder,
        }),
        repositories: readGitOpsConfig(config),
        targets: readClusterTargets(config),
      }),
    }));
  });

  afterAll(async () => {
    await backend.stop();
    await git.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const post = (body: string | object) =>
    request(backend.server)
      .post('/api/adaptive/plan')
      .set('Authorization', mockCredentials.user.header())
      .set('Content-Type', 'application/json')
      .send(body);

  it('answers with the files of the branch, the target and the facts', async () => {
    const { status, body, text } = await post(REQUEST);
    expect(status).toBe(200);
    expect(body.repository).toEqual({
      id: 'platform',
      branch: 'main',
      commit: await git.git('rev-parse', 'main'),
      files: [{ path: VALUES, content: 'a: 1\n' }],
      foreign: false,
    });
    expect(body.target.repository).toMatchObject({ id: 'platform' });
    expect(body.cluster).toMatchObject({
      name: 'eu-1',
      known: true,
      kubernetesVersion: { value: 'v1.36.0' },
      namespace: { value: { exists: false, taken: false } },
    });
    expect(body.findings).toEqual([]);
    expect(text).not.toContain('hush-hush');
  });

  it('checks the files of the change against the schemas of their kinds', async () => {
    const content =
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: chat }\nspce: {}\n';
    const { body } = await post({
      ...REQUEST,
      files: [{ path: 'a/ns.yaml', content }],
    });
    expect(body.findings).toMatchObject([
      { rule: 'manifest-schema', severity: 'error', path: 'a/ns.yaml#spce' },
    ]);
  });

  it('says of an engine of others that it is there, and nothing more', async () => {
    mayKnow = async () => false;
    const { body } = await post(REQUEST);
    expect(body.repository).toMatchObject({ foreign: true, files: [] });
  });

  it('answers facts although the repository does not answer', async () => {
    down = true;
    const { status, body } = await post(REQUEST);
    expect(status).toBe(200);
    expect(body.repository).toMatchObject({
      files: [],
      foreign: false,
      message: expect.stringContaining("GitOps repository 'platform'"),
    });
    expect(body.repository.commit).toBeUndefined();
    expect(body.cluster.known).toBe(true);
  });

  it('is for who may plan', async () => {
    mayPlan = false;
    expect((await post(REQUEST)).status).toBe(403);
    const { status } = await request(backend.server)
      .post('/api/adaptive/plan')
      .send(REQUEST);
    expect(status).toBe(401);
  });

  it.each(REFUSED_BODIES.map(([body, message]) => ({ body, message })))(
    'refuses $message',
    async ({ body, message }) => {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({
        name: 'InputError',
        message: expect.stringContaining(message),
      });
    },
  );

  it('refuses ten megabytes with a sentence', async () => {
    const content = 'x'.repeat(10 * 1024 * 1024);
    const { status, body } = await post({
      ...REQUEST,
      files: [{ path: 'a.yaml', content }],
    });
    expect(status).toBe(413);
    expect(body.error.message).toContain('larger than 4 MiB');
  });

  it('refuses another content type', async () => {
    const { status, body } = await post('a: 1').set(
      'Content-Type',
      'text/yaml',
    );
    expect(status).toBe(400);
    expect(body.error.message).toContain('accepted: application/json');
  });
});
