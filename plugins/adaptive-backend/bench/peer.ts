import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import {
  KubernetesObjectsProvider,
  kubernetesObjectsProviderExtensionPoint,
} from '@backstage/plugin-kubernetes-node';
import { FleetSize, releaseName } from './fleet';
import { FleetServers } from './servers';
import { Distribution, distribution, pause } from './statistics';

/** What is measured of the Kubernetes plugin. Times in ms, sizes in bytes. */
export interface PeerResult {
  view: Distribution;
  requestsPerView: number;
  bytesPerView: number;
  /** Whether a view was answered while one API server hung; absent for one cluster. */
  answeredWithDeadCluster?: boolean;
}

const PATIENCE_MS = 10_000;

/** The provider that the plugin makes for itself. */
async function startPeer(config: object) {
  let provider: KubernetesObjectsProvider | undefined;
  const spy = createBackendModule({
    pluginId: 'kubernetes',
    moduleId: 'bench',
    register(env) {
      env.registerInit({
        deps: { point: kubernetesObjectsProviderExtensionPoint },
        async init({ point }) {
          point.addObjectsProvider(async ({ getDefault }) => {
            provider = await getDefault();
            return provider;
          });
        },
      });
    },
  });
  const data = JSON.parse(JSON.stringify(config));
  const backend = await startTestBackend({
    features: [
      kubernetesPlugin,
      spy,
      mockServices.rootConfig.factory({ data }),
    ],
  });
  if (!provider) throw new Error('The Kubernetes plugin made no provider');
  return { provider, stop: () => backend.stop() };
}

/** Measures the Kubernetes plugin on a fleet: an entity that is one engine in one cluster, looked for in all. */
export async function measurePeer(
  size: FleetSize,
  servers: FleetServers,
): Promise<PeerResult> {
  const { provider, stop } = await startPeer(servers.config);
  const view = async (i: number) => {
    const release = releaseName(i % size.clusters, i % size.enginesPerCluster);
    const found = await provider.getKubernetesObjectsByEntity(
      {
        entity: {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: release,
            annotations: {
              'backstage.io/kubernetes-label-selector': `app.kubernetes.io/instance=${release}`,
            },
          },
        },
        auth: {},
      },
      { credentials: mockCredentials.user() },
    );
    return JSON.stringify(found).length;
  };
  const views = Math.max(5, Math.min(40, Math.round(400 / size.clusters)));
  // Connections and code are warm in a server that runs.
  await view(0);
  const before = await servers.count();
  const times: number[] = [];
  let bytes = 0;
  for (let i = 0; i < views; i += 1) {
    const beganAt = performance.now();
    bytes += await view(i);
    times.push(performance.now() - beganAt);
  }
  const after = await servers.count();
  let answeredWithDeadCluster: boolean | undefined;
  if (size.clusters > 1) {
    await servers.hang(0);
    const late = pause(PATIENCE_MS).then(() => false);
    answeredWithDeadCluster = await Promise.race([
      view(0).then(() => true),
      late,
    ]);
  }
  // The view that never ends would keep the plugin from stopping; this process ends anyhow.
  if (answeredWithDeadCluster !== false) await stop();
  return {
    view: distribution(times),
    requestsPerView: (after.requests - before.requests) / views,
    bytesPerView: bytes / views,
    answeredWithDeadCluster,
  };
}
