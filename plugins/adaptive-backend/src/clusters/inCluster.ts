import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { Clock } from './Clock';
import { tokenFileCredentials } from './credentials';
import { ClusterCredentials, ClusterTls } from './types';

/** How to reach the cluster that this process runs in. */
export interface InClusterAccess {
  url: string;
  tls: ClusterTls;
  credentials: ClusterCredentials;
}

// Where kubelet puts the service account of a pod.
const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Access with the service account of this process; undefined when it does not run in a cluster.
 *
 * @param folder - with the files of the service account
 */
export async function loadInClusterAccess(
  clock: Clock,
  folder = FOLDER,
): Promise<InClusterAccess | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } =
    process.env;
  const caFile = join(folder, 'ca.crt');
  const tokenFile = join(folder, 'token');
  if (!host || !port || !existsSync(caFile) || !existsSync(tokenFile))
    return undefined;
  return {
    url: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    tls: { ca: readFileSync(caFile, 'utf8'), skipVerify: false },
    credentials: tokenFileCredentials(tokenFile, clock),
  };
}
