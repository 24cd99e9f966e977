import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isError } from '@backstage/errors';
import { findPrometheus } from './binary';
import { alertRules, prometheusConfig } from './config';

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;

export interface PrometheusOptions {
  /** Folder for configuration and data; made when absent. */
  folder: string;
  /** Service discovery of the load generator. */
  sdUrl: string;
  /** Default: a free one. */
  port?: number;
  /** Executable; default: found on the PATH. */
  binary?: string;
}

/** A Prometheus of the sandbox's own. */
export interface RunningPrometheus {
  available: true;
  url: string;
  /** Really stops the process, so connections are refused; its data stay. */
  pause(): Promise<void>;
  /** Starts it again on the same port; does nothing when it runs. */
  resume(): Promise<void>;
  isRunning(): boolean;
  stop(): Promise<void>;
}

export type Prometheus =
  | RunningPrometheus
  | {
      available: false;
      /** Sentence for people: what is missing and how to get it. */
      reason: string;
    };

/** Starts the real Prometheus, when this machine has one. Never throws for want of it. */
export async function startPrometheus(
  options: PrometheusOptions,
): Promise<Prometheus> {
  const binary = options.binary ?? (await findPrometheus());
  if (!binary) {
    return {
      available: false,
      reason:
        'Prometheus is not installed, so there are no metrics and pools do not scale. Install it with "apt-get install prometheus" (Debian) or "brew install prometheus" (macOS) and start again.',
    };
  }
  let problem = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = options.port ?? (await freePort());
    const server = createPrometheusProcess(binary, options, port);
    try {
      await server.resume();
      return server;
    } catch (error) {
      // Somebody may have taken the port between the check and the start.
      problem = isError(error) ? error.message : String(error);
      await server.stop();
    }
  }
  return { available: false, reason: `Prometheus does not start: ${problem}` };
}

function createPrometheusProcess(
  binary: string,
  options: PrometheusOptions,
  port: number,
): RunningPrometheus {
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  async function resume() {
    if (child) return;
    const config = join(options.folder, 'prometheus.yml');
    await mkdir(options.folder, { recursive: true });
    const rules = join(options.folder, 'alerts.yml');
    await writeFile(rules, alertRules());
    await writeFile(config, prometheusConfig(options.sdUrl, rules));
    const started = spawn(
      binary,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(options.folder, 'data')}`,
        '--storage.tsdb.retention.time=6h',
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const log = tail(started);
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    started.once('error', () => {
      if (child === started) child = undefined;
    });
    child = started;
    await untilReady(url, () => child === started, log);
  }

  async function pause() {
    const stopping = child;
    if (!stopping) return;
    child = undefined;
    const gone = once(stopping, 'exit');
    stopping.kill('SIGTERM');
    const force = setTimeout(() => stopping.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(force);
  }

  return {
    available: true,
    url,
    isRunning: () => child !== undefined,
    resume,
    pause,
    stop: pause,
  };
}

/** The end of what the process says, for error messages. */
function tail(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2000);
  });
  return () => text.trim();
}

async function untilReady(
  url: string,
  isAlive: () => boolean,
  log: () => string,
): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (isAlive()) {
    if (await isReady(url)) return;
    if (Date.now() > deadline) {
      throw new Error(
        `it was not ready within ${READY_TIMEOUT_MS / 1000} s: ${log()}`,
      );
    }
    await sleep(100);
  }
  throw new Error(`it ended at once: ${log()}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/-/ready`, {
      signal: AbortSignal.timeout(1000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
