import { readFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import { Agent, request } from 'undici';
import { systemClock } from '../src/clusters/Clock';
import { HttpKubeTransport } from '../src/clusters/HttpKubeTransport';
import { kubeconfigCredentials } from '../src/clusters/kubeconfig';
import type { WatchableCluster } from '../src/clusters/types';
import type { WatchedResource } from '../src/objects/types';
import { type Collection, collectionsOf } from '../src/reflector/collections';

/** The cluster under test: as the product reaches it, and for writes, which the product has none of. */
export class ContractCluster {
  readonly definition: WatchableCluster;
  readonly context: string;

  /**
   * @param file - of the kubeconfig
   * @param namespace - the only one that the login may read, if it may not read the whole cluster
   */
  constructor(file: string, namespace?: string) {
    const config = new KubeConfig();
    config.loadFromFile(file);
    const cluster = config.getCurrentCluster();
    if (!cluster)
      throw new Error(`'${file}' has no cluster for its current context`);
    this.context = config.getCurrentContext();
    this.definition = {
      name: 'contract',
      title: 'contract',
      watchable: true,
      url: cluster.server,
      tls: { ca: readCa(cluster), skipVerify: cluster.skipTLSVerify ?? false },
      credentials: kubeconfigCredentials({ file }, systemClock),
      ...(namespace !== undefined && { scope: { namespaces: [namespace] } }),
    };
  }

  /** Where the product reads a resource: paths, the newest API version first, and what it selects. */
  collection(resource: WatchedResource): Collection {
    return collectionsOf(resource, this.definition.scope)[0];
  }

  /** The same as one path for each API version, with more parameters. */
  paths(resource: WatchedResource, query: Record<string, string> = {}) {
    const { paths, selection } = this.collection(resource);
    const search = new URLSearchParams({ ...selection, ...query });
    return paths.map(path => (search.size > 0 ? `${path}?${search}` : path));
  }

  /** The product's own connection. */
  connect(credentials = this.definition.credentials): HttpKubeTransport {
    return new HttpKubeTransport({
      cluster: { ...this.definition, credentials },
      maxConnections: 40,
      connectTimeoutMs: 10_000,
      now: Date.now,
    });
  }

  /** Creates, changes or removes an object. */
  async write(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<number> {
    const { url, tls, credentials } = this.definition;
    const token = await credentials.token();
    const agent = new Agent({
      connect: {
        rejectUnauthorized: !tls.skipVerify,
        ...(tls.ca !== undefined && { ca: tls.ca }),
        ...(await credentials.certificate?.()),
      },
    });
    try {
      const response = await request(`${url}${path}`, {
        dispatcher: agent,
        method,
        headers: {
          'content-type':
            method === 'PATCH'
              ? 'application/merge-patch+json'
              : 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      await response.body.dump();
      return response.statusCode;
    } finally {
      await agent.close();
    }
  }
}

function readCa(cluster: {
  caData?: string;
  caFile?: string;
}): string | undefined {
  if (cluster.caData)
    return Buffer.from(cluster.caData, 'base64').toString('utf8');
  return cluster.caFile ? readFileSync(cluster.caFile, 'utf8') : undefined;
}
