import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readClusterTargets,
  readGitOpsConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { fakeFacts } from '../__testUtils__/fakeFacts';
import { createRenderAction } from './renderAction';
import { exampleEngine, renderExamples } from './renderAction.examples';

const ENGINE = 'engines/eu-1/team-chat/chat';

const config = {
  kubernetes: {
    clusterLocatorMethods: [{ type: 'config', clusters: [{ name: 'eu-1' }] }],
  },
  adaptive: {
    clusters: {
      'eu-1': { keda: { prometheusAddress: 'http://prometheus:9090' } },
    },
    gitops: {
      repositories: [
        {
          id: 'platform',
          url: 'https://git.example.com/platform.git',
          token: 'hush-hush',
        },
      ],
    },
  },
};

const group = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, namespace: 'default' },
  spec: { type: 'team', children: [] },
});

describe('adaptive:engine:render', () => {
  let workspacePath: string;

  beforeEach(async () => {
    workspacePath = await mkdtemp(join(tmpdir(), 'adaptive-workspace-'));
  });

  afterEach(async () => {
    await rm(workspacePath, { recursive: true, force: true });
  });

  async function run(
    input: JsonObject,
    settings: JsonObject = config,
    catalog: Parameters<
      typeof createRenderAction
    >[0]['catalog'] = catalogServiceMock({ entities: [group('team-chat')] }),
    facts = fakeFacts(),
  ) {
    const reader = new ConfigReader(settings);
    const output: Record<string, unknown> = {};
    const logger = mockServices.logger.mock();
    const action = createRenderAction({
      repositories: readGitOpsConfig(reader),
      clusters: readClusterTargets(reader),
      catalog,
      facts,
    });
    // As it arrives from a task: of any shape.
    const received: Parameters<typeof action.handler>[0]['input'] = JSON.parse(
      JSON.stringify(input),
    );
    await action.handler({
      ...createMockActionContext({ workspacePath }),
      input: received,
      logger,
      checkpoint: async ({ fn }) => fn(),
      output: (name, value) => {
        output[name] = value;
      },
    });
    return { output, logger };
  }

  const render = (change: JsonObject = {}, settings: JsonObject = config) =>
    run(
      { repositoryId: 'platform', engine: { ...exampleEngine, ...change } },
      settings,
    );

  it('writes the files of an engine into the workspace', async () => {
    const { output } = await render();
    expect(output).toMatchObject({
      engineRef: 'eu-1/team-chat/chat',
      entityRef: expect.stringMatching(/^component:default\/[a-z0-9.-]+$/),
      files: [
        'applications/eu-1/team-chat.chat.yaml',
        `${ENGINE}/README.md`,
        `${ENGINE}/catalog-info.yaml`,
        `${ENGINE}/manifests/scaledobject-llama.yaml`,
        `${ENGINE}/values.yaml`,
      ],
    });
    const read = async (path: string) =>
      parse(await readFile(join(workspacePath, path), 'utf8'));
    expect(await read('applications/eu-1/team-chat.chat.yaml')).toMatchObject({
      kind: 'Application',
      spec: { destination: { name: 'eu-1', namespace: 'team-chat' } },
    });
    expect(
      await read(`${ENGINE}/manifests/scaledobject-llama.yaml`),
    ).toMatchObject({ kind: 'ScaledObject' });
  });

  it('links to the entity that the catalog file declares', async () => {
    const { output } = await render();
    const [first] = (
      await readFile(join(workspacePath, ENGINE, 'catalog-info.yaml'), 'utf8')
    ).split('---\n');
    const { kind, metadata } = parse(first);
    expect(output.entityRef).toBe(
      `${kind.toLowerCase()}:default/${metadata.name}`,
    );
  });

  it('says what a reviewer wants to know', async () => {
    const { output, logger } = await render();
    expect(output.summary).toContain('| llama | 1 to 4 | 2 | 2 to 8 |');
    expect(output.findings).toContainEqual(
      expect.objectContaining({ rule: 'no-load-trigger', severity: 'warning' }),
    );
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('requestsPerSecondPerReplica is not given'),
    );
  });

  it('keeps values from becoming Markdown or HTML in the summary', async () => {
    const { output } = await render({
      pools: [
        { name: 'a_b_c', minReplicas: 1, maxReplicas: 4, gpusPerReplica: 2 },
      ],
    });
    expect(output.summary).toContain('| a\\_b\\_c |');
  });

  it('writes the same bytes for the same engine', async () => {
    const read = async () =>
      readFile(join(workspacePath, ENGINE, 'values.yaml'), 'utf8');
    await render();
    const first = await read();
    await render();
    expect(await read()).toBe(first);
  });

  it('names every broken rule at once, and writes nothing', async () => {
    const pool = { ...exampleEngine.pools[0], minReplicas: 5 };
    const failure = render({
      name: 'my-very-long-engine-name',
      rootUrl: 'ftp://x',
      pools: [pool, pool],
    });
    await expect(failure).rejects.toMatchObject({ name: 'InputError' });
    for (const text of [
      'rules are broken:',
      'pools[0].maxReplicas is 4, less than minReplicas',
      'pools[1].name is "llama"',
      'rootUrl is "ftp://x"',
      'gives all its parts one and the same name',
    ]) {
      await expect(failure).rejects.toThrow(text);
    }
    await expect(
      readFile(join(workspacePath, ENGINE, 'values.yaml')),
    ).rejects.toThrow('ENOENT');
  });

  it('names what is missing', async () => {
    const failure = run({ repositoryId: 'platform', engine: { name: 'x' } });
    await expect(failure).rejects.toThrow('owner is missing');
    await expect(failure).rejects.toThrow('pools is missing');
  });

  it('refuses clusters and repositories that are not configured', async () => {
    await expect(render({ cluster: 'mars' })).rejects.toThrow(
      'engine.cluster "mars" is not a cluster this portal watches; accepted are \'eu-1\'',
    );
    await expect(
      run({ repositoryId: 'other', engine: exampleEngine }),
    ).rejects.toThrow("accepted are 'platform'");
    await expect(
      run({ repositoryId: 'other', engine: exampleEngine }, {}),
    ).rejects.toThrow('none is configured at adaptive.gitops.repositories');
  });

  describe('owner', () => {
    const owned = (owner: string, unknownOwner?: string) =>
      run({
        repositoryId: 'platform',
        engine: { ...exampleEngine, owner },
        ...(unknownOwner && { unknownOwner }),
      });
    const asked = jest.fn();
    const broken = {
      getEntityByRef: async () => {
        throw new Error('no answer');
      },
    };
    const input = { repositoryId: 'platform', engine: { ...exampleEngine } };

    it('is looked up with the credentials of whoever started the task', async () => {
      await run(input, config, {
        getEntityByRef: async (...parameters) => {
          asked(...parameters);
          return group('team-chat');
        },
      });
      expect(asked).toHaveBeenCalledWith(
        expect.objectContaining({ name: 'team-chat', namespace: 'default' }),
        { credentials: mockCredentials.user() },
      );
    });

    it.each(['team-chat', 'group:team-chat', 'Group:default/team-chat'])(
      'may be written as %s',
      async owner => {
        await expect(owned(owner)).resolves.toBeDefined();
      },
    );

    it.each([
      ['group:default/nogroup', 'which is not in the catalog'],
      ['group:other/team-chat', 'which is not in the catalog'],
      ['user:default/erin', 'which is no group'],
    ])('is refused when it is %s', async (owner, reason) => {
      const failure = owned(owner);
      await expect(failure).rejects.toMatchObject({ name: 'InputError' });
      await expect(failure).rejects.toThrow(`owner is "${owner}", ${reason}`);
      await expect(failure).rejects.toThrow(
        'accepted is a group of the catalog, for example group:default/team-chat',
      );
      await expect(
        readFile(join(workspacePath, ENGINE, 'values.yaml')),
      ).rejects.toThrow('ENOENT');
    });

    it('is warned of only, where the task says so', async () => {
      const { output, logger } = await owned('group:default/nogroup', 'warn');
      expect(output.engineRef).toBe('eu-1/team-chat/chat');
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('owner is "group:default/nogroup"'),
      );
    });

    it('cannot be checked without the catalog', async () => {
      await expect(run(input, config, broken)).rejects.toThrow(
        'owner group:default/team-chat could not be looked up in the catalog',
      );
      const { logger } = await run(
        { ...input, unknownOwner: 'warn' },
        config,
        broken,
      );
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('could not be looked up'),
      );
    });
  });

  it('warns of replicas that most GPU nodes have no room for', async () => {
    const { output } = await render({
      pools: [{ ...exampleEngine.pools[0], gpusPerReplica: 9 }],
    });
    expect(output.findings).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        sentence: expect.stringContaining(
          'pools[0].gpusPerReplica is 9, but most GPU nodes have 8',
        ),
      }),
    );
  });

  it('says what the platform team has to configure for autoscaling', async () => {
    await expect(
      render({}, { adaptive: { gitops: config.adaptive.gitops } }),
    ).rejects.toThrow('adaptive.clusters.eu-1.keda.prometheusAddress');
  });

  it.each(['../../etc', '..', 'a/../../b', '/etc', 'a\u0000b', 'a\nb'])(
    'lets no name lead out of the repository: %j',
    async name => {
      const open = { adaptive: config.adaptive };
      await expect(render({ name }, open)).rejects.toThrow();
      await expect(render({ namespace: name }, open)).rejects.toThrow();
      await expect(render({ cluster: name }, open)).rejects.toThrow();
    },
  );

  it('follows no link that lies in the workspace', async () => {
    await symlink('/tmp', join(workspacePath, 'engines'));
    await expect(render()).rejects.toMatchObject({ name: 'NotAllowedError' });
  });

  it('never has a credential in files, outputs or log', async () => {
    const { output, logger } = await render();
    const application = await readFile(
      join(workspacePath, 'applications/eu-1/team-chat.chat.yaml'),
      'utf8',
    );
    const all = JSON.stringify([
      output,
      application,
      logger.info.mock.calls,
      logger.warn.mock.calls,
    ]);
    expect(all).toContain('git.example.com');
    expect(all).not.toContain('hush-hush');
  });

  it.each(renderExamples)('runs its example: $description', async example => {
    const [step] = parse(example.example).steps;
    expect(step.action).toBe('adaptive:engine:render');
    const { output } = await run(step.input);
    expect(output.engineRef).toBe('eu-1/team-chat/chat');
  });
});
