import { mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EngineReader,
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
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import { fakeFacts } from '../__testUtils__/fakeFacts';
import { fakeHelm } from '../__testUtils__/fakeHelm';
import { createFetchAction } from './fetchAction';
import { createHelmRenderAction } from './helmRenderAction';
import { createPlanAction } from './planAction';
import { createRenderAction } from './renderAction';
import { exampleEngine } from './renderAction.examples';
import { createValidateAction } from './validateAction';

const TOKEN = 'hush-hush';
const TEN_MEGABYTES = 10 * 1024 * 1024;
/** What a task may say of an input of any size. */
const MAX_MESSAGE = 20_000;
const ACTIONS = ['validate', 'plan', 'render', 'helm'] as const;
type Action = (typeof ACTIONS)[number];

/** Texts that would do something where they are taken for more than text. */
const INJECTIONS = [
  '${{ secrets.token }}',
  '{{ .Values.secrets }}',
  '{% raw %}{{ 7 * 7 }}',
  '$(touch owned) `touch owned`',
  '<script>alert(1)</script> ![x](https://evil.example.com)',
  'a: {b: *c} # !!js/function',
  '"quoted" \'twice\' \\n',
  '!!python/object/apply:os.system [x]',
];

// Each test starts a git server; slow machines have their time.
jest.setTimeout(60_000);

describe('actions with hostile input', () => {
  let folder: string;
  let server: GitTestServer;
  let reader: EngineReader;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adaptive-hostile-'));
    server = await startGitServer({ token: TOKEN, files: { 'a.md': '# A\n' } });
    reader = new EngineReader({
      integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
      parentFolder: folder,
    });
  });

  afterAll(async () => {
    await reader.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function actions() {
    const config = new ConfigReader({
      adaptive: {
        clusters: { 'eu-1': { keda: { prometheusAddress: 'http://p:9090' } } },
        gitops: {
          repositories: [{ id: 'platform', url: server.url, token: TOKEN }],
        },
      },
    });
    const options = {
      repositories: readGitOpsConfig(config),
      clusters: readClusterTargets(config),
      reader,
      facts: fakeFacts(),
      access: { decide: async () => async () => true },
      catalog: catalogServiceMock(),
      helm: { timeoutMs: 10_000 },
      env: (await fakeHelm(folder, '')).env,
    };
    return {
      fetch: createFetchAction(options),
      validate: createValidateAction(options),
      plan: createPlanAction(options),
      render: createRenderAction(options),
      helm: createHelmRenderAction(options),
    };
  }

  /** Runs an action; everything that a person or a log could see is in `seen`. */
  async function run(
    name: Action | 'fetch',
    input: JsonObject,
    links?: string,
  ) {
    const output: Record<string, unknown> = {};
    const logger = mockServices.logger.mock();
    const workspacePath = await mkdtemp(join(folder, 'workspace-'));
    if (links !== undefined) {
      await symlink(links, join(workspacePath, 'engines'));
    }
    const { handler } = (await actions())[name] as Awaited<
      ReturnType<typeof actions>
    >['render'];
    // As it arrives from a task: of any shape.
    const received: Parameters<typeof handler>[0]['input'] = JSON.parse(
      JSON.stringify({
        repositoryId: 'platform',
        unknownOwner: 'warn',
        ...input,
      }),
    );
    const failure = await handler({
      ...createMockActionContext({ workspacePath }),
      input: received,
      logger,
      isDryRun: true,
      output: (key, value) => {
        output[key] = value;
      },
    }).then(
      () => undefined,
      (error: Error) => error,
    );
    const seen = JSON.stringify([
      failure?.message,
      output,
      logger.info.mock.calls,
      logger.warn.mock.calls,
    ]);
    return { failure, output, seen, workspacePath };
  }

  it.each(INJECTIONS)('renders %s as text and as nothing else', async text => {
    const engine = { ...exampleEngine, description: text };
    const { failure, output, workspacePath } = await run('render', { engine });
    expect(failure).toBeUndefined();
    const content = await readFile(
      join(workspacePath, 'engines/eu-1/team-chat/chat/catalog-info.yaml'),
      'utf8',
    );
    const [component] = parseAllDocuments(content).map(document => {
      expect(document.errors).toEqual([]);
      return document.toJS();
    });
    expect(component.metadata.description).toBe(text);
    // What a host shows as Markdown has neither links nor HTML of it.
    expect(output.summary).not.toMatch(/<script|!\[x\]\(/);
    expect(await readdir(workspacePath)).not.toContain('owned');
  });

  it.each(
    INJECTIONS.flatMap(text =>
      ['name', 'namespace', 'cluster', 'chartVersion', 'rootUrl'].map(
        field => ({ field, text }),
      ),
    ),
  )('refuses $text as $field, in every action', async ({ field, text }) => {
    for (const name of ACTIONS) {
      const { failure } = await run(name, {
        engine: { ...exampleEngine, [field]: text },
      });
      expect(failure?.name).toBe('InputError');
    }
  });

  it.each(ACTIONS)('%s answers 10 MB with a short sentence', async name => {
    const long = 'a.'.repeat(TEN_MEGABYTES / 2);
    const [pool] = exampleEngine.pools;
    for (const change of [
      { description: long },
      { name: long },
      { [long]: 1 },
      { pools: Array.from({ length: 200_000 }, () => pool) },
      { extraValues: { controlPlane: { note: long } } },
      { secrets: { ...exampleEngine.secrets, controlPlane: long } },
    ]) {
      const { failure, seen } = await run(name, {
        engine: { ...exampleEngine, ...change },
      });
      expect(failure?.name).toBe('InputError');
      expect(seen.length).toBeLessThan(MAX_MESSAGE);
    }
  });

  it('answers 10 MB of a reference or a repository with a short sentence', async () => {
    const long = 'a/b/'.repeat(TEN_MEGABYTES / 4);
    for (const change of [{ engineRef: long }, { repositoryId: long }]) {
      const { failure, seen } = await run('fetch', {
        engineRef: 'eu-1/team-chat/chat',
        ...change,
      });
      expect(failure).toBeDefined();
      expect(seen.length).toBeLessThan(MAX_MESSAGE);
    }
  });

  it.each(ACTIONS)('%s repeats no value that could be a secret', async name => {
    const url = 'https://erin:sw0rdfish-9@chat.example.com';
    for (const change of [
      { rootUrl: url },
      { mlflow: { mode: 'external', url } },
      { oidc: [{ clientSecret: 'sw0rdfish-9' }] },
      { extraValues: { secrets: { dbUrl: 'postgres://u:sw0rdfish-9@h/d' } } },
      { accessKey: { token: 'sw0rdfish-9' } },
    ]) {
      const { failure, seen } = await run(name, {
        engine: { ...exampleEngine, ...change },
      });
      expect(failure?.name).toBe('InputError');
      expect(seen).not.toContain('sw0rdfish-9');
      expect(seen).not.toContain(TOKEN);
    }
  });

  it.each(['/etc', '/tmp/adaptive-not-there', '.', '../..'])(
    'renders through no link to %s',
    async to => {
      const { failure, output } = await run(
        'render',
        { engine: exampleEngine },
        to,
      );
      expect(failure?.name).toMatch(/^(NotAllowedError|InputError)$/);
      expect(output).toEqual({});
      await expect(readdir('/tmp/adaptive-not-there')).rejects.toThrow(
        'ENOENT',
      );
    },
  );
});
