import { stringify } from 'yaml';
import type { KubeApiServer } from '../kube/types';

/** A kubeconfig with one context per simulated cluster, named like the cluster. */
export function kubeconfig(
  servers: Array<Pick<KubeApiServer, 'name' | 'url' | 'caPem' | 'token'>>,
): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': servers[0]?.name ?? '',
    clusters: servers.map(server => ({
      name: server.name,
      cluster: {
        server: server.url,
        'certificate-authority-data': Buffer.from(server.caPem).toString(
          'base64',
        ),
      },
    })),
    users: servers.map(server => ({
      name: server.name,
      user: { token: server.token },
    })),
    contexts: servers.map(server => ({
      name: server.name,
      context: { cluster: server.name, user: server.name },
    })),
  });
}
