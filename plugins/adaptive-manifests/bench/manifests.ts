/*
 * `yarn bench manifests`: what rendering and validating engines costs. Prints a table, or JSON with `--json`.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import {
  DEFAULT_LAYOUT,
  parseEngineInput,
  renderEngine,
  validateEngine,
  type RenderTarget,
} from '../src';

const USAGE = `usage: yarn bench manifests [options]

  --engines 1000   engines rendered and validated in one run (default 1000)
  --pools 8        pools of each engine (default 8)
  --samples 200    single engines measured one by one (default 200)
  --json           JSON instead of a table
`;

const TARGET: RenderTarget = {
  repository: {
    id: 'platform',
    url: 'https://git.example.com/platform.git',
    branch: 'main',
    layout: DEFAULT_LAYOUT,
  },
  argocd: {
    namespace: 'argocd',
    project: 'default',
    chartRegistry: 'ghcr.io/adaptive-ml',
    destination: { name: 'eu-1' },
  },
  autoscaling: { prometheusAddress: 'http://prometheus.monitoring:9090' },
};

/** An engine with most options, as a form would send it. */
function engine(index: number, pools: number): object {
  const image = (repository: string) => ({ repository, tag: 'v1.14.2' });
  return {
    name: `chat-${index}`,
    owner: 'group:default/team-chat',
    description: 'Chat models of the support team',
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
    sandkasten: { replicas: 2, networkPolicy: {} },
    extraValues: { auth: { session: { expiration_seconds: 3600 } } },
  };
}

/** From untrusted data to files; fails when the engine is refused, so that nothing but the full work is measured. */
function work(raw: object): { files: number; bytes: number } {
  const input = parseEngineInput(raw);
  const errors = validateEngine(input, TARGET).filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length > 0) throw new Error(errors[0].sentence);
  const files = renderEngine(input, TARGET);
  return {
    files: files.length,
    bytes: files.reduce((sum, { content }) => sum + content.length, 0),
  };
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function timed(run: () => void): number {
  const begin = performance.now();
  run();
  return performance.now() - begin;
}

function measure(engines: number, pools: number, samples: number) {
  const first = timed(() => work(engine(0, pools)));
  const single = Array.from({ length: samples }, (_, index) =>
    timed(() => work(engine(index, pools))),
  ).sort((a, b) => a - b);
  let files = 0;
  let bytes = 0;
  let peak = process.memoryUsage.rss();
  const all = timed(() => {
    for (let index = 0; index < engines; index++) {
      const done = work(engine(index, pools));
      files += done.files;
      bytes += done.bytes;
      if (index % 50 === 0) peak = Math.max(peak, process.memoryUsage.rss());
    }
  });
  return {
    engines,
    pools,
    samples,
    firstMs: first,
    oneP50Ms: percentile(single, 0.5),
    oneP99Ms: percentile(single, 0.99),
    allMs: all,
    files,
    megabytes: bytes / 1e6,
    peakMiB: Math.max(peak, process.memoryUsage.rss()) / 2 ** 20,
    node: process.version,
    cpus: cpus().length,
  };
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
    samples: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  const result = measure(
    count(values.engines, 'engines'),
    count(values.pools, 'pools'),
    count(values.samples, 'samples'),
  );
  if (values.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } else {
    const ms = (value: number) => `${value.toFixed(1)} ms`;
    const rows = Object.entries({
      [`one engine of ${result.pools} pools, first`]: ms(result.firstMs),
      'one engine, p50': ms(result.oneP50Ms),
      'one engine, p99': ms(result.oneP99Ms),
      [`${result.engines} engines`]: ms(result.allMs),
      files: `${result.files}`,
      rendered: `${result.megabytes.toFixed(1)} MB`,
      'peak memory': `${result.peakMiB.toFixed(0)} MiB`,
      machine: `${result.cpus} CPUs, Node ${result.node}`,
    });
    for (const [title, value] of rows) {
      process.stdout.write(`${title.padEnd(32)} ${value.padStart(24)}\n`);
    }
  }
}
