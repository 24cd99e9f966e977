import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  CHART_VERSIONS,
  parseEngineInput,
  validateEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
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
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import type { JsonObject } from '@backstage/types';
import request from 'supertest';
import { parse } from 'yaml';
import { z } from 'zod';
import scaffolderModuleAdaptive from '.';
import { exampleEngine } from './actions/renderAction.examples';

const TOKEN = 'hush-hush';
const COMPLETED = { message: 'Run completed with status: completed' };
const FAILED = { message: 'Run completed with status: failed' };
const BRANCH = 'adaptive/eu-1/team-chat/chat/create';
const VALUES = 'engines/eu-1/team-chat/chat/values.yaml';

/** What somebody must enter; everything else has a default. */
const required = {
  name: 'chat',
  owner: 'group:default/team-chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  rootUrl: 'https://chat.example.com',
  containerRegistry: 'registry.example.com/adaptive',
  harmonyTag: '1.4.2',
  controlPlaneTag: '1.4.2',
  repositoryId: 'platform',
};

const erin: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'mock', namespace: 'default' },
  spec: { profile: { displayName: 'Erin', email: 'erin@example.com' } },
};

const teamChat: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'team-chat', namespace: 'default' },
  spec: { type: 'team', children: [] },
};

/** Fills in the defaults as the form does, dependent fields included. */
function formDefaults(template: Entity): JsonObject {
  const values: JsonObject = {};
  const collect = (schema: JsonObject) => {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (property.default !== undefined) values[name] ??= property.default;
    }
    for (const [name, dependency] of Object.entries(
      schema.dependencies ?? {},
    )) {
      const chosen = dependency.oneOf.find((branch: JsonObject) =>
        Object(branch.properties)[name].enum.includes(values[name]),
      );
      collect(chosen);
    }
  };
  const pages = template.spec?.parameters;
  for (const page of Array.isArray(pages) ? pages : []) {
    collect(Object(page));
  }
  return values;
}

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe('template adaptive-engine, in the scaffolder', () => {
  let server: GitTestServer;
  let backend: TestBackend;
  let template: Entity;

  beforeAll(async () => {
    template = parse(
      await readFile(
        resolve(__dirname, '../../../templates/adaptive-engine/template.yaml'),
        'utf8',
      ),
    );
  });

  beforeEach(async () => {
    server = await startGitServer({ token: TOKEN });
    backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        scaffolderModuleAdaptive,
        catalogServiceMock.factory({ entities: [template, erin, teamChat] }),
        mockServices.rootConfig.factory({
          data: {
            kubernetes: {
              clusterLocatorMethods: [
                { type: 'config', clusters: [{ name: 'eu-1' }] },
              ],
            },
            adaptive: {
              clusters: {
                'eu-1': { keda: { prometheusAddress: 'http://p:9090' } },
              },
              gitops: {
                repositories: [
                  {
                    id: 'platform',
                    url: server.url,
                    token: TOKEN,
                    webUrls: { branch: `${server.baseUrl}/tree/{branch}` },
                  },
                ],
              },
            },
          },
        }),
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

  const create = (values: JsonObject) =>
    api('post', '/tasks').send({
      templateRef: 'template:default/adaptive-engine',
      values,
    });

  /** Creates a task and waits for its end. */
  async function run(values: JsonObject) {
    const { status, body } = await create(values);
    expect({ status, body }).toMatchObject({ status: 201 });
    let after = 0;
    const log: string[] = [];
    for (;;) {
      const events = await api(
        'get',
        `/tasks/${body.id}/events?after=${after}`,
      );
      for (const event of events.body) {
        after = event.id;
        log.push(event.body.message);
        if (event.type === 'completion') {
          return { log: log.join('\n'), ...event.body };
        }
      }
      await setTimeout(50);
    }
  }

  it('publishes an engine from the values of the form', async () => {
    const result = await run({ ...formDefaults(template), ...required });
    expect(result).toMatchObject(COMPLETED);
    expect(result.output.links).toEqual([
      { title: `Branch ${BRANCH}`, url: `${server.baseUrl}/tree/${BRANCH}` },
      expect.objectContaining({
        entityRef: expect.stringMatching(/^component:default\//),
      }),
    ]);
    expect(result.output.text).toEqual([
      expect.objectContaining({
        title: 'Waiting for review',
        content: expect.stringMatching(
          /GPUs: none → 1 to 2 .*\| `default` \| none → 1 to 2 \| – → 1 \|/s,
        ),
      }),
    ]);
    // There is no Adaptive backend here, which reviewers are told.
    expect(JSON.stringify(result.output.text)).toContain(
      '**warning** The Adaptive backend gave no facts',
    );
    expect(
      (await server.git('diff', '--name-only', 'main', BRANCH)).split('\n'),
    ).toContain(VALUES);
    expect(await server.git('log', '-1', '--format=%an <%ae>', BRANCH)).toBe(
      'Erin <erin@example.com>',
    );
    const values = parse(await server.git('show', `${BRANCH}:${VALUES}`));
    expect(values.harmony.image).toEqual({
      repository: 'harmony',
      tag: '1.4.2',
    });
    expect(JSON.stringify(result)).not.toContain(TOKEN);
  });

  it('takes the same engine without the values that have defaults', async () => {
    await run({ ...formDefaults(template), ...required });
    const commit = await server.git('rev-parse', BRANCH);
    const { pools } = formDefaults(template);
    const result = await run({ ...required, pools });
    expect(result).toMatchObject(COMPLETED);
    expect(await server.git('rev-parse', BRANCH)).toBe(commit);
  });

  it('says so when there is nothing to do', async () => {
    const values = { ...formDefaults(template), ...required };
    await run(values);
    await server.git('update-ref', 'refs/heads/main', BRANCH);
    const result = await run(values);
    expect(result.output.text).toEqual([
      expect.objectContaining({ title: 'Nothing to do' }),
    ]);
  });

  it('passes on everything that can be chosen', async () => {
    const result = await run({
      ...required,
      description: 'For chat',
      chartVersion: '0.22.0',
      pools: [
        {
          name: 'llama',
          minReplicas: 2,
          maxReplicas: 6,
          gpusPerReplica: 8,
          requestsPerSecondPerReplica: 4.5,
          nodeSelector: { 'nvidia.com/gpu.product': 'H100' },
        },
      ],
      harmonyRepository: 'x/harmony',
      sandkastenTag: '9',
      redisSecret: 'my-redis',
      ttftTimeoutThreshold: 0.25,
      coolDownSeconds: 600,
      mlflowMode: 'external',
      mlflowUrl: 'http://mlflow:5000',
    });
    expect(result).toMatchObject(COMPLETED);
    const all = await server.git('show', BRANCH);
    for (const text of [
      '0.22.0',
      'x/harmony',
      'sandkasten',
      'my-redis',
      'http://mlflow:5000',
      'For chat',
      '0.25',
      '600',
      '4.5',
      'H100',
    ]) {
      expect(all).toContain(text);
    }
  });

  it.each<[string, JsonObject]>([
    ['a name with capitals', { name: 'Chat' }],
    ['no pools', { pools: [] }],
    [
      'a pool with a fraction of a GPU',
      {
        pools: [
          { name: 'a', minReplicas: 1, maxReplicas: 1, gpusPerReplica: 0.5 },
        ],
      },
    ],
    ['an unknown chart version', { chartVersion: '1.0.0' }],
    ['a root URL with a path', { rootUrl: 'https://x.example.com/path' }],
    [
      'a threshold of 0',
      { ttftTimeoutThreshold: 0, autoscalingMode: 'platform' },
    ],
    ['an image with its tag', { harmonyRepository: 'harmony:latest' }],
    ['a name that would collapse', { name: 'abcdefghijklmnopqrstuv' }],
    ['a root URL with an empty label', { rootUrl: 'https://x..example.com' }],
    ['a label that ends with a hyphen', { rootUrl: 'https://x-.example.com' }],
  ])('refuses %s before a task begins', async (_, change) => {
    const values = { ...formDefaults(template), ...required, ...change };
    expect((await create(values)).status).toBe(400);
  });

  it.each([
    ['bogus', true],
    ['chartversion', '0.22.0'],
  ])('refuses field %s, which it does not have', async (field, value) => {
    const { status, body } = await create({
      ...formDefaults(template),
      ...required,
      [field]: value,
    });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      expect.objectContaining({
        instance: field,
        schema: expect.objectContaining({
          errorMessage: expect.stringContaining('chartVersion'),
        }),
      }),
    ]);
  });

  it('names all of its fields where it refuses others', () => {
    const names = new Set<string>();
    const collect = (schema: JsonObject) => {
      Object.keys(schema.properties ?? {}).forEach(name => names.add(name));
      for (const dependency of Object.values(schema.dependencies ?? {})) {
        dependency.oneOf.forEach(collect);
      }
      if (schema.then) collect(Object(schema.then));
    };
    const pages = Object(template.spec).parameters;
    pages.forEach(collect);
    const { enum: accepted, errorMessage } = pages[0].propertyNames;
    expect([...accepted].sort()).toEqual([...names].sort());
    for (const name of names) {
      expect(errorMessage).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });

  it('accepts the names that the generator accepts', () => {
    const [{ properties }] = Object(template.spec).parameters;
    const { pattern, maxLength } = properties.name;
    const names = Array.from({ length: 35 }, (_, index) => [
      'a'.repeat(index + 1),
      `adaptive${'a'.repeat(index)}`,
      `${'a'.repeat(index)}-adaptive`,
    ]).flat();
    for (const name of [...names, 'a-', '-a', 'Chat', 'a_b', 'a.b']) {
      const accepted =
        name.length <= maxLength && new RegExp(pattern).test(name);
      const valid = CHART_VERSIONS.every(chartVersion =>
        validateEngine(
          parseEngineInput({ ...exampleEngine, name, chartVersion }),
        ).every(
          ({ path, severity }) => path !== 'name' || severity !== 'error',
        ),
      );
      // A name may begin with a digit in Helm, but not the Service that is called after it.
      expect([name, accepted]).toEqual([name, valid && /^[a-z]/.test(name)]);
    }
  });

  it.each<[string, JsonObject, object]>([
    ['no URL', {}, { path: [], message: 'requires property "mlflowUrl"' }],
    ...['', 'https://me:hunter2@mlflow', 'https://mlflow/?token=hunter2'].map(
      (mlflowUrl): [string, JsonObject, object] => [
        JSON.stringify(mlflowUrl),
        { mlflowUrl },
        {
          path: ['mlflowUrl'],
          schema: expect.objectContaining({
            errorMessage: expect.stringContaining('for example http://mlflow'),
          }),
        },
      ],
    ),
  ])(
    'names the field when an external MLflow has %s',
    async (_, change, error) => {
      const { status, body } = await create({
        ...formDefaults(template),
        ...required,
        mlflowMode: 'external',
        ...change,
      });
      expect(status).toBe(400);
      expect(body.errors).toEqual([expect.objectContaining(error)]);
    },
  );

  it('fails a task with an owner that the catalog does not have', async () => {
    const result = await run({
      ...formDefaults(template),
      ...required,
      owner: 'group:default/nogroup',
    });
    expect(result).toMatchObject(FAILED);
    expect(result.error.message).toContain('owner is "group:default/nogroup"');
    expect(server.requests).toEqual([]);
  });

  it('fails a task with every rule that is broken, and pushes nothing', async () => {
    const pool = {
      name: 'a',
      minReplicas: 3,
      maxReplicas: 1,
      gpusPerReplica: 1,
    };
    const result = await run({
      ...formDefaults(template),
      ...required,
      pools: [pool, { ...pool, name: 'A' }],
    });
    expect(result).toMatchObject(FAILED);
    expect(result.error.message).toContain('pools[0].maxReplicas is 1');
    expect(result.error.message).toContain('pools[1].name is "A"');
    expect(server.requests).toEqual([]);
  });

  it('fails a task with the reason when the git server is down', async () => {
    await server.stop();
    const result = await run({ ...formDefaults(template), ...required });
    expect(result).toMatchObject(FAILED);
    expect(result.error.message).toContain(
      `GitOps repository 'platform' at ${server.url} cannot be reached`,
    );
    server = await startGitServer();
  });

  it('has no effect outside in a dry run', async () => {
    const { status, body } = await api('post', '/dry-run').send({
      template,
      values: { ...formDefaults(template), ...required },
      directoryContents: [],
    });
    expect(status).toBe(200);
    expect(
      body.directoryContents.map((file: { path: string }) => file.path),
    ).toContain(VALUES);
    expect(await server.git('branch', '--format=%(refname:short)')).toBe(
      'main',
    );
  });

  it('offers all actions with examples and every field of an engine', async () => {
    const { body } = await api('get', '/actions');
    const offered = z
      .array(
        z.object({
          id: z.string(),
          examples: z.array(z.unknown()).optional(),
          schema: z.unknown(),
        }),
      )
      .parse(body)
      .filter(({ id }) => id.startsWith('adaptive:'));
    expect(offered.map(({ id }) => id).sort()).toEqual([
      'adaptive:engine:fetch',
      'adaptive:engine:helm-render',
      'adaptive:engine:plan',
      'adaptive:engine:publish',
      'adaptive:engine:render',
      'adaptive:engine:validate',
      'adaptive:secrets:seal',
    ]);
    for (const { examples } of offered) {
      expect(examples?.length).toBeGreaterThan(0);
    }
    const render = offered.find(({ id }) => id === 'adaptive:engine:render');
    expect(JSON.stringify(render?.schema)).toContain('"bundled"');
  });
});
