import {
  type IncomingMessage,
  type ServerResponse,
  createServer,
} from 'node:http';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { readBody } from '../net/body';
import { listenOnLoopback } from '../net/loopback';
import { isLocalHost, isSameOrigin } from '../net/origin';
import { type GitUser, userOf } from './access';
import { serveWithGit } from './httpBackend';
import {
  branchPage,
  commitPage,
  errorPage,
  filePage,
  folderPage,
  indexPage,
  repositoryPage,
} from './pages';
import { type GitAuthor, Repository } from './repository';

const MAX_FORM_BYTES = 64 * 1024;
const LOG_LENGTH = 50;
const REPOSITORY_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const GIT_PATH =
  /^\/([^/]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export interface GitServerOptions {
  /** Folder that holds the bare repositories, `<name>.git` each; made when absent. */
  folder: string;
  /** Names of the repositories; made with a first commit when absent. */
  repositories: string[];
  users: GitUser[];
  /** Default: a free port. */
  port?: number;
  /** After a push changed a repository. */
  onPush?(repository: string): void;
  /** After a branch was merged by page or API. */
  onMerged?(event: {
    repository: string;
    branch: string;
    /** Id of the merge commit. */
    commit: string;
  }): void;
}

/** A running git server. */
export interface GitServer {
  /** `http://127.0.0.1:<port>`; `<url>/<repository>` is its page. */
  readonly url: string;
  /** Where to clone a repository from; without credentials. */
  cloneUrl(repository: string): string;
  /** Folder of the bare repository. */
  gitDir(repository: string): string;
  /** Commits files to main as the author "sandbox" (null deletes); returns the id of main. */
  commitFiles(options: {
    repository: string;
    message: string;
    files: Record<string, string | null>;
    author?: GitAuthor;
  }): Promise<string>;
  /** Merges a branch into main and deletes it; returns the merge commit's id. */
  merge(repository: string, branch: string): Promise<string>;
  stop(): Promise<void>;
}

class Site {
  url = '';

  constructor(
    private readonly options: GitServerOptions,
    private readonly repositories: Map<string, Repository>,
  ) {}

  repository(name: string): Repository {
    const found = this.repositories.get(name);
    if (!found) {
      throw new NotFoundError(`There is no repository "${name}"`);
    }
    return found;
  }

  cloneUrl(name: string): string {
    return `${this.url}/${this.repository(name).name}.git`;
  }

  async merge(name: string, branch: string): Promise<string> {
    const commit = await this.repository(name).merge(branch);
    this.options.onMerged?.({ repository: name, branch, commit });
    return commit;
  }

  async handle(request: IncomingMessage, response: ServerResponse) {
    const path = pathOf(request);
    const api = path?.startsWith('/api/') ?? false;
    try {
      if (path === undefined) {
        throw new InputError('The request path is no valid URL path');
      }
      if (GIT_PATH.test(path)) {
        await this.serveGit(request, response, path);
      } else if (api) {
        await this.serveApi(request, response, path);
      } else {
        await this.servePage(request, response, path);
      }
    } catch (error) {
      answerError(response, error, api);
    }
  }

  private async serveGit(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ) {
    const user = userOf(request.headers, this.options.users);
    if (!user) {
      askForToken(response);
      return;
    }
    const [, name = '', service] = GIT_PATH.exec(path) ?? [];
    const repository = this.repository(name);
    const done = await serveWithGit(request, response, {
      folder: this.options.folder,
      path,
      query: new URL(request.url ?? '/', this.url).search.slice(1),
      user: user.username,
    });
    if (done && service === 'git-receive-pack') {
      this.options.onPush?.(repository.name);
    }
  }

  private async serveApi(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ) {
    if (!userOf(request.headers, this.options.users)) {
      askForToken(response);
      return;
    }
    const [, name = '', action = ''] =
      /^\/api\/repos\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
    const repository = this.repository(name);
    switch (`${request.method} ${action}`) {
      case 'GET branches':
        sendJson(response, 200, { branches: await repository.branches() });
        return;
      case 'GET head':
        sendJson(response, 200, {
          branch: 'main',
          commit: await repository.head(),
        });
        return;
      case 'POST merge': {
        const branch = branchIn(await readBody(request, MAX_FORM_BYTES));
        sendJson(response, 200, { commit: await this.merge(name, branch) });
        return;
      }
      default:
        throw new NotFoundError(`There is no ${request.method} ${path}`);
    }
  }

  private async servePage(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ) {
    if (!isLocalHost(request.headers)) {
      throw new NotAllowedError(
        `Host "${request.headers.host}" is none of this server's names`,
      );
    }
    const [name = '', section = '', ...rest] = path.split('/').slice(1);
    if (request.method === 'POST' && section === 'merge') {
      await this.mergeFromPage(request, response, name);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new NotFoundError(`There is no ${request.method} ${path}`);
    }
    const target = rest.map(decodeURIComponent).join('/');
    sendPage(response, 200, await this.page(request, name, section, target));
  }

  private async mergeFromPage(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
  ) {
    if (!isSameOrigin(request.headers)) {
      throw new NotAllowedError(
        'A merge must be sent from a page of this server',
      );
    }
    const form = new URLSearchParams(await readBody(request, MAX_FORM_BYTES));
    const branch = form.get('branch') ?? '';
    await this.merge(name, branch);
    response
      .writeHead(303, {
        Location: `/${name}?merged=${encodeURIComponent(branch)}`,
      })
      .end();
  }

  private async page(
    request: IncomingMessage,
    name: string,
    section: string,
    target: string,
  ): Promise<string> {
    if (name === '') {
      return indexPage([...this.repositories.keys()]);
    }
    const repository = this.repository(name);
    switch (section) {
      case '': {
        const query = new URL(request.url ?? '/', this.url).searchParams;
        return repositoryPage({
          repository: name,
          cloneUrl: this.cloneUrl(name),
          branches: await repository.branches(),
          commits: await repository.log(LOG_LENGTH),
          merged: query.get('merged') ?? undefined,
        });
      }
      case 'branches': {
        const branch = await repository.branch(target);
        return branchPage({
          repository: name,
          branch,
          commits: await repository.commitsAhead(branch),
          diff: await repository.diff(branch),
        });
      }
      case 'commits': {
        const { commit, diff } = await repository.showCommit(target);
        return commitPage(name, commit, diff);
      }
      case 'files': {
        const found = await repository.read(target);
        return found.kind === 'file'
          ? filePage(name, target, found.text)
          : folderPage(name, target.replace(/\/+$/, ''), found.entries);
      }
      default:
        throw new NotFoundError(`There is no page "${section}"`);
    }
  }
}

function pathOf(request: IncomingMessage): string | undefined {
  try {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    decodeURIComponent(pathname);
    return pathname;
  } catch {
    return undefined;
  }
}

function branchIn(text: string): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new InputError('The body is no JSON');
  }
  const branch =
    typeof body === 'object' && body !== null && 'branch' in body
      ? body.branch
      : undefined;
  if (typeof branch !== 'string' || branch === '') {
    throw new InputError(
      `branch: ${JSON.stringify(branch)} is no name of a branch`,
    );
  }
  return branch;
}

function askForToken(response: ServerResponse): void {
  response
    .writeHead(401, {
      'WWW-Authenticate': 'Basic realm="sandbox git"',
      'Content-Type': 'text/plain',
    })
    .end('A token is needed\n');
}

function sendJson(response: ServerResponse, code: number, body: unknown): void {
  response
    .writeHead(code, { 'Content-Type': 'application/json' })
    .end(`${JSON.stringify(body)}\n`);
}

function sendPage(response: ServerResponse, code: number, text: string): void {
  response
    .writeHead(code, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    })
    .end(text);
}

function describe(error: unknown): { code: number; title: string } {
  if (error instanceof NotFoundError) return { code: 404, title: 'Not found' };
  if (error instanceof ConflictError) {
    return { code: 409, title: 'Cannot be merged' };
  }
  if (error instanceof InputError) return { code: 400, title: 'Bad request' };
  if (error instanceof NotAllowedError) {
    return { code: 403, title: 'Not allowed' };
  }
  return { code: 500, title: 'Something failed' };
}

function answerError(
  response: ServerResponse,
  error: unknown,
  api: boolean,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, title } = describe(error);
  const message = error instanceof Error ? error.message : String(error);
  if (api) {
    sendJson(response, code, { error: message });
  } else {
    sendPage(response, code, errorPage(title, message, '/'));
  }
}

/** Starts a real git server on 127.0.0.1: git's own http-backend, with pages to look at branches and merge them. */
export async function startGitServer(
  options: GitServerOptions,
): Promise<GitServer> {
  const repositories = new Map<string, Repository>();
  for (const name of options.repositories) {
    if (!REPOSITORY_NAME.test(name)) {
      throw new InputError(
        `repositories: "${name}" is no repository name; letters, digits, "-" and "_" make one`,
      );
    }
    repositories.set(name, await Repository.open(options.folder, name));
  }
  const site = new Site(options, repositories);
  const server = createServer((request, response) =>
    site.handle(request, response),
  );
  const listener = await listenOnLoopback(server, options.port);
  site.url = `http://127.0.0.1:${listener.port}`;
  return {
    url: site.url,
    cloneUrl: name => site.cloneUrl(name),
    gitDir: name => site.repository(name).gitDir,
    commitFiles: ({ repository, ...commit }) =>
      site.repository(repository).commitFiles(commit),
    merge: (name, branch) => site.merge(name, branch),
    stop: () => listener.stop(),
  };
}
