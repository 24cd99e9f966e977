// Runs a benchmark by name: `yarn bench aggregate [options]`.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const BENCHMARKS = {
  aggregate: 'plugins/adaptive-backend/bench/aggregate.ts',
  manifests: 'plugins/adaptive-manifests/bench/manifests.ts',
  plan: 'plugins/adaptive-node/bench/plan.ts',
};

const root = join(import.meta.dirname, '..');
const [name, ...args] = process.argv.slice(2);
const file = BENCHMARKS[name];
if (!file) {
  console.error(
    `error: '${name ?? ''}' is not a benchmark; there are: ${Object.keys(
      BENCHMARKS,
    ).join(', ')}`,
  );
  process.exit(2);
}
const transform = createRequire(import.meta.url).resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);
const { status } = spawnSync(
  process.execPath,
  ['--require', transform, join(root, file), ...args],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
