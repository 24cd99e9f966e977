import {
  type IncomingMessage,
  type ServerResponse,
  createServer,
} from 'node:http';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { readBody } from '../net/body';
import { listenOnLoopback } from '../net/loopback';
import { isLocalHost, isSameOrigin } from '../net/origin';
import { type GitUser, userOf } from './access';
import {
  answerError,
  askForToken,
  branchIn,
  sendJson,
  sendPage,
} from './answers';
import { serveWithGit } from './httpBackend';
import { indexPage } from './pages';
import { type GitAuthor, Repository } from './repository';
import { sectionPage } from './sections';

const MAX_FORM_BYTES = 64 * 1024;
const REPOSITORY_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const CLONE_PAGE = /^\/([A-Za-z0-9_-]+)\.git\/?$/;
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
      const page = CLONE_PAGE.exec(path)?.[1];
      if (page !== undefined) {
        // People who follow a clone URL want to see the repository.
        response.writeHead(302, { location: `/${page}` }).end();
      } else if (GIT_PATH.test(path)) {
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
    if (name === '') {
      sendPage(response, 200, indexPage([...this.repositories.keys()]));
      return;
    }
    const text = await sectionPage(this.repository(name), section, target, {
      cloneUrl: this.cloneUrl(name),
      merged: new URL(request.url ?? '/', this.url).searchParams.get('merged'),
    });
    sendPage(response, 200, text);
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
