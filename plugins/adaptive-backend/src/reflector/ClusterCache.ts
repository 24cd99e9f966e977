import { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { CacheKind, CacheMember, memberOf } from '../clusters/cacheKinds';
import { Clock } from '../clusters/Clock';
import { KubeTransport } from '../clusters/KubeTransport';
import { JoinedCluster, JoinOptions } from '../clusters/types';
import { WATCHED_RESOURCES } from '../objects/resources';
import { WatchedResource } from '../objects/types';
import { ResourceWatchStatus } from '../objects/watchService';
import { ClusterTables } from '../store/ClusterTables';
import { ClusterWatcher, ClusterWatcherStatus } from './ClusterWatcher';
import { memberFreshness } from './memberFreshness';
import { createTrimmingSink, SinkParts } from './ProjectingSink';
import { Part, SplittingSink } from './SplittingSink';
import type { WatchSettings } from './DefaultWatchService';

/** Options of {@link ClusterCache}. */
export interface ClusterCacheOptions {
  id: string;
  kind: CacheKind;
  /** Connection to the cache, with the prefix of its kind in its URL. */
  transport: KubeTransport;
  clock: Clock;
  settings: Omit<WatchSettings, 'batchMs'>;
  /** How long to wait between two lists of a cache without watches. */
  pollMs: number;
}

interface Member {
  tables: ClusterTables;
  onStatus: () => void;
  since: string;
  /** Resources of which a list was taken over since it joined. */
  listed: Set<WatchedResource>;
  /** Resources whose last list was without this cluster. */
  missing: Set<WatchedResource>;
  /** What was told last, and what it was made of. */
  told?: { of: readonly unknown[]; value: ClusterWatcherStatus };
}

// Clusters join one by one: one list serves them all.
const JOIN_DELAY_MS = 100;

/**
 * One API that holds the objects of many clusters: watched once for all of them, so that a fleet costs as many watches
 * as one cluster. Each cluster has its own tables, and its own view of how far they can be trusted.
 */
export class ClusterCache {
  readonly #options: ClusterCacheOptions;
  readonly #members = new Map<string, Member>();
  readonly #parts = new Map<WatchedResource, Map<string, Part>>();
  readonly #sinks: SinkParts[] = [];
  readonly #stop = new AbortController();
  readonly #watcher: ClusterWatcher;
  #known = new Map<string, CacheMember>();
  #state: 'new' | 'running' | 'joining' = 'new';

  constructor(options: ClusterCacheOptions) {
    this.#options = options;
    const { kind, settings, transport, clock } = options;
    this.#watcher = new ClusterWatcher({
      ...settings,
      transport,
      clock,
      // Its own objects are of no interest: all are of some cluster.
      tables: new ClusterTables(`cache ${options.id}`, () => {}),
      createSink: parts => this.#createSink(parts),
      streamsLists: false,
      selectsFields: false,
      pollMs: kind.watches ? undefined : options.pollMs,
      countedPages: kind.countedPages,
      canResume: version => this.#isOfAll(version),
      onStatus: () => this.#tell(),
    });
  }

  /** What the cache says of its clusters. */
  know(members: readonly CacheMember[]): void {
    this.#known = new Map(members.map(member => [member.name, member]));
    this.#tell();
  }

  /** Begins to hold a cluster; nothing is asked before `start`. */
  join(name: string, { tables, onStatus }: JoinOptions): JoinedCluster {
    const member: Member = {
      tables,
      onStatus,
      since: new Date(this.#options.clock.now()).toISOString(),
      listed: new Set(),
      missing: new Set(),
    };
    return {
      start: () => this.#enter(name, member),
      stop: async () => this.#leave(name, member),
      status: () => this.#statusOf(name, member),
    };
  }

  /** Ends everything; tables keep what they hold. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#watcher.stop();
  }

  #enter(name: string, member: Member): void {
    this.#members.set(name, member);
    for (const parts of this.#sinks) {
      const { tables } = member;
      const { events } = this.#options.settings;
      this.#parts.get(parts.resource)?.set(name, {
        sink: createTrimmingSink(parts, {
          tables,
          events,
          clock: this.#options.clock,
        }),
        onListed: isIncluded => {
          const { listed, missing } = member;
          (isIncluded ? listed : missing).add(parts.resource);
          if (isIncluded) missing.delete(parts.resource);
        },
      });
    }
    if (this.#state === 'new') {
      this.#state = 'running';
      this.#watcher.start();
    } else if (this.#state === 'running') {
      this.#state = 'joining';
      void this.#listForJoined();
    }
  }

  async #listForJoined(): Promise<void> {
    await this.#options.clock.sleep(JOIN_DELAY_MS, this.#stop.signal);
    this.#state = 'running';
    this.#watcher.relist();
  }

  /** A watch from a version of some clusters hears nothing of what others lost before it began. */
  #isOfAll(version: string): boolean {
    const clusters = this.#options.kind.clustersOf?.(version);
    return (
      !clusters || [...this.#members.keys()].every(name => clusters.has(name))
    );
  }

  #leave(name: string, member: Member): void {
    if (this.#members.get(name) !== member) return;
    this.#members.delete(name);
    for (const parts of this.#parts.values()) parts.delete(name);
  }

  #createSink(parts: SinkParts): SplittingSink {
    const { kind } = this.#options;
    const byCluster = new Map<string, Part>();
    this.#sinks.push(parts);
    this.#parts.set(parts.resource, byCluster);
    return new SplittingSink(byCluster, {
      partOf: object => memberOf(kind, object),
      clustersOf: kind.clustersOf,
    });
  }

  /** The same object until something has changed, as {@link ClusterWatcher}. */
  #statusOf(name: string, member: Member): ClusterWatcherStatus {
    const { tables, listed, missing } = member;
    const status = this.#watcher.status();
    const { revision } = tables;
    const of = [status, this.#known, revision, listed.size, missing.size];
    if (!member.told?.of.every((part, i) => part === of[i]))
      member.told = { of, value: this.#describe(name, member, status) };
    return member.told.value;
  }

  #describe(
    name: string,
    member: Member,
    { resources }: ClusterWatcherStatus,
  ): ClusterWatcherStatus {
    const byResource = new Map(
      resources.map(({ resource, freshness }) => [resource, freshness]),
    );
    const kubernetesVersion = this.#known.get(name)?.kubernetesVersion;
    return {
      ...(kubernetesVersion !== undefined && { kubernetesVersion }),
      resources: WATCHED_RESOURCES.map(
        (resource): ResourceWatchStatus => ({
          resource,
          freshness: this.#freshnessOf(
            name,
            member,
            resource,
            byResource.get(resource),
          ),
          items: member.tables.size(resource),
        }),
      ),
    };
  }

  /** As the cache is doing, unless it has not been listed for this cluster, or says itself that it lost touch with it. */
  #freshnessOf(
    name: string,
    { listed, missing, since }: Member,
    resource: WatchedResource,
    freshness: Freshness = { status: 'connecting', since },
  ): Freshness {
    const { id, kind } = this.#options;
    const source = `${kind.title} '${id}'`;
    if (freshness.status !== 'live') {
      const { message } = freshness;
      return message === undefined
        ? freshness
        : { ...freshness, message: `${source}: ${message}` };
    }
    const isListed = listed.has(resource);
    const isMissing = missing.has(resource);
    if (!isListed && !isMissing) return { status: 'connecting', since };
    return memberFreshness(freshness, this.#known.get(name), {
      source,
      resource,
      since,
      isListed,
      isMissing,
    });
  }

  #tell(): void {
    for (const { onStatus } of this.#members.values()) onStatus();
  }
}
