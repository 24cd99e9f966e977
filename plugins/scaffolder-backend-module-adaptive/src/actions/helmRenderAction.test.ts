import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readClusterTargets,
  readGitOpsConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { readHelmConfig } from '../helm/helmConfig';
import { fakeHelm } from '../__testUtils__/fakeHelm';
import { createHelmRenderAction } from './helmRenderAction';
import { helmRenderExamples } from './helmRenderAction.examples';
import { exampleEngine } from './renderAction.examples';

const TWO_OBJECTS = `process.stdout.write(
  'kind: Service\\nmetadata:\\n  name: chat\\n---\\nkind: Deployment\\nmetadata:\\n  name: chat-llama\\n');`;

describe('adaptive:engine:helm-render', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adaptive-helm-test-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function run(
    env: NodeJS.ProcessEnv,
    input: JsonObject = {},
    helm: JsonObject = {},
    signal?: AbortSignal,
  ) {
    const config = new ConfigReader({
      adaptive: {
        helm,
        clusters: { 'eu-1': { keda: { prometheusAddress: 'http://p:9090' } } },
        gitops: {
          repositories: [{ id: 'platform', url: 'https://git.example.com/p' }],
        },
      },
    });
    const output: Record<string, unknown> = {};
    const logger = mockServices.logger.mock();
    const action = createHelmRenderAction({
      repositories: readGitOpsConfig(config),
      clusters: readClusterTargets(config),
      helm: readHelmConfig(config),
      env,
    });
    // As it arrives from a task: of any shape.
    const received: Parameters<typeof action.handler>[0]['input'] = JSON.parse(
      JSON.stringify({
        repositoryId: 'platform',
        engine: exampleEngine,
        ...input,
      }),
    );
    const outcome = action.handler({
      ...createMockActionContext({ workspacePath: folder }),
      input: received,
      logger,
      signal,
      output: (name, value) => {
        output[name] = value;
      },
    });
    const log = () =>
      JSON.stringify([logger.info.mock.calls, logger.warn.mock.calls]);
    return { outcome, output, log };
  }

  const reportOf = async (path: string) =>
    JSON.parse(await readFile(path, 'utf8'));

  it('asks the chart of the registry, with the values of the engine', async () => {
    const { env, report } = await fakeHelm(folder, TWO_OBJECTS);
    const { outcome, output } = await run(env, {
      engine: {
        ...exampleEngine,
        extraValues: { controlPlane: { servicePort: 8080 } },
      },
      failOn: 'never',
    });
    await outcome;
    expect(output).toEqual({
      available: true,
      rendered: true,
      objects: [
        { kind: 'Service', name: 'chat' },
        { kind: 'Deployment', name: 'chat-llama' },
      ],
      findings: [],
    });
    const { args, values } = await reportOf(report);
    expect(args.slice(0, 7)).toEqual([
      'template',
      'chat',
      'oci://ghcr.io/adaptive-ml/adaptive',
      '--version',
      '0.23.0',
      '--namespace',
      'team-chat',
    ]);
    expect(parse(values[0])).toMatchObject({
      containerRegistry: 'registry.example.com',
    });
    expect(parse(values[1])).toEqual({ controlPlane: { servicePort: 8080 } });
  });

  it('says as data when there is no Helm', async () => {
    const { outcome, output, log } = await run({ PATH: folder });
    await outcome;
    expect(output).toMatchObject({
      available: false,
      rendered: false,
      objects: [],
      findings: [{ rule: 'helm-not-available', severity: 'info' }],
    });
    expect(log()).toContain('There is no helm on the PATH');
  });

  it.each(['0.23.0/Chart.yaml', 'adaptive-0.23.0.tgz'])(
    'takes the chart of the configured folder: %s',
    async file => {
      const { env, report } = await fakeHelm(folder, TWO_OBJECTS);
      const charts = join(folder, 'charts');
      await mkdir(join(charts, '0.23.0'), { recursive: true });
      await writeFile(join(charts, file), '');
      await (
        await run(env, {}, { chartFolder: charts })
      ).outcome;
      const { args } = await reportOf(report);
      expect(args[2]).toBe(join(charts, file.replace('/Chart.yaml', '')));
      expect(args).not.toContain('--version');
    },
  );

  it('says as data when the folder has no such chart', async () => {
    const { env } = await fakeHelm(folder, TWO_OBJECTS);
    const { outcome, output } = await run(env, {}, { chartFolder: folder });
    await outcome;
    expect(output).toMatchObject({
      available: false,
      findings: [
        {
          sentence:
            'adaptive.helm.chartFolder has neither 0.23.0/Chart.yaml nor adaptive-0.23.0.tgz',
        },
      ],
    });
  });

  it("ends the task with Helm's words, without credentials and folders", async () => {
    const { env } = await fakeHelm(
      folder,
      `process.stderr.write('Error: pull https://erin:hush-hush@ghcr.io/x: ' + args[args.indexOf('--values') + 1] +
        ': Authorization: Bearer hush-hush\\n\\n denied'); process.exitCode = 1;`,
    );
    const { outcome, output, log } = await run(env);
    await expect(outcome).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(
        'Helm does not render the engine: Error: pull https://***@ghcr.io/x: …/values.yaml: Authorization: Bearer *** denied',
      ),
    });
    expect(output).toMatchObject({ available: true, rendered: false });
    expect(JSON.stringify(output) + log()).not.toMatch(/hush-hush|\/tmp\//);
  });

  it('goes on after the words of Helm when told so, and reports warnings', async () => {
    const { env } = await fakeHelm(
      folder,
      `process.stderr.write('WARNING: no schema\\n'); ${TWO_OBJECTS}`,
    );
    const { outcome, output } = await run(env);
    await outcome;
    expect(output.findings).toMatchObject([
      { severity: 'warning', sentence: 'Helm says: WARNING: no schema' },
    ]);
    const refusing = await fakeHelm(folder, 'process.exitCode = 1;');
    const second = await run(refusing.env, { failOn: 'never' });
    await second.outcome;
    expect(second.output.findings).toMatchObject([
      { rule: 'helm-refused', severity: 'error' },
    ]);
  });

  it('waits no longer than configured', async () => {
    const { env } = await fakeHelm(folder, 'setInterval(() => {}, 1000);');
    const { outcome, output } = await run(env, {}, { timeoutSeconds: 0.5 });
    await outcome;
    expect(output.findings).toMatchObject([
      { severity: 'warning', sentence: 'Helm did not finish in 0.5 s' },
    ]);
  });

  it('ends with the task', async () => {
    const { env } = await fakeHelm(folder, 'setInterval(() => {}, 1000);');
    const signal = AbortSignal.abort();
    const { outcome } = await run(env, {}, {}, signal);
    await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('keeps the environment of the backend from Helm, but for what it needs', async () => {
    const { env, report } = await fakeHelm(folder, TWO_OBJECTS);
    const settings = {
      ...env,
      HOME: folder,
      HELM_REGISTRY_CONFIG: '/etc/helm/registry.json',
      https_proxy: 'http://proxy:3128',
      GITHUB_TOKEN: 'hush-hush',
      KUBECONFIG: '/root/.kube/config',
    };
    await (
      await run(settings)
    ).outcome;
    const { env: seen } = await reportOf(report);
    expect(seen).toMatchObject({
      HOME: folder,
      HELM_REGISTRY_CONFIG: '/etc/helm/registry.json',
      https_proxy: 'http://proxy:3128',
    });
    expect(seen).not.toHaveProperty('GITHUB_TOKEN');
    expect(seen).not.toHaveProperty('KUBECONFIG');
  });

  it.each([
    { name: '--post-renderer=evil' },
    { namespace: '$(touch owned)' },
    { chartVersion: '../../etc' },
  ])('hands Helm no name that could be an argument: %j', async change => {
    const { env, report } = await fakeHelm(folder, TWO_OBJECTS);
    const engine = { ...exampleEngine, ...change };
    const { outcome } = await run(env, { engine });
    await expect(outcome).rejects.toMatchObject({ name: 'InputError' });
    await expect(readFile(report)).rejects.toThrow('ENOENT');
  });

  it.each([0, -1, 601])('refuses a timeout of %s s', timeoutSeconds => {
    expect(() =>
      readHelmConfig(
        new ConfigReader({ adaptive: { helm: { timeoutSeconds } } }),
      ),
    ).toThrow(`adaptive.helm.timeoutSeconds is ${timeoutSeconds}`);
  });

  it.each(helmRenderExamples)(
    'runs its example: $description',
    async example => {
      const [step] = parse(example.example).steps;
      expect(step.action).toBe('adaptive:engine:helm-render');
      const { env } = await fakeHelm(folder, TWO_OBJECTS);
      const { outcome, output } = await run(env, step.input);
      await outcome;
      expect(output.rendered).toBe(true);
    },
  );
});
