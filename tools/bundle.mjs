// Builds the frontend bundle that the backend serves, when it is missing or older than its sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stampFile = join(root, 'packages/app/dist/.sources');

/** Files below a folder, in stable order; tests and build output do not reach the bundle. */
function* sources(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!['node_modules', 'dist', '__fixtures__'].includes(entry.name)) {
        yield* sources(path);
      }
    } else if (!/\.test\.tsx?$/.test(entry.name)) {
      yield path;
    }
  }
}

function sourceHash() {
  const hash = createHash('sha256').update(
    readFileSync(join(root, 'yarn.lock')),
  );
  const folders = [
    'packages/app',
    'plugins/adaptive',
    'plugins/adaptive-common',
    'plugins/adaptive-manifests',
  ];
  for (const folder of folders) {
    for (const file of sources(join(root, folder))) {
      hash.update(file.slice(root.length)).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

const hash = sourceHash();
if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) {
  process.exit(0);
}
const begin = Date.now();
console.log('==> Building the pages (about a minute, only when they changed)');
const build = spawnSync('yarn', ['workspace', 'app', 'build'], {
  cwd: root,
  encoding: 'utf8',
});
if (build.status !== 0) {
  console.error(`${build.stdout}\n${build.stderr}`);
  console.error(
    `error: the pages could not be built (exit code ${build.status}); mend the errors above and run the command again`,
  );
  process.exit(1);
}
writeFileSync(stampFile, hash);
console.log(`    done in ${Math.round((Date.now() - begin) / 1000)} s`);
