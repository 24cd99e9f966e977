import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createChartRenderer } from '../agent/charts';
import { createGitOpsAgent } from '../agent/gitOpsAgent';
import { startControlServer } from '../control/controlServer';
import { fleetFiles, seedFleet } from '../fleet';
import { startGitServer, type GitServer } from '../git';
import {
  createKubeStore,
  startKubeApiServer,
  type KubeApiServer,
  type SealingCertificate,
} from '../kube';
import { createLoadGenerator, type LoadGenerator } from '../load';
import { createMlflow } from '../mlflow';
import { startOidcProvider } from '../oidc';
import { startPrometheus, type Prometheus } from '../prometheus';
import { createScenes } from '../scenes';
import { createControlLoop } from '../sim/controlLoop';
import { helmPath } from '../testing/kubectl';
import { SANDBOX_USERS } from './people';
import { openPortMemory } from './portMemory';
import { sealingCertificate } from './sealingKeys';
import { NO_PROMETHEUS, RATE_WINDOW } from './portalConfig';
import type { Shutdown } from './shutdown';
import type { PlatformAddresses } from './types';

const REPOSITORY = 'platform';
/** Marks a repository that holds the fleet already. */
const SEEDED = 'sandbox-seeded';
const CLUSTERS: Record<string, string> = {
  'eu-1': 'Europe 1',
  'us-1': 'United States 1',
};
/** Milliseconds between two comparisons of git with the clusters, besides the one after each push. */
const AGENT_INTERVAL = 5_000;

export interface PlatformOptions {
  stateFolder: string;
  speed: number;
  /** Where the identity provider may send people back to. */
  callbackUrls: string[];
  /** More facts for the sandbox's page. */
  facts: () => Record<string, unknown>;
  shutdown: Shutdown;
  log: (message: string) => void;
}

export interface Platform {
  addresses: PlatformAddresses;
  /** Which renderer the GitOps agent uses, in words. */
  chartRenderer: string;
}

const secret = () => randomBytes(24).toString('hex');

/** Starts every part; each is registered for shutdown as soon as it runs. */
export async function startPlatform(
  options: PlatformOptions,
): Promise<Platform> {
  const { stateFolder, shutdown, log } = options;
  const ports = await openPortMemory(stateFolder);
  const servers = await startClusters(shutdown);
  const { load, prometheus } = await startMetrics(
    options,
    servers,
    await ports.port('prometheus'),
  );
  const charts = await chartSource();
  const git = await startGit(options, await ports.port('git'));
  if (ports.moved().length > 0) {
    log(
      `warning: the addresses of ${ports
        .moved()
        .join(
          ' and ',
        )} changed, the GitOps repository of earlier runs names the old ones; ./dev start --reset begins anew`,
    );
  }
  const stores = Object.fromEntries(servers.map(s => [s.name, s.store]));
  const agent = createGitOpsAgent({
    gitDir: git.server.gitDir(REPOSITORY),
    branch: 'main',
    clusters: stores,
    renderChart: createChartRenderer(charts),
    intervalMs: AGENT_INTERVAL,
    speed: options.speed,
    log,
  });
  git.onChange(() => void agent.sync());
  shutdown.add('GitOps agent', agent.stop);

  seedFleet({ stores });
  await seedRepository(git.server, prometheus);
  await agent.sync();
  agent.start();
  const sealing = new Map(
    await Promise.all(
      servers.map(
        async ({ name }) =>
          [name, await sealingCertificate(stateFolder, name)] as const,
      ),
    ),
  );
  startControlLoops(options, servers, sealing);

  const oidc = await startIdentityProvider(options);
  const scenes = createScenes({
    clusters: Object.fromEntries(
      servers.map(server => [server.name, { store: server.store, server }]),
    ),
    load,
    prometheus,
  });
  const control = await startControlServer({
    scenes,
    facts: () => ({
      ...options.facts(),
      git: `${git.server.url}/${REPOSITORY}`,
      prometheus: prometheus.available ? prometheus.url : prometheus.reason,
      clusters: Object.fromEntries(servers.map(s => [s.name, s.url])),
      requestsToClusters: Object.fromEntries(
        servers.map(s => [s.name, s.requestCounts()]),
      ),
    }),
  });
  shutdown.add('control server', control.stop);

  return {
    chartRenderer: charts.chartsFolder
      ? `rendered by Helm from ${charts.chartsFolder} where it holds the version, else predicted`
      : "predicted by the portal's generator",
    addresses: {
      clusters: servers.map(server => ({
        name: server.name,
        title: CLUSTERS[server.name],
        url: server.url,
        caPem: server.caPem,
        token: server.token,
        sealingCertPem: sealing.get(server.name)?.certPem ?? '',
      })),
      git: {
        url: git.server.url,
        username: git.user.username,
        token: git.user.token,
      },
      oidc,
      prometheusUrl: prometheus.available ? prometheus.url : undefined,
      controlUrl: control.url,
    },
  };
}

async function startClusters(shutdown: Shutdown): Promise<KubeApiServer[]> {
  const servers: KubeApiServer[] = [];
  for (const name of Object.keys(CLUSTERS)) {
    const server = await startKubeApiServer({
      name,
      store: createKubeStore({ name }),
      token: secret(),
      pods: createMlflow(Date),
    });
    shutdown.add(`API server of ${name}`, () => server.stop());
    servers.push(server);
  }
  return servers;
}

async function startMetrics(
  { stateFolder, shutdown, log }: PlatformOptions,
  servers: KubeApiServer[],
  port: number,
): Promise<{ load: LoadGenerator; prometheus: Prometheus }> {
  const load = await createLoadGenerator({
    clusters: servers.map(({ name, store }) => ({ name, store })),
  });
  shutdown.add('load generator', () => load.stop());
  const prometheus = await startPrometheus({
    folder: join(stateFolder, 'prometheus'),
    sdUrl: load.sdUrl,
    port,
  });
  if (prometheus.available) {
    shutdown.add('Prometheus', () => prometheus.stop());
  } else {
    log(`warning: ${prometheus.reason}`);
  }
  return { load, prometheus };
}

/** Real Helm and the real chart, where a folder with charts is named. */
async function chartSource(): Promise<{
  chartsFolder?: string;
  helm?: string;
}> {
  const chartsFolder = process.env.ADAPTIVE_SANDBOX_CHARTS;
  return chartsFolder ? { chartsFolder, helm: await helmPath() } : {};
}

async function startGit(
  { stateFolder, shutdown }: PlatformOptions,
  port: number,
) {
  // Not a word that logs use: the portal blackens its credentials there, the user name included.
  const user = { username: 'gitops-writer', token: secret() };
  let changed: () => void = () => {};
  const server = await startGitServer({
    folder: join(stateFolder, 'git'),
    repositories: [REPOSITORY],
    users: [user],
    port,
    onPush: () => changed(),
    onMerged: () => changed(),
  });
  shutdown.add('git server', () => server.stop());
  return {
    server,
    user,
    onChange: (listener: () => void) => {
      changed = listener;
    },
  };
}

/** Commits the fleet's files, unless an earlier run left its repository. */
async function seedRepository(
  git: GitServer,
  prometheus: Prometheus,
): Promise<void> {
  const known = await readdir(git.gitDir(REPOSITORY));
  if (known.includes(SEEDED)) return;
  const files = fleetFiles({
    repository: {
      id: REPOSITORY,
      url: git.cloneUrl(REPOSITORY),
      branch: 'main',
    },
    prometheusAddress: prometheus.available ? prometheus.url : NO_PROMETHEUS,
    rateWindow: RATE_WINDOW,
  });
  await git.commitFiles({
    repository: REPOSITORY,
    message: 'Fleet of the sandbox',
    files: Object.fromEntries(files.map(file => [file.path, file.content])),
  });
  await writeFile(join(git.gitDir(REPOSITORY), SEEDED), '');
}

function startControlLoops(
  { speed, shutdown, log }: PlatformOptions,
  servers: KubeApiServer[],
  sealing: ReadonlyMap<string, SealingCertificate>,
): void {
  for (const { name, store } of servers) {
    const loop = createControlLoop({
      store,
      sealingKey: sealing.get(name)?.keyPem,
      clusterName: name,
      speed,
      onError: error => log(`controllers of ${name}: ${error.message}`),
    });
    loop.start();
    shutdown.add(`controllers of ${name}`, () => loop.stop());
  }
}

async function startIdentityProvider({
  callbackUrls,
  shutdown,
}: PlatformOptions): Promise<PlatformAddresses['oidc']> {
  const client = {
    clientId: 'adaptive-portal',
    clientSecret: secret(),
    redirectUris: callbackUrls,
  };
  const provider = await startOidcProvider({
    clients: [client],
    users: SANDBOX_USERS.map(({ id, name, email }) => ({ id, name, email })),
  });
  shutdown.add('identity provider', () => provider.stop());
  return {
    metadataUrl: provider.metadataUrl,
    clientId: client.clientId,
    clientSecret: client.clientSecret,
  };
}
