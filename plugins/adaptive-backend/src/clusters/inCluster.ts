import { existsSync, readFileSync } from 'node:fs';
import { Clock } from './Clock';
import { tokenFileCredentials } from './credentials';
import { ClusterCredentials, ClusterTls } from './types';

/** How to reach the cluster that this process runs in. */
export interface InClusterAccess {
  url: string;
  tls: ClusterTls;
  credentials: ClusterCredentials;
}

/** Access with the service account of this process; undefined when it does not run in a cluster. */
export async function loadInClusterAccess(
  clock: Clock,
): Promise<InClusterAccess | undefined> {
  // Loaded only where needed: the client holds a model of the whole Kubernetes API.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromCluster();
  const cluster = kubeConfig.getCurrentCluster();
  const tokenFile: unknown =
    kubeConfig.getCurrentUser()?.authProvider?.config?.tokenFile;
  const isInside = process.env.KUBERNETES_SERVICE_HOST !== undefined;
  if (
    !isInside ||
    !cluster?.caFile ||
    typeof tokenFile !== 'string' ||
    !existsSync(tokenFile)
  ) {
    return undefined;
  }
  return {
    url: cluster.server,
    tls: {
      ca: readFileSync(cluster.caFile, 'utf8'),
      skipVerify: cluster.skipTLSVerify ?? false,
    },
    credentials: tokenFileCredentials(tokenFile, clock),
  };
}
