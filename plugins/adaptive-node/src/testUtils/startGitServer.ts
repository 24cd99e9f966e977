import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Seed',
  GIT_AUTHOR_EMAIL: 'seed@example.com',
  GIT_COMMITTER_NAME: 'Seed',
  GIT_COMMITTER_EMAIL: 'seed@example.com',
};

/**
 * Options of {@link startGitServer}.
 *
 * @public
 */
export interface StartGitServerOptions {
  /** Password every request must bring; any user name goes. No sign-in when absent. */
  token?: string;
  /** Files of the first commit on `main`. Default: a `README.md`. */
  files?: Record<string, string>;
  /** Answers a request instead of git; returns false to let git answer. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/**
 * A running git server with one repository.
 *
 * @public
 */
export interface GitTestServer {
  /** Clone URL. */
  url: string;
  /** `http://127.0.0.1:<port>`. */
  baseUrl: string;
  /** Folder of the bare repository. */
  gitdir: string;
  /** `<method> <path>?<query>` of every request so far. */
  requests: string[];
  /** Runs git in the bare repository and returns what it prints, trimmed. */
  git(...args: string[]): Promise<string>;
  /** Commits files on a branch as somebody else would; `null` removes, `symlink:x` makes a link to x. */
  commit(
    files: Record<string, string | null>,
    options?: { branch?: string; from?: string; message?: string },
  ): Promise<string>;
  /** Makes the server refuse every push with this text. */
  refusePushes(reason: string): Promise<void>;
  stop(): Promise<void>;
}

/** Answers one request with `git http-backend`, git's own CGI program. */
function serveWithGit(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://git');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'portal',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  const chunks: Buffer[] = [];
  request.pipe(child.stdin);
  child.stdout.on('data', chunk => chunks.push(chunk));
  child.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    let status = 200;
    for (const line of output.subarray(0, end).toString().split('\r\n')) {
      const [name, value] = line.split(/:\s*/, 2);
      if (name === 'Status') status = Number.parseInt(value, 10);
      else if (name) response.setHeader(name, value ?? '');
    }
    response.writeHead(status).end(output.subarray(end + 4));
  });
}

function isSignedIn(request: IncomingMessage, token: string): boolean {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
  const password = Buffer.from(value, 'base64').toString().split(':')[1];
  return scheme === 'Basic' && password === token;
}

function createCommitter(
  root: string,
  gitdir: string,
): GitTestServer['commit'] {
  return async (files, options = {}) => {
    const { branch = 'main', from = 'main', message = 'Somebody' } = options;
    const env = {
      ...process.env,
      ...IDENTITY,
      GIT_DIR: gitdir,
      GIT_INDEX_FILE: join(root, 'index'),
    };
    const git = async (...args: string[]) =>
      (await run('git', args, { env })).stdout.trim();
    const parent = await git('rev-parse', '--verify', '-q', branch)
      .catch(() => git('rev-parse', '--verify', '-q', from))
      .catch(() => undefined);
    await git('read-tree', ...(parent ? [parent] : ['--empty']));
    for (const [path, content] of Object.entries(files)) {
      if (content === null) {
        await git('rm', '--cached', '-q', path);
        continue;
      }
      const link = content.startsWith('symlink:');
      const file = join(root, 'blob');
      await writeFile(file, link ? content.slice(8) : content);
      const oid = await git('hash-object', '-w', file);
      const mode = link ? '120000' : '100644';
      await git(
        'update-index',
        '--add',
        '--cacheinfo',
        `${mode},${oid},${path}`,
      );
    }
    const tree = await git('write-tree');
    const parents = parent ? ['-p', parent] : [];
    const commit = await git('commit-tree', tree, ...parents, '-m', message);
    await git('update-ref', `refs/heads/${branch}`, commit);
    return commit;
  };
}

/**
 * Starts git's own HTTP backend on a free loopback port, with one bare repository `acme/platform.git`. For tests.
 *
 * @public
 */
export async function startGitServer(
  options: StartGitServerOptions = {},
): Promise<GitTestServer> {
  const { token, files = { 'README.md': '# Platform\n' }, intercept } = options;
  const root = await mkdtemp(join(tmpdir(), 'adaptive-git-'));
  const gitdir = join(root, 'acme', 'platform.git');
  await run('git', ['init', '-q', '--bare', '-b', 'main', gitdir]);
  await run('git', ['-C', gitdir, 'config', 'http.receivepack', 'true']);
  const commit = createCommitter(root, gitdir);
  await commit(files);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (intercept?.(request, response)) return;
    if (token !== undefined && !isSignedIn(request, token)) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic' }).end();
      return;
    }
    serveWithGit(request, response, root);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The git server has no port');
  }
  const baseUrl = `http://127.0.0.1:${address.port}`;
  return {
    url: `${baseUrl}/acme/platform.git`,
    baseUrl,
    gitdir,
    requests,
    git: async (...args) =>
      (await run('git', ['-C', gitdir, ...args])).stdout.trim(),
    commit,
    refusePushes: reason =>
      writeFile(
        join(gitdir, 'hooks', 'pre-receive'),
        `#!/bin/sh\necho '${reason}'\nexit 1\n`,
        { mode: 0o755 },
      ),
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
      await rm(root, { recursive: true, force: true });
    },
  };
}
