import { createServer, type Server } from 'node:http';
import {
  createLoadModel,
  type LoadModel,
  type LoadModelOptions,
} from './generator';

/** The load generator with its HTTP side. */
export interface LoadGenerator extends Omit<LoadModel, 'stop'> {
  /** Serves metrics and service discovery on loopback. */
  start(): Promise<{ url: string; sdUrl: string }>;
  stop(): Promise<void>;
}

const POD_METRICS = /^\/pods\/([^/]+)\/([^/]+)\/([^/]+)\/metrics$/;

/**
 * Closed-loop load for all pools of the clusters: the more ready replicas, the fewer timeouts.
 *
 * Serves `/sd` for Prometheus' `http_sd_configs` and `/pods/<cluster>/<namespace>/<pod>/metrics`. Rates are per second of
 * the clock, whatever the speed of the controllers.
 */
export function createLoadGenerator(options: LoadModelOptions): LoadGenerator {
  const model = createLoadModel(options);
  let server: Server | undefined;

  function answer(path: string): { type: string; body: string } | undefined {
    if (path === '/sd') {
      const address = addressOf(server);
      return {
        type: 'application/json',
        body: JSON.stringify(model.discovery(address)),
      };
    }
    const match = POD_METRICS.exec(path);
    const body =
      match &&
      model.metrics(...(match.slice(1, 4) as [string, string, string]));
    return body ? { type: 'text/plain; version=0.0.4', body } : undefined;
  }

  return {
    ...model,
    async start() {
      server ??= await listen((path, respond) => respond(answer(path)));
      const url = `http://${addressOf(server)}`;
      return { url, sdUrl: `${url}/sd` };
    },
    async stop() {
      model.stop();
      const closing = server;
      server = undefined;
      if (!closing) return;
      await new Promise<void>(resolve => {
        closing.close(() => resolve());
        closing.closeAllConnections();
      });
    },
  };
}

type Answer = { type: string; body: string } | undefined;

async function listen(
  handle: (path: string, respond: (answer: Answer) => void) => void,
): Promise<Server> {
  const server = createServer((request, response) => {
    handle((request.url ?? '/').split('?')[0], found => {
      response.writeHead(found ? 200 : 404, {
        'content-type': found?.type ?? 'text/plain',
      });
      response.end(found?.body ?? 'not found\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function addressOf(server: Server | undefined): string {
  const address = server?.address();
  return typeof address === 'object' && address
    ? `127.0.0.1:${address.port}`
    : '127.0.0.1:0';
}
