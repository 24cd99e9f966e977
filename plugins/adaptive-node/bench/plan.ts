/*
 * `yarn bench plan`: what the plan of one engine costs in a repository of many, from a warm mirror: asking the git
 * server for its newest state, reading the engine's files, changing it, and planning the change. Prints a table, or JSON
 * with `--json`.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import {
  changeEngine,
  DEFAULT_LAYOUT,
  editEngineFiles,
  extractEngine,
  parseEngineInput,
  planEngine,
  renderEngine,
  type RenderedFile,
  type RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { EngineReader, readGitOpsConfig } from '../src/gitops';
import { startGitServer } from '../src/testUtils';

const USAGE = `usage: yarn bench plan [options]

  --engines 1000   engines in the repository (default 1000)
  --pools 8        pools of each engine (default 8)
  --samples 50     plans measured one by one (default 50)
  --json           JSON instead of a table
`;

function targetFor(url: string): RenderTarget {
  return {
    repository: { id: 'platform', url, branch: 'main', layout: DEFAULT_LAYOUT },
    argocd: {
      namespace: 'argocd',
      project: 'default',
      chartRegistry: 'ghcr.io/adaptive-ml',
      destination: { name: 'eu-1' },
    },
    autoscaling: { prometheusAddress: 'http://prometheus.monitoring:9090' },
  };
}

function engine(index: number, pools: number) {
  const image = (repository: string) => ({ repository, tag: 'v1.14.2' });
  return parseEngineInput({
    name: `chat-${index}`,
    owner: 'group:default/team-chat',
    cluster: 'eu-1',
    namespace: `team-${index}`,
    chartVersion: '0.23.0',
    containerRegistry: 'registry.example.com/adaptive',
    images: {
      harmony: image('harmony'),
      controlPlane: image('control-plane'),
      sandkasten: image('sandkasten'),
    },
    rootUrl: `https://chat-${index}.example.com`,
    secrets: { controlPlane: 'control-plane', harmony: 'harmony' },
    pools: Array.from({ length: pools }, (_, pool) => ({
      name: `pool-${pool}`,
      minReplicas: 1,
      maxReplicas: 4,
      gpusPerReplica: 8,
      requestsPerSecondPerReplica: 2,
      nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
    })),
    autoscaling: { mode: 'platform' },
    mlflow: { mode: 'internal', storage: { size: '50Gi' } },
    ingress: { hosts: [{ host: `chat-${index}.example.com` }] },
  });
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

async function timed(run: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}

/** Commits all files at once; a call of git for each would take longer than everything that is measured. */
function importFiles(gitdir: string, files: readonly RenderedFile[]): void {
  const blob = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const input = [
    'commit refs/heads/main\n',
    'committer Bench <bench@example.com> 1767225600 +0000\n',
    blob('Engines'),
    'from refs/heads/main^0\n',
    ...files.map(
      ({ path, content }) => `M 100644 inline ${path}\n${blob(content)}`,
    ),
  ].join('');
  execFileSync('git', ['-C', gitdir, 'fast-import', '--quiet'], { input });
}

/** A git server whose repository holds all engines, and a reader of it. */
async function startRepository(engines: number, pools: number) {
  const target = targetFor('http://git.example.com/platform.git');
  const files = Array.from({ length: engines }, (_, index) =>
    renderEngine(engine(index, pools), target),
  ).flat();
  const server = await startGitServer();
  importFiles(server.gitdir, files);
  const [config] = readGitOpsConfig(
    new ConfigReader({
      adaptive: {
        gitops: { repositories: [{ id: 'platform', url: server.url }] },
      },
    }),
  );
  const reader = new EngineReader({
    integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
  });
  const stop = async () => {
    await reader.close();
    await server.stop();
  };
  return { config, reader, target, files: files.length, stop };
}

async function measure(engines: number, pools: number, samples: number) {
  const repository = await startRepository(engines, pools);
  const { config, reader, target } = repository;
  /** All that a plan needs; fails when it is empty, so that nothing but the full work is measured. */
  const plan = async (index: number) => {
    const { files: current } = await reader.read(config, {
      cluster: 'eu-1',
      namespace: `team-${index}`,
      release: `chat-${index}`,
    });
    const state = { engine: extractEngine(current), pausedPools: [] };
    const { engine: input } = changeEngine(state, {
      setPools: [{ name: 'pool-0', maxReplicas: 9 }],
    });
    const next = renderEngine(input, target);
    const { files: after } = editEngineFiles({ current, next, target });
    const planned = planEngine({
      operation: 'apply',
      before: current,
      after,
      input,
      target,
    });
    if (planned.files.length === 0) throw new Error('the plan is empty');
  };
  try {
    const first = await timed(() => plan(0));
    const warm: number[] = [];
    for (let index = 0; index < samples; index++) {
      warm.push(await timed(() => plan((index * 7) % engines)));
    }
    warm.sort((a, b) => a - b);
    return {
      engines,
      pools,
      samples,
      files: repository.files,
      firstMs: first,
      warmP50Ms: percentile(warm, 0.5),
      warmP99Ms: percentile(warm, 0.99),
      peakMiB: process.memoryUsage.rss() / 2 ** 20,
      node: process.version,
      cpus: cpus().length,
    };
  } finally {
    await repository.stop();
  }
}

function count(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    process.stderr.write(
      `error: --${option} ${text} is no whole number above 0\n`,
    );
    process.exit(2);
  }
  return value;
}

const { values } = parseArgs({
  options: {
    engines: { type: 'string', default: '1000' },
    pools: { type: 'string', default: '8' },
    samples: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const result = await measure(
    count(values.engines, 'engines'),
    count(values.pools, 'pools'),
    count(values.samples, 'samples'),
  );
  if (values.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const rows = Object.entries({
    [`${result.engines} engines of ${result.pools} pools`]: `${result.files} files`,
    'plan of one, with a new mirror': ms(result.firstMs),
    'plan of one, warm, p50': ms(result.warmP50Ms),
    'plan of one, warm, p99': ms(result.warmP99Ms),
    memory: `${result.peakMiB.toFixed(0)} MiB`,
    machine: `${result.cpus} CPUs, Node ${result.node}`,
  });
  for (const [title, value] of rows) {
    process.stdout.write(`${title.padEnd(34)} ${value.padStart(24)}\n`);
  }
}

main().catch((error: Error) => {
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(1);
});
