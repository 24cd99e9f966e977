import { createHash } from 'node:crypto';
import type {
  AdaptiveStreamEvent,
  EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesChange } from '@adaptive-portal/plugin-adaptive-node';
import type { EnginesView } from '../permissions';
import { findIncomplete } from '../service/findIncomplete';
import { type EngineEncoder, encodeEvent } from './encodeEvent';
import { engineKey } from './engineKey';
import { EnginePace } from './EnginePace';
import type { StreamMemory } from './StreamMemory';

/** Where a session writes to: a HTTP response, or a list in tests. */
export interface StreamSink {
  /** `false` when the client does not keep up; `onDrain` is called once it does again. */
  write(text: string): boolean;
  onDrain(callback: () => void): void;
  end(): void;
}

/** Times of a session in milliseconds. */
export interface StreamTimes {
  heartbeatMs: number;
  /** How long a decision of the permission policy is used. */
  decisionMs: number;
  /** Least time between two events of one engine, and between two `clusters` events. */
  engineThrottleMs: number;
  clustersThrottleMs: number;
  /** A client that has not taken anything for this long is let go. */
  stuckMs: number;
}

export const DEFAULT_STREAM_TIMES: StreamTimes = {
  heartbeatMs: 15_000,
  decisionMs: 30_000,
  engineThrottleMs: 250,
  clustersThrottleMs: 2_000,
  stuckMs: 60_000,
};

/** Parts of a session. */
export interface StreamSessionOptions {
  sink: StreamSink;
  encoder: EngineEncoder;
  /** The decision the session begins with. */
  view: EnginesView;
  /** Decides again; a rejection ends the session. */
  decide: () => Promise<EnginesView>;
  /** Only this engine, in full. */
  engine?: EngineRef;
  /** When the caller's token expires. */
  expiresAt?: Date;
  /** What the client has: nothing, or what it had when its last stream was cut. */
  memory: StreamMemory;
  /** The client goes on with an older stream: it is told of changes only. */
  resumed?: boolean;
  times: StreamTimes;
  /** Least time between two rounds of events; none by default. */
  roundMs?: () => number;
  onEnd: () => void;
}

/**
 * One viewer's stream. What changes is remembered by name only and read when the client can take it, so a slow client
 * gets the latest state of each engine, and costs no more than the number of engines.
 */
export class StreamSession {
  readonly #options: StreamSessionOptions;
  #view: EnginesView;
  readonly #dirty = new Map<string, EngineRef>();
  #clustersDirty = false;
  /** Digest of what was sent last: the text of a large fleet is too long to be kept by every stream. */
  #clustersDigest = '';
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
    this.#markAll();
    this.#flush();
  }

  /** Takes note of a change, and tells the client when it may know. */
  onChange(change: EnginesChange): void {
    const { engine } = this.#options;
    if (change.type === 'clusters') {
      this.#clustersDirty = !engine;
    } else {
      const key = engineKey(change.ref);
      if (engine && key !== engineKey(engine)) return;
      this.#mark(key, change.ref);
      // A cluster's status counts its engines, so it changes when one comes or goes.
      const known = this.#options.memory.has(key);
      if (!engine && known === (change.type === 'removed')) {
        this.#clustersDirty = true;
      }
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
    const refs = [
      ...memory.refs(),
      ...(engine ? [engine] : this.#view.list().map(({ ref }) => ref)),
    ];
    for (const ref of refs) this.#mark(engineKey(ref), ref);
    this.#clustersDirty = !engine;
  }

  #mark(key: string, ref: EngineRef): void {
    this.#dirty.set(key, ref);
    this.#engineDue = Math.min(this.#engineDue, this.#pace.dueAt(key));
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
      () => this.#flush(),
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

  #flush(): void {
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
    this.#schedule();
  }

  /** Who sees one engine only is told no more of its cluster than how far it can be trusted. */
  #syncedEvent(): AdaptiveStreamEvent {
    const { engine } = this.#options;
    const incomplete = findIncomplete(this.#view.clusters(), engine?.cluster);
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
    for (const [key, ref] of this.#dirty) {
      const due = this.#synced ? this.#pace.dueAt(key) : -Infinity;
      if (due > now || this.#blockedSince !== undefined) {
        this.#engineDue = Math.min(this.#engineDue, due);
      } else {
        this.#dirty.delete(key);
        this.#writeEngine(key, ref);
      }
    }
  }

  #writeEngine(key: string, ref: EngineRef): void {
    const { encoder, engine: single, memory } = this.#options;
    const engine = this.#view.get(ref);
    if (!engine) {
      if (!memory.has(key)) return;
      memory.remember(key, ref);
      this.#send('removed', JSON.stringify({ type: 'removed', ref }));
      return;
    }
    const { version } = engine;
    if (memory.versionOf(key) === version) return;
    memory.remember(key, ref, version);
    if (this.#synced) this.#pace.told(key, Date.now());
    const type = single ? 'engine' : 'engine-summary';
    this.#send(type, encoder.encode(engine, type));
  }

  #writeClusters(): void {
    if (!this.#clustersDirty || this.#blockedSince !== undefined) return;
    this.#clustersDirty = false;
    this.#lastClusters = Date.now();
    const clusters = this.#view.clusters();
    const text = JSON.stringify({ type: 'clusters', clusters });
    const digest = createHash('sha256').update(text).digest('base64url');
    if (digest === this.#clustersDigest) return;
    this.#clustersDigest = digest;
    this.#send('clusters', text);
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
    } else if (Date.now() - this.#blockedSince >= this.#options.times.stuckMs) {
      this.end();
    }
  }
}
