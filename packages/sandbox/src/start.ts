import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { kubeconfig } from './platform/kubeconfig';
import { organisation } from './platform/people';
import { freePort } from './platform/ports';
import { startPlatform, type Platform } from './platform/startPlatform';
import { startPortal } from './platform/portal';
import { portalConfig } from './platform/portalConfig';
import { createShutdown, type Shutdown } from './platform/shutdown';
import {
  clearState,
  readState,
  sweepLeftovers,
  writeState,
} from './platform/state';

export interface StartOptions {
  root: string;
  /** How many times faster than real time the simulated controllers run. */
  speed: number;
  /** Preferred port of the portal; another free one is taken when it is in use. */
  port: number;
  stateFolder: string;
  /** Forget the GitOps repository of earlier runs. */
  reset: boolean;
  /** Start the portal too, or only the platform. */
  withPortal: boolean;
}

const WATCH_PORTS = { backend: 7107, app: 3107 };

const say = (message: string) => console.log(message);

/** Runs the embedded platform and the portal until a signal or the portal's end; resolves with the exit code. */
export async function start(options: StartOptions): Promise<number> {
  const { stateFolder } = options;
  const running = await readState(stateFolder);
  if (running) {
    console.error(
      `error: the sandbox runs already (process ${running.pid}${
        running.portalUrl ? `, ${running.portalUrl}` : ''
      }); stop it with Ctrl-C there, or kill ${running.pid}`,
    );
    return 1;
  }
  await sweepLeftovers(stateFolder);
  if (options.reset) await rm(stateFolder, { recursive: true, force: true });
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });

  const shutdown = createShutdown(say);
  const stopped = nextSignal();
  shutdown.add('state', () => clearState(stateFolder));
  try {
    const ended = await Promise.race([run(options, shutdown), stopped]);
    // Started up: now wait for a signal, or for the portal to end by itself.
    const code =
      typeof ended === 'number'
        ? ended
        : await Promise.race([ended.portalExit, stopped]);
    say('\nStopping…');
    return code;
  } finally {
    await shutdown.run();
  }
}

/** Resolves with the exit code of an orderly stop when the terminal or a supervisor asks for it. */
function nextSignal(): Promise<number> {
  return new Promise(resolve => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => resolve(0));
    }
  });
}

async function run(
  options: StartOptions,
  shutdown: Shutdown,
): Promise<{ portalExit: Promise<number> }> {
  const { stateFolder, root } = options;
  const port = await freePort(options.port);
  const watchPort = await freePort(WATCH_PORTS.backend);
  const portalUrl = `http://localhost:${port}`;
  const facts = { portal: 'starting' };

  say('==> Starting the embedded platform');
  const platform = await startPlatform({
    stateFolder,
    speed: options.speed,
    callbackUrls: [port, watchPort].map(
      p => `http://localhost:${p}/api/auth/oidc/handler/frame`,
    ),
    facts: () => facts,
    shutdown,
    log: say,
  });
  await writeFiles(options, platform, port, watchPort);
  const state = {
    pid: process.pid,
    controlUrl: platform.addresses.controlUrl,
    gitUrl: platform.addresses.git.url,
    prometheusUrl: platform.addresses.prometheusUrl,
    kubeconfig: join(stateFolder, 'kubeconfig'),
  };
  await writeState(stateFolder, state);
  describePlatform(platform);

  if (!options.withPortal) {
    say('\nThe platform runs; Ctrl-C stops it.');
    return { portalExit: new Promise(() => {}) };
  }
  say('==> Starting the portal');
  const portal = await startPortal({
    root,
    configFiles: [
      join(root, 'app-config.yaml'),
      join(stateFolder, 'app-config.yaml'),
    ],
    logFile: join(stateFolder, 'portal.log'),
    readyUrl: `http://127.0.0.1:${port}/.backstage/health/v1/readiness`,
    timeoutMs: 180_000,
    onSpawn: child => shutdown.add('portal', child.stop),
  });
  facts.portal = portalUrl;
  await writeState(stateFolder, {
    ...state,
    portalUrl,
    portalPid: portal.process.pid,
  });
  describePortal(portalUrl, stateFolder);
  const portalExit = portal.exited.then(code => {
    const log = join(stateFolder, 'portal.log');
    if (!portal.stopping()) {
      say(`The portal ended with code ${code}; its output is in ${log}`);
    }
    return code === 0 ? 1 : code;
  });
  return { portalExit };
}

async function writeFiles(
  { stateFolder, root }: StartOptions,
  platform: Platform,
  port: number,
  watchPort: number,
): Promise<void> {
  const secret = (name: string, text: string) =>
    writeFile(join(stateFolder, name), text, { mode: 0o600 });
  const organisationFile = join(stateFolder, 'organisation.yaml');
  const apiToken = randomBytes(24).toString('hex');
  const config = (ports: { port: number; appPort?: number }) =>
    stringify(
      portalConfig(platform.addresses, {
        root,
        ...ports,
        organisationFile,
        sessionSecret: randomBytes(32).toString('hex'),
        apiToken,
        metricsIntervalSeconds: 5,
      }),
    );
  await writeFile(organisationFile, organisation());
  await secret('token', apiToken);
  await secret('kubeconfig', kubeconfig(platform.addresses.clusters));
  await secret('app-config.yaml', config({ port }));
  await secret(
    'app-config.watch.yaml',
    config({ port: watchPort, appPort: WATCH_PORTS.app }),
  );
}

function describePlatform(platform: Platform): void {
  const { clusters, git, prometheusUrl, controlUrl } = platform.addresses;
  for (const cluster of clusters) {
    say(`    cluster ${cluster.name.padEnd(8)} ${cluster.url}`);
  }
  say(`    git              ${git.url}/platform`);
  say(
    `    Prometheus       ${
      prometheusUrl ?? 'not there: metrics are missing, nothing scales'
    }`,
  );
  say(`    scenes           ${controlUrl}`);
  say(`    chart            ${platform.chartRenderer}`);
}

function describePortal(portalUrl: string, stateFolder: string): void {
  say(`
    Portal           ${portalUrl}

Sign in as erin (chat team), sam (search team) or pat (platform: sees everything).
Play a scene with ./dev scene surge. The portal's log is ${join(
    stateFolder,
    'portal.log',
  )}.
Ctrl-C stops everything.`);
}
