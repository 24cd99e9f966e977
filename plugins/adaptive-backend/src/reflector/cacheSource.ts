import { CacheMember, readCacheMember } from '../clusters/cacheKinds';
import { Clock } from '../clusters/Clock';
import { HttpKubeTransport } from '../clusters/HttpKubeTransport';
import { ClusterCacheConfig } from '../clusters/readClusterCaches';
import { requestsWithin } from '../clusters/readLimits';
import { ClusterSource } from '../clusters/sources';
import { ClusterDefinition } from '../clusters/types';
import { WATCHED_RESOURCES } from '../objects/resources';
import { ClusterCache } from './ClusterCache';
import { WatchSettings } from './DefaultWatchService';
import { listPages } from './requests';

const CONNECT_TIMEOUT_MS = 10_000;
// For probes, and for lists that begin while a cut watch is still being closed.
const SPARE_CONNECTIONS = 6;

/** The clusters of a cache, as a source of clusters; `close` ends its watches. */
export interface CacheSource extends ClusterSource {
  close(): Promise<void>;
}

/** Makes a source of the clusters that a cache holds. They are watched through it, all by the same watches. */
export function createCacheSource(
  config: ClusterCacheConfig,
  options: { clock: Clock; settings: WatchSettings },
): CacheSource {
  const { id, kind, url, tls, credentials, limits, pollMs } = config;
  const { clock } = options;
  const settings = { ...options.settings, maxLists: limits.concurrentLists };
  const requests = requestsWithin(limits, clock);
  const connect = (base: string, maxConnections: number) =>
    new HttpKubeTransport({
      cluster: { url: base, tls, credentials, requests },
      maxConnections,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      now: () => clock.now(),
    });
  const cache = new ClusterCache({
    id,
    kind,
    transport: connect(
      `${url}${kind.prefix}`,
      WATCHED_RESOURCES.length + SPARE_CONNECTIONS,
    ),
    clock,
    settings,
    pollMs,
  });
  const control = connect(url, 1);
  const listMembers = async (): Promise<CacheMember[]> => {
    let members: CacheMember[] = [];
    const request = {
      transport: control,
      path: kind.clustersPath,
      signal: new AbortController().signal,
      timeouts: settings.reflector.timeouts,
      versionless: true,
      onBytes: () => {},
    };
    await listPages(request, settings.reflector.pageSize, () => {
      members = [];
      return items => {
        for (const item of items) {
          const member = readCacheMember(item);
          if (member) members.push(member);
        }
      };
    });
    return members;
  };
  return {
    title: `${kind.title} '${id}'`,
    list: async () => {
      const members = await listMembers();
      cache.know(members);
      return members.map(
        ({ name }): ClusterDefinition => ({
          name,
          title: name,
          watchable: true,
          url,
          tls,
          credentials,
          identity: `cache ${id}`,
          join: joined => cache.join(name, joined),
        }),
      );
    },
    close: async () => {
      await Promise.all([cache.close(), control.close()]);
    },
  };
}
