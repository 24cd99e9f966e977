import { createServer, type Server } from 'node:http';
import {
  createLoadModel,
  type LoadModel,
  type LoadModelOptions,
} from './generator';

/** The load generator with its HTTP side. */
export interface LoadGenerator extends Omit<LoadModel, 'stop'> {
  readonly url: string;
  /** Service discovery for Prometheus. */
  readonly sdUrl: string;
  stop(): Promise<void>;
}

const GPU_METRICS = /^\/clusters\/([^/]+)\/dcgm\/metrics$/;
const POD_METRICS = /^\/pods\/([^/]+)\/([^/]+)\/([^/]+)\/metrics$/;

/**
 * Starts closed-loop load for all pools of the clusters: the more ready replicas, the fewer timeouts.
 *
 * Serves `/sd` for Prometheus' `http_sd_configs`, `/pods/<cluster>/<namespace>/<pod>/metrics` and, for GPUs,
 * `/clusters/<cluster>/dcgm/metrics` on a free loopback port.
 * Rates are per second of the clock, whatever the speed of the controllers.
 */
export async function createLoadGenerator(
  options: LoadModelOptions,
): Promise<LoadGenerator> {
  const model = createLoadModel(options);
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    const found = answer(model, path, addressOf(server));
    response.writeHead(found ? 200 : 404, {
      'content-type': found?.type ?? 'text/plain',
    });
    response.end(found?.body ?? 'not found\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://${addressOf(server)}`;
  return {
    ...model,
    url,
    sdUrl: `${url}/sd`,
    async stop() {
      model.stop();
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function answer(
  model: LoadModel,
  path: string,
  address: string,
): { type: string; body: string } | undefined {
  if (path === '/sd') {
    return {
      type: 'application/json',
      body: JSON.stringify(model.discovery(address)),
    };
  }
  const body = metricsAt(model, path);
  return body === undefined
    ? undefined
    : { type: 'text/plain; version=0.0.4', body };
}

function metricsAt(model: LoadModel, path: string): string | undefined {
  const gpus = GPU_METRICS.exec(path);
  if (gpus) return model.gpuMetrics(gpus[1]);
  const match = POD_METRICS.exec(path);
  if (!match) return undefined;
  const [, cluster, namespace, pod] = match;
  return model.metrics(cluster, namespace, pod);
}

function addressOf(server: Server): string {
  const address = server.address();
  return typeof address === 'object' && address
    ? `127.0.0.1:${address.port}`
    : '127.0.0.1:0';
}
