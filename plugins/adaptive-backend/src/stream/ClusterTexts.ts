import type { ClusterStatus } from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import { withoutCounts } from '../permissions';

/** How long what was read of the clusters serves for all streams, in ms. */
const SHARED_MS = 1_000;
/** Texts that are kept for the next stream. Few: that of a large fleet is a megabyte. */
const TEXTS = 4;

/** One cluster as JSON, but for its number of engines, which differs between viewers. */
interface ClusterText {
  status: ClusterStatus;
  /** With and without the number of objects of each kind. */
  full: string;
  bare: string;
  /** What matters at once: everything but when live sources were last heard, and how many objects there are. */
  gist: string;
  /** Numbers of the reading that brought the last change of the gist, and of anything. */
  gistAt: number;
  textAt: number;
}

/** What a stream was told of the clusters. */
export interface ToldClusters {
  /** List of clusters that it was told of; a stream that knows another one is told everything. */
  list: number;
  /** Whether with the number of objects. */
  counts: boolean;
  reading: number;
  /** Reading with which it was told of every change, whether it matters or not. */
  readingOfAll: number;
  /** Number of engines by cluster, in the order of the list. */
  engines: readonly number[];
}

/** An event that says what changed. */
export interface ClustersEvent {
  type: 'clusters' | 'clusters-changed';
  data: string;
}

function gistOf({ sources, freshness, ...rest }: ClusterStatus): string {
  const parts = [{ resource: '', freshness }, ...sources].map(source => {
    const { status, since, message } = source.freshness;
    const lastSeenAt = status === 'live' ? '' : source.freshness.lastSeenAt;
    return [source.resource, status, since, lastSeenAt, message].join('\t');
  });
  return `${JSON.stringify({ ...rest, engines: 0 })}\n${parts.join('\n')}`;
}

/** Everything but the number of engines, which is written last. */
function textOf({ engines: _, ...rest }: ClusterStatus): string {
  return JSON.stringify(rest).slice(0, -1);
}

/**
 * The clusters as text, made once for all streams: of a fleet with hundreds of clusters it takes longer to make than
 * to send.
 */
export class ClusterTexts {
  readonly #engines: Pick<EnginesService, 'clusters'>;
  readonly #clock: () => number;
  #clusters: ClusterText[] = [];
  #places = new Map<string, number>();
  #list = 0;
  #reading = 0;
  #readAt = -Infinity;
  /** Something changed since. */
  #isOld = true;
  readonly #texts = new Map<string, string>();

  /** @param clock - milliseconds since the epoch */
  constructor(
    engines: Pick<EnginesService, 'clusters'>,
    clock: () => number = Date.now,
  ) {
    this.#engines = engines;
    this.#clock = clock;
  }

  /** The clusters have changed: what was read of them is used a little longer, and then no more. */
  changed(): void {
    this.#isOld = true;
  }

  /** The clusters of the last reading. */
  statuses(): ClusterStatus[] {
    this.#readIfDue(true);
    return this.#clusters.map(({ status }) => status);
  }

  /**
   * What a stream has to be told that was told this before.
   *
   * @param options.clusters - the cluster of each engine that the viewer has
   * @param options.counts - whether the viewer may know how many objects there are
   * @param options.all - also tell what does not matter at once
   * @returns without an event when there is nothing to tell; `isOld` when the clusters have changed since they were read
   */
  tell(
    told: ToldClusters | undefined,
    options: { clusters: Iterable<string>; counts: boolean; all: boolean },
  ): { told: ToldClusters; event?: ClustersEvent; isOld: boolean } {
    const { counts, all } = options;
    this.#readIfDue(all || !told);
    const engines = this.#countEngines(options.clusters);
    const known =
      told?.list === this.#list && told.counts === counts ? told : undefined;
    const places = this.#clusters.flatMap((cluster, place) => {
      const isKnown =
        known &&
        cluster.gistAt <= known.reading &&
        (!all || cluster.textAt <= known.readingOfAll) &&
        engines[place] === known.engines[place];
      return isKnown ? [] : [place];
    });
    const next = {
      list: this.#list,
      counts,
      reading: this.#reading,
      readingOfAll: known && !all ? known.readingOfAll : this.#reading,
      engines,
    };
    const isOld = this.#isOld;
    if (known && places.length === 0) return { told: next, isOld };
    const type = known ? 'clusters-changed' : 'clusters';
    const data = this.#textOf(type, places, engines, counts);
    return { told: next, event: { type, data }, isOld };
  }

  /** How many engines there are of each cluster, in the order of the list. */
  #countEngines(clusters: Iterable<string>): number[] {
    const counts = new Array<number>(this.#clusters.length).fill(0);
    for (const cluster of clusters) {
      const place = this.#places.get(cluster);
      if (place !== undefined) counts[place] += 1;
    }
    return counts;
  }

  #textOf(
    type: ClustersEvent['type'],
    places: readonly number[],
    engines: readonly number[],
    counts: boolean,
  ): string {
    const wanted = places.map(place => [place, engines[place]]).join();
    const key = `${type} ${counts} ${wanted}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const clusters = places.map(place => {
      const { full, bare } = this.#clusters[place];
      return `${counts ? full : bare},"engines":${engines[place]}}`;
    });
    const text = `{"type":"${type}","clusters":[${clusters.join()}]}`;
    if (this.#texts.size >= TEXTS) this.#texts.clear();
    this.#texts.set(key, text);
    return text;
  }

  /** @param again - also when nothing but the time at which sources were last heard can have changed */
  #readIfDue(again: boolean): void {
    const now = this.#clock();
    if (now - this.#readAt < SHARED_MS || !(this.#isOld || again)) return;
    this.#isOld = false;
    this.#readAt = now;
    this.#reading += 1;
    this.#texts.clear();
    const statuses = this.#engines.clusters();
    const isSameList =
      this.#reading > 1 &&
      statuses.length === this.#clusters.length &&
      statuses.every(({ name }, i) => name === this.#clusters[i].status.name);
    if (!isSameList) {
      this.#list += 1;
      this.#clusters = [];
      this.#places = new Map(statuses.map(({ name }, i) => [name, i]));
    }
    this.#clusters = statuses.map((status, i) =>
      this.#read(status, this.#clusters.at(i)),
    );
  }

  #read(status: ClusterStatus, last: ClusterText | undefined): ClusterText {
    const full = textOf(status);
    const gist = gistOf(status);
    return {
      status,
      full,
      bare: full === last?.full ? last.bare : textOf(withoutCounts(status)),
      gist,
      gistAt: last?.gist === gist ? last.gistAt : this.#reading,
      textAt: last?.full === full ? last.textAt : this.#reading,
    };
  }
}
