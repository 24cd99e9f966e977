import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { absentToolPage, page, scenesPage, type SceneLine } from './page';

export interface ControlServerOptions {
  scenes: {
    list(): SceneLine[];
    current(): string;
    /** Resolves with a sentence that says what happens now. */
    play(id: string, params: Record<string, string>): Promise<string>;
  };
  /** Named facts for the page and for `GET /status`; never credentials. */
  facts: () => Record<string, unknown>;
}

export interface ControlServer {
  readonly url: string;
  stop(): Promise<void>;
}

const TOOLS: Record<string, string> = {
  grafana: 'Grafana',
  argocd: 'Argo CD',
  mlflow: 'MLflow',
};

/**
 * Plays scenes by page (`GET /`) and by API (`GET /scenes`, `POST /scenes/<id>`, `GET /status`), on loopback.
 */
export async function startControlServer(
  options: ControlServerOptions,
): Promise<ControlServer> {
  const server = createServer((request, response) => {
    handle(options, request, response).catch(error =>
      answer(request, response, 500, {
        error: error instanceof Error ? error.message : String(error),
      }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('The control server has no port');
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function wantsHtml(request: IncomingMessage): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: object | string,
): void {
  const text =
    typeof body === 'string' ? body : `${JSON.stringify(body, null, 2)}\n`;
  response.writeHead(status, {
    'content-type': `${
      typeof body === 'string' ? 'text/html' : 'application/json'
    }; charset=utf-8`,
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** Pages of other sites must not play scenes in a visitor's browser. */
function isForeign(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && origin !== `http://${host}`;
}

async function handle(
  options: ControlServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [first = '', second = ''] = url.pathname.slice(1).split('/');
  const { scenes } = options;

  if (request.method === 'POST' && first === 'scenes' && second) {
    if (isForeign(request)) {
      answer(request, response, 403, {
        error: 'The request comes from another site',
      });
      return;
    }
    await play(options, request, response, decodeURIComponent(second), url);
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    answer(request, response, 405, {
      error: `${request.method} is not possible here`,
    });
  } else if (first === '') {
    answer(request, response, 200, overview(options));
  } else if (first === 'scenes' && !second) {
    answer(request, response, 200, {
      current: scenes.current(),
      scenes: scenes.list(),
    });
  } else if (first === 'status') {
    answer(request, response, 200, {
      scene: scenes.current(),
      ...options.facts(),
    });
  } else if (TOOLS[first]) {
    const target = url.pathname.slice(first.length + 1) + url.search;
    answer(request, response, 200, absentToolPage(TOOLS[first], target));
  } else {
    answer(
      request,
      response,
      404,
      wantsHtml(request)
        ? page('Not found', '<p><a href="/">Scenes</a></p>')
        : { error: `There is nothing at ${url.pathname}` },
    );
  }
}

function overview(options: ControlServerOptions, message?: string): string {
  const facts = Object.entries(options.facts()).map(
    ([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ],
  );
  return scenesPage({
    scenes: options.scenes.list(),
    current: options.scenes.current(),
    message,
    facts,
  });
}

async function play(
  options: ControlServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  url: URL,
): Promise<void> {
  const known = options.scenes.list().map(scene => scene.id);
  if (!known.includes(id)) {
    answer(request, response, 404, {
      error: `There is no scene '${id}', expected one of: ${known.join(', ')}`,
    });
    return;
  }
  const message = await options.scenes.play(
    id,
    Object.fromEntries(url.searchParams),
  );
  if (wantsHtml(request)) {
    answer(request, response, 200, overview(options, message));
  } else {
    answer(request, response, 200, { scene: id, message });
  }
}
