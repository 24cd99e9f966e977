import type { AdaptiveStreamEvent } from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesChange } from '@adaptive-portal/plugin-adaptive-node';
import type { EnginesView } from '../permissions';
import { findIncomplete } from '../service/findIncomplete';
import type { ToldClusters } from './ClusterTexts';
import { encodeEvent } from './encodeEvent';
import { EnginePace } from './EnginePace';
import type { StreamSessionOptions } from './sessionOptions';

/**
 * One viewer's stream. What changes is remembered by name only and read when the client can take it, so a slow client
 * gets the latest state of each engine, and costs no more than the number of engines.
 */
export class StreamSession {
  readonly #options: StreamSessionOptions;
  #view: EnginesView;
  /** Numbers of the engines that may be told of. */
  readonly #dirty = new Set<number>();
  /** Number of the only engine of the stream. */
  readonly #single: number | undefined;
  #clustersDirty = false;
  /** Everything about clusters is due, not only what matters at once. */
  #clustersAll = false;
  #toldClusters: ToldClusters | undefined;
  #synced = false;
  #deciding = false;
  #blockedSince: number | undefined;
  #ended = false;
  readonly #pace: EnginePace;
  /** When the first of the engines in `#dirty` is due. */
  #engineDue = Infinity;
  #lastRound = -Infinity;
  #lastClusters = -Infinity;
  #flushTimer: NodeJS.Timeout | undefined;
  #flushAt = Infinity;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(options: StreamSessionOptions) {
    this.#options = options;
    this.#view = options.view;
    this.#single = options.engine && options.memory.numbers.of(options.engine);
    this.#pace = new EnginePace(options.times.engineThrottleMs);
  }

  /** Sends the snapshot, or what was missed, and `synced`, then follows. */
  start(): void {
    const { times, expiresAt } = this.#options;
    this.#timers.push(
      setInterval(() => this.#heartbeat(), times.heartbeatMs),
      setInterval(() => this.#decideAgain(), times.decisionMs),
    );
    if (expiresAt) {
      const left = Math.max(0, expiresAt.getTime() - Date.now());
      // Longer than a timer can wait (25 days) is longer than a stream lives.
      this.#timers.push(
        setTimeout(() => this.end(), Math.min(left, 2 ** 31 - 1)),
      );
    }
    if (this.#options.resumed) {
      this.#send('resumed', JSON.stringify({ type: 'resumed' }));
    }
    this.#inTurn(this.#begin);
  }

  readonly #begin = () => {
    if (this.#ended) return;
    this.#markAll();
    this.#flush();
  };

  /** Takes note of a change, and tells the client when it may know. */
  onChange(change: EnginesChange): void {
    const { memory } = this.#options;
    if (change.type === 'clusters') {
      this.#clustersDirty = this.#single === undefined;
    } else {
      const number = memory.numbers.of(change.ref);
      if (this.#single !== undefined && number !== this.#single) return;
      this.#mark(number);
    }
    this.#schedule();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#flushTimer);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#options.sink.end();
    this.#options.onEnd();
  }

  /** Looks at everything again: what may be seen, and what the client has but may not see any more. */
  #markAll(): void {
    const { engine, memory } = this.#options;
    for (const number of memory.engines()) this.#mark(number);
    const refs = engine ? [engine] : this.#view.list().map(({ ref }) => ref);
    for (const ref of refs) this.#mark(memory.numbers.of(ref));
    this.#clustersDirty = !engine;
    this.#clustersAll = true;
  }

  #mark(number: number): void {
    this.#dirty.add(number);
    this.#engineDue = Math.min(this.#engineDue, this.#pace.dueAt(number));
  }

  /** Notes which numbers it needs. */
  markUsed(used: Uint8Array): void {
    this.#options.memory.markUsed(used);
    for (const number of this.#dirty) used[number] = 1;
    if (this.#single !== undefined) used[this.#single] = 1;
  }

  async #decideAgain(): Promise<void> {
    if (this.#deciding) {
      // The policy has not answered for a whole interval; an old decision must not live for ever.
      this.end();
      return;
    }
    this.#deciding = true;
    try {
      const view = await this.#options.decide();
      if (this.#ended) return;
      this.#view = view;
      this.#markAll();
      this.#schedule();
    } catch {
      // Nobody can say what the viewer may see: nothing, until they connect again and get the error as an answer.
      this.end();
    } finally {
      this.#deciding = false;
    }
  }

  #schedule(): void {
    if (this.#ended || this.#blockedSince !== undefined) return;
    const due = this.#due();
    if (due >= this.#flushAt) return;
    clearTimeout(this.#flushTimer);
    this.#flushAt = due;
    this.#flushTimer = setTimeout(
      this.#flushInTurn,
      Math.max(0, due - Date.now()),
    );
  }

  /** When there is something to send: infinite when there is nothing. */
  #due(): number {
    const { clustersThrottleMs } = this.#options.times;
    const roundMs = this.#options.roundMs?.() ?? 0;
    const engines = this.#synced
      ? Math.max(this.#engineDue, this.#lastRound + roundMs)
      : this.#lastRound;
    const clusters = this.#clustersDirty
      ? this.#lastClusters + clustersThrottleMs
      : Infinity;
    return Math.min(engines, clusters);
  }

  readonly #flushInTurn = () => this.#inTurn(this.#flush);

  #inTurn(work: () => void): void {
    const { inTurn } = this.#options;
    if (inTurn) inTurn(work);
    else work();
  }

  readonly #flush = () => {
    if (this.#ended) return;
    this.#flushTimer = undefined;
    this.#flushAt = Infinity;
    const { clustersThrottleMs } = this.#options.times;
    const now = Date.now();
    this.#writeDirty(now);
    if (now - this.#lastClusters >= clustersThrottleMs) this.#writeClusters();
    if (!this.#synced && this.#blockedSince === undefined) {
      this.#synced = true;
      this.#send('synced', JSON.stringify(this.#syncedEvent()));
    }
    this.#options.sink.flush?.();
    this.#schedule();
  };

  /** Who sees one engine only is told no more of its cluster than how far it can be trusted. */
  #syncedEvent(): AdaptiveStreamEvent {
    const { engine, clusters } = this.#options;
    const incomplete = findIncomplete(clusters.statuses(), engine?.cluster);
    if (incomplete.length === 0) return { type: 'synced' };
    return {
      type: 'synced',
      incomplete: incomplete.map(({ cluster, freshness }) => ({
        cluster,
        freshness: engine
          ? { status: freshness.status, since: freshness.since }
          : freshness,
      })),
    };
  }

  #writeDirty(now: number): void {
    this.#lastRound = now;
    this.#engineDue = Infinity;
    for (const number of this.#dirty) {
      const due = this.#synced ? this.#pace.dueAt(number) : -Infinity;
      if (due > now || this.#blockedSince !== undefined) {
        this.#engineDue = Math.min(this.#engineDue, due);
      } else {
        this.#dirty.delete(number);
        this.#writeEngine(number);
      }
    }
  }

  #writeEngine(number: number): void {
    const { encoder, memory } = this.#options;
    const ref = memory.numbers.ref(number);
    const engine = this.#view.get(ref);
    const last = memory.versionOf(number);
    const version = engine
      ? memory.numbers.versionOf(number, engine.version)
      : 0;
    if (version === last) return;
    memory.remember(number, version);
    // A cluster's status counts its engines, so it changes when one comes or goes.
    if ((version === 0 || last === 0) && this.#single === undefined) {
      this.#clustersDirty = true;
    }
    if (!engine) {
      this.#send('removed', JSON.stringify({ type: 'removed', ref }));
      return;
    }
    if (this.#synced) this.#pace.told(number, Date.now());
    const type = this.#single === undefined ? 'engine-summary' : 'engine';
    this.#send(type, encoder.encode(engine, type));
  }

  #writeClusters(): void {
    if (!this.#clustersDirty || this.#blockedSince !== undefined) return;
    this.#lastClusters = Date.now();
    const { told, event, isOld } = this.#options.clusters.tell(
      this.#toldClusters,
      {
        clusters: this.#knownClusters(),
        counts: this.#view.itemCounts,
        all: this.#clustersAll,
      },
    );
    this.#clustersDirty = isOld;
    this.#clustersAll = false;
    this.#toldClusters = told;
    if (event) this.#send(event.type, event.data);
  }

  /** The cluster of each engine that the client has. */
  *#knownClusters(): Iterable<string> {
    const { memory } = this.#options;
    for (const number of memory.engines()) {
      yield memory.numbers.ref(number).cluster;
    }
  }

  #send(type: string, data: string): void {
    this.#write(encodeEvent(this.#options.memory.nextId(), type, data));
  }

  #write(text: string): void {
    if (this.#ended || this.#options.sink.write(text)) return;
    if (this.#blockedSince !== undefined) return;
    this.#blockedSince = Date.now();
    this.#options.sink.onDrain(() => {
      this.#blockedSince = undefined;
      this.#schedule();
    });
  }

  #heartbeat(): void {
    if (this.#blockedSince === undefined) {
      this.#write(': heartbeat\n\n');
      this.#options.sink.flush?.();
    } else if (Date.now() - this.#blockedSince >= this.#options.times.stuckMs) {
      this.end();
    }
  }
}
