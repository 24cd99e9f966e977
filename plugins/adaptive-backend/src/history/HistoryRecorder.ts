import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type {
  EnginesChange,
  EnginesService,
} from '@adaptive-portal/plugin-adaptive-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { Breather } from '../eventLoop/Breather';
import { describeChange } from './describeChange';
import { Election } from './Election';
import { failureText } from './failureText';
import { findMissing } from './findMissing';
import type { NewEntry } from './entries';
import { gapBatch } from './gapBatch';
import type {
  HistoryBatch,
  HistoryStore,
  RememberedState,
} from './HistoryStore';
import { Housekeeping } from './Housekeeping';
import { type Lease, LeaseLostError } from './lease';
import { type Observation, observeEngine, observeRemoval } from './observation';
import { Ring } from './Ring';
import { DEFAULT_HISTORY_TIMES, type HistoryTimes } from './times';
import { within } from './within';

const STOP_LIMIT_MS = 5_000;
/** Restarts are shorter than that, and no gap worth an entry. */
const GAP_MS = 60_000;
const RING_CAPACITY = 5_000;
const BATCH_SIZE = 200;

/** Parts of the recorder. */
export interface HistoryRecorderOptions {
  engines: EnginesService;
  store: HistoryStore;
  logger: LoggerService;
  retentionDays: number;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: () => number;
  /** Observations kept while they cannot be written; 5000 by default. */
  ringCapacity?: number;
  times?: HistoryTimes;
  /** Called with what this backend, and so no other, has written. */
  onWritten?: (entries: readonly NewEntry[]) => void;
}

/**
 * Follows the engines and writes what changes. Of several backends on one database one writes, the one with the lease;
 * the others observe as well, so that whoever follows it writes what the last one no longer could. The same happens
 * when the database was away.
 */
export class HistoryRecorder {
  readonly #options: HistoryRecorderOptions;
  readonly #clock: () => number;
  readonly #times: HistoryTimes;
  readonly #election: Election;
  readonly #ring: Ring;
  readonly #housekeeping: Housekeeping;
  /** What the database holds, as long as `#behind` is false. */
  #remembered = new Map<string, RememberedState>();
  #queue: Observation[] = [];
  #lease: Lease | undefined;
  /** The database has to be asked what it holds before anything is written. */
  #behind = true;
  /** When the holder before was last seen to write, by our own clock. */
  #movedAt: number | undefined;
  #renewedAt = -Infinity;
  #failing = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #subscription: { unsubscribe(): void } | undefined;

  constructor(options: HistoryRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#times = options.times ?? DEFAULT_HISTORY_TIMES;
    this.#ring = new Ring(options.ringCapacity ?? RING_CAPACITY, this.#clock());
    this.#housekeeping = new Housekeeping(options);
    this.#election = new Election({
      store: options.store,
      times: this.#times,
      clock: this.#clock,
    });
  }

  /** Whether this backend is the one that writes, as far as it knows. */
  get writing(): boolean {
    return this.#lease !== undefined;
  }

  /** Begins to observe and to write; returns at once. */
  start(): void {
    this.observe();
    this.#timer = setInterval(() => void this.tick(), this.#times.tickMs);
    this.#timer.unref();
    void this.tick();
  }

  /** Begins to observe only; {@link tick} writes. */
  observe(): void {
    const { engines } = this.#options;
    this.#subscription ??= engines.subscribe(change => this.#onChange(change));
    for (const engine of engines.list()) this.#onEngine(engine.ref);
  }

  /** Writes what is left, if the database answers soon, and frees the lease. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
    try {
      await within(STOP_LIMIT_MS, this.#finish());
    } catch (error) {
      this.#options.logger.warn(
        `The last of the history was not written: ${failureText(error)}`,
      );
    }
  }

  async #finish(): Promise<void> {
    await this.#running;
    await this.tick();
    if (!this.#lease) return;
    this.#lease = await this.#housekeeping.keepViews(this.#lease);
    await this.#options.store.releaseLease(this.#lease);
    this.#lease = undefined;
  }

  /** Does what is due. Never rejects; one at a time. */
  async tick(): Promise<void> {
    this.#running ??= this.#attempt().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #attempt(): Promise<void> {
    const { logger } = this.#options;
    try {
      await this.#work();
      if (this.#failing) logger.info('The history is written again');
      this.#failing = false;
    } catch (error) {
      this.#behind = true;
      this.#queue = [];
      if (error instanceof LeaseLostError) {
        this.#lease = undefined;
        logger.info(
          'This backend writes the history no longer: it lost the lease',
        );
        return;
      }
      if (!this.#failing) {
        logger.warn(
          `The history cannot be written; what happens is kept and written later: ${failureText(
            error,
          )}`,
        );
      }
      this.#failing = true;
    }
  }

  async #work(): Promise<void> {
    await this.#elect();
    if (!this.#lease) return;
    if (this.#behind) await this.#catchUp(this.#lease);
    await this.#flush();
    const now = this.#clock();
    if (now - this.#renewedAt >= this.#times.renewMs) {
      this.#lease = await this.#options.store.renewLease(this.#lease, now);
      this.#renewedAt = now;
    }
    this.#lease = await this.#housekeeping.run(this.#lease);
  }

  async #elect(): Promise<void> {
    if (this.#lease) return;
    const won = await this.#election.run();
    if (!won) return;
    this.#lease = won.lease;
    this.#movedAt = won.movedAt;
    this.#behind = true;
    this.#options.logger.info(
      `This backend writes the history (token ${won.lease.token})`,
    );
  }

  /** Finds out what the database holds, and queues what it does not know yet. */
  async #catchUp(lease: Lease): Promise<void> {
    const { store } = this.#options;
    const status = await store.readLease();
    if (status?.token !== lease.token) {
      throw new LeaseLostError('Another backend has taken the lease');
    }
    const until = status.renewedAt;
    // A write of ours that was given up may still be under way: with the next beat claimed it can only fail.
    this.#lease = await store.renewLease(
      { ...lease, beat: status.beat },
      until,
    );
    const remembered = await store.readStates();
    if (this.#ring.completeSince - (this.#movedAt ?? until) > GAP_MS) {
      const gap = gapBatch(until, this.#ring.completeSince);
      this.#lease = await store.write(this.#lease, gap, this.#clock());
    }
    this.#movedAt = undefined;
    const observed = this.#ring.byEngine();
    // What is observed from here on is queued behind what was missing.
    this.#remembered = remembered;
    this.#queue = [];
    this.#behind = false;
    const missing: Observation[] = [];
    const breather = new Breather();
    for (const [engine, all] of observed) {
      await breather.pause();
      missing.push(...findMissing(all, remembered.get(engine)));
    }
    missing.sort((a, b) => a.at - b.at);
    this.#queue = [...missing, ...this.#queue];
  }

  async #flush(): Promise<void> {
    const { store } = this.#options;
    while (this.#lease && this.#queue.length > 0) {
      const observations = this.#queue.slice(0, BATCH_SIZE);
      const { batch, states } = await this.#describe(observations);
      const now = this.#clock();
      if (batch.entries.length + batch.states.length > 0) {
        this.#lease = await store.write(this.#lease, batch, now);
        this.#renewedAt = now;
        this.#options.onWritten?.(batch.entries);
      }
      for (const [engine, state] of states) {
        this.#remembered.set(engine, state);
      }
      this.#queue = this.#queue.slice(observations.length);
      this.#housekeeping.viewsChanged(states.keys());
    }
  }

  async #describe(observations: readonly Observation[]): Promise<{
    batch: HistoryBatch;
    states: Map<string, RememberedState>;
  }> {
    const breather = new Breather();
    const states = new Map<string, RememberedState & { cluster: string }>();
    const entries: HistoryBatch['entries'] = [];
    for (const observation of observations) {
      await breather.pause();
      const { engine, cluster, at } = observation;
      const before = states.get(engine) ?? this.#remembered.get(engine);
      const change = describeChange(before?.state, observation);
      for (const content of change.entries) {
        entries.push({ engine, at, content });
      }
      if (before || change.state) {
        states.set(engine, { cluster, at, state: change.state });
      }
    }
    const batch = {
      entries,
      states: [...states].map(([engine, rest]) => ({ engine, ...rest })),
      views: [],
    };
    return { batch, states };
  }

  #onChange(change: EnginesChange): void {
    if (change.type === 'engine') this.#onEngine(change.ref);
    if (change.type === 'removed') {
      this.#push(observeRemoval(change.ref, this.#clock()));
    }
  }

  #onEngine(ref: EngineRef): void {
    const engine = this.#options.engines.get(ref);
    const observation = engine && observeEngine(engine, this.#clock());
    if (observation) this.#push(observation);
  }

  #push(observation: Observation): void {
    if (!this.#ring.push(observation) || this.#behind) return;
    this.#queue.push(observation);
  }
}
