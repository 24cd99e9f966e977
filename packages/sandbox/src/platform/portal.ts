import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PortalOptions {
  root: string;
  /** Configuration files in the order in which they override each other. */
  configFiles: string[];
  logFile: string;
  /** Address that answers once the backend is ready. */
  readyUrl: string;
  timeoutMs: number;
  /** Called as soon as there is something to stop. */
  onSpawn?: (portal: Portal) => void;
}

/** The portal's backend as a child process in a process group of its own. */
export interface Portal {
  readonly process: ChildProcess;
  /** Resolves with the exit code when the backend ends by itself or is stopped. */
  readonly exited: Promise<number>;
  /** Whether it was asked to stop. */
  stopping(): boolean;
  stop(): Promise<void>;
}

/** Ends a whole process group: politely first, by force after `graceMs`. */
async function endGroup(
  child: ChildProcess,
  exited: Promise<number>,
  graceMs: number,
): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // The group is gone already.
    }
  };
  signal('SIGTERM');
  await Promise.race([exited, sleep(graceMs, undefined, { ref: false })]);
  signal('SIGKILL');
  await exited;
}

/**
 * Starts the backend and waits until it answers.
 *
 * @throws Error naming the log file when it ends early or does not answer in time; nothing is left running then
 */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  const { root, logFile } = options;
  const log = createWriteStream(logFile, { flags: 'w', mode: 0o600 });
  const child = spawn(
    process.execPath,
    [
      '--no-warnings',
      '--require',
      join(root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
      join(root, 'packages/backend/src/index.ts'),
      ...options.configFiles.flatMap(file => ['--config', file]),
    ],
    {
      cwd: join(root, 'packages/backend'),
      // A group of its own, so that whatever it starts ends with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      // As on a real platform: no guests, no stack traces in answers.
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const exited = new Promise<number>(resolve => {
    child.once('error', () => resolve(127));
    child.once('exit', code => resolve(code ?? 1));
  });
  let stopping = false;
  const portal: Portal = {
    process: child,
    exited,
    stopping: () => stopping,
    stop: () => {
      stopping = true;
      return endGroup(child, exited, 8_000);
    },
  };
  options.onSpawn?.(portal);
  try {
    await waitUntilReady(options, exited);
  } catch (error) {
    await portal.stop();
    throw error;
  }
  return portal;
}

async function waitUntilReady(
  options: PortalOptions,
  exited: Promise<number>,
): Promise<void> {
  let exitCode: number | undefined;
  exited.then(code => {
    exitCode = code;
  });
  const deadline = Date.now() + options.timeoutMs;
  while (Date.now() < deadline) {
    if (exitCode !== undefined) {
      throw new Error(
        `The portal's backend ended with code ${exitCode}; its output is in ${options.logFile}`,
      );
    }
    const ready = await fetch(options.readyUrl, {
      signal: AbortSignal.timeout(2_000),
    }).then(
      response => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(250);
  }
  throw new Error(
    `The portal's backend did not answer at ${options.readyUrl} within ${
      options.timeoutMs / 1000
    } s; its output is in ${options.logFile}`,
  );
}
