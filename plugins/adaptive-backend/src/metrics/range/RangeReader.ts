import type {
  EngineRef,
  MetricsRangeRequest,
  MetricsRangeResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import type { MetricsConfig, MetricsSourceConfig } from '../config';
import { sharedReason } from '../lookUp';
import { PrometheusClient } from '../prometheusClient';
import type { PoolMetricsKey } from '../types';
import { alignRange } from './alignRange';
import type { AlignedRange } from './alignRange';
import { rangeQuery, UNITS } from './rangeQueries';

/** Answers that are remembered; each has at most 500 points. */
const MAX_REMEMBERED = 300;
/** A range in the past does not change, but late samples arrive. */
const FRESH_MS = 5 * 60_000;
/** A source that failed is not asked the same again so soon. */
const FAILED_MS = 10_000;
/** Questions to one source at the same time; more wait for their turn. */
const CONCURRENCY = 4;
/** Questions that may wait for one source. */
const MAX_WAITING = 50;

type Points = Array<[number, number]>;

/** What one source said, or what it did instead, as a clause about it. */
type Answer = { points: Points; at: number } | { failed: string; at: number };

interface SourceQueue {
  source: MetricsSourceConfig;
  client: PrometheusClient;
  running: number;
  waiting: Array<() => void>;
}

function seconds(duration: string): number {
  const [, amount, unit] = duration.match(/^(\d+)(ms|s|m|h|d)$/) ?? [];
  const factors: Record<string, number> = {
    ms: 0.001,
    s: 1,
    m: 60,
    h: 3600,
    d: 86_400,
  };
  return Number(amount ?? 300) * (factors[unit] ?? 1);
}

/**
 * Answers ranges of one pool at a time. People who look at the same pool and time share one question, as times are
 * aligned and answers remembered; a source is never asked more than a few questions at once.
 */
export class RangeReader {
  readonly #options: {
    config: MetricsConfig;
    fetch: typeof fetch;
    clock: () => number;
  };
  readonly #queues: SourceQueue[];
  /** Least recently used first. */
  readonly #answers = new Map<string, Promise<Answer>>();
  readonly #settled = new Map<string, Answer>();
  readonly #abort = new AbortController();

  constructor(options: {
    config: MetricsConfig;
    fetch: typeof fetch;
    clock: () => number;
  }) {
    this.#options = options;
    const { config } = options;
    this.#queues = config.sources.map(source => ({
      source,
      client: new PrometheusClient({ ...options, ...config, ...source }),
      running: 0,
      waiting: [],
    }));
  }

  /** Ends all requests under way. */
  stop(): void {
    this.#abort.abort();
  }

  /**
   * One metric of one pool over time. A dead source is a reason, not a rejection.
   *
   * @param mixedUp - ids of sources whose series of this pool may be from several clusters
   * @throws InputError for a range that cannot work
   */
  async read(
    pool: PoolMetricsKey,
    request: MetricsRangeRequest,
    mixedUp: ReadonlySet<string> = new Set(),
  ): Promise<MetricsRangeResponse> {
    const range = alignRange(request);
    const { metric } = request;
    const { cluster, namespace, release } = pool;
    const ref: EngineRef = { cluster, namespace, release };
    const shared = {
      ref,
      pool: pool.pool,
      metric,
      unit: UNITS[metric],
      ...range,
    };
    const { rateWindow } = this.#options.config;
    // A window shorter than the step would leave out what happens between two points.
    const window =
      range.step > seconds(rateWindow) ? `${range.step}s` : rateWindow;
    let reason: string | undefined;
    // What went wrong says more than what is not there.
    let failure: string | undefined;
    for (const queue of this.#queues) {
      const { source } = queue;
      if (!source.serves(cluster)) continue;
      if (mixedUp.has(source.id)) {
        failure = sharedReason(source);
        continue;
      }
      const query = rangeQuery(metric, {
        pool,
        cluster: source.matchersOf(cluster),
        window,
      });
      if (query === undefined) {
        reason = 'no pod of this pool runs whose GPUs could be measured';
        continue;
      }
      const answer = await this.#ask(queue, query, range);
      if ('failed' in answer) {
        failure = `${source.title} ${answer.failed}`;
      } else if (answer.points.length === 0) {
        const of = Object.entries(source.matchersOf(cluster))
          .map(([label, value]) => ` with ${label}="${value}"`)
          .join();
        reason = `${source.title} has no such series${of} in this time`;
      } else {
        return {
          ...shared,
          points: answer.points,
          source: source.id,
          answeredAt: new Date(answer.at).toISOString(),
        };
      }
    }
    return {
      ...shared,
      points: [],
      reason:
        failure ?? reason ?? 'no metric source is configured for this cluster',
    };
  }

  #ask(
    queue: SourceQueue,
    query: string,
    range: AlignedRange,
  ): Promise<Answer> {
    const key = JSON.stringify([queue.source.id, query, range]);
    const known = this.#answers.get(key);
    if (known && this.#isFresh(key)) {
      // Asked for again: the last to be forgotten.
      this.#answers.delete(key);
      this.#answers.set(key, known);
      return known;
    }
    const answer = this.#query(queue, query, range);
    this.#settled.delete(key);
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    void answer.then(settled => {
      if (this.#answers.get(key) === answer) this.#settled.set(key, settled);
    });
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= MAX_REMEMBERED) break;
      this.#answers.delete(oldest);
      this.#settled.delete(oldest);
    }
    return answer;
  }

  /** An answer under way is as fresh as it gets. */
  #isFresh(key: string): boolean {
    const settled = this.#settled.get(key);
    if (!settled) return true;
    const age = this.#options.clock() - settled.at;
    return age < ('failed' in settled ? FAILED_MS : FRESH_MS);
  }

  /** Never rejects. */
  async #query(
    queue: SourceQueue,
    query: string,
    { from, to, step }: AlignedRange,
  ): Promise<Answer> {
    const { clock } = this.#options;
    if (queue.running >= CONCURRENCY) {
      if (queue.waiting.length >= MAX_WAITING) {
        return {
          failed: 'is not asked: too many people ask at the moment',
          at: clock(),
        };
      }
      // Whoever is done hands its place on, so that the number stays.
      await new Promise<void>(resolve => queue.waiting.push(resolve));
    } else {
      queue.running += 1;
    }
    try {
      const { result } = await queue.client.queryRange(query, {
        start: from,
        end: to,
        step,
        signal: this.#abort.signal,
      });
      if (result.length > 1) {
        return {
          failed: `answered ${result.length} series where one was expected`,
          at: clock(),
        };
      }
      // Rates, ratios, quantiles and counts: none of them is negative.
      const points = (result[0]?.points ?? []).filter(
        ([, value]) => value >= 0 && value < Infinity,
      );
      return { points, at: clock() };
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      return { failed: `does not answer: ${cause}`, at: clock() };
    } finally {
      const next = queue.waiting.shift();
      if (next) next();
      else queue.running -= 1;
    }
  }
}
