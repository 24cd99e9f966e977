import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SourceStatus } from '@adaptive-portal/plugin-adaptive-common';
import { parseRules } from './alerts/parseAlerts';
import type { Alert, AlertsView } from './alerts/types';
import type { MetricsConfig, MetricsSourceConfig } from './config';
import { PrometheusClient } from './prometheusClient';
import { instantQueries, ratioRangeQuery } from './queries';
import type { InstantQueryId } from './queries';
import type { SourceView } from './lookUp';
import { SharedNames } from './SharedNames';
import { SourceState } from './SourceState';
import type { SourceRound } from './sourceRound';
import { tableKey, toHistory, toTable } from './sourceRound';

const HISTORY_STEP_SECONDS = 60;
const HISTORY_POINTS = 30;
/** Rounds that may fail before the last values are no longer shown. */
const HELD_ROUNDS = 3;
/** Rounds after which a name that nobody asked for is no longer one that clusters share. */
const REMEMBERED_ROUNDS = 5;

export interface MetricsSourceOptions {
  source: MetricsSourceConfig;
  config: MetricsConfig;
  fetch: typeof fetch;
  clock: () => number;
  logger: LoggerService;
}

/** One metric source: its queries, its last answers and how far they can be trusted. */
export class MetricsSource {
  readonly #options: MetricsSourceOptions;
  readonly #client: PrometheusClient;
  readonly #queries: Record<InstantQueryId, string>;
  #round: SourceRound | undefined;
  #historyUpTo = 0;
  readonly #state: SourceState;
  readonly #names = new SharedNames();
  #alerts: { list: Alert[]; at: number } | undefined;

  constructor(options: MetricsSourceOptions) {
    const { source, config } = options;
    this.#options = options;
    this.#client = new PrometheusClient({ ...options, ...config, ...source });
    this.#queries = instantQueries({ ...config, ...source });
    this.#state = new SourceState({
      ...options,
      name: `Metric source ${source.id}`,
      lateAfterMs: HELD_ROUNDS * config.intervalMs,
    });
  }

  get id(): string {
    return this.#options.source.id;
  }

  /** Asks everything once. Never rejects: what fails shows in `status()`. */
  async poll(signal: AbortSignal): Promise<void> {
    const { clock, config, source } = this.#options;
    this.#names.forget(clock() - REMEMBERED_ROUNDS * config.intervalMs);
    const time = Math.floor(clock() / 1000);
    const ids = Object.keys(this.#queries) as InstantQueryId[];
    const warnings = new Set<string>();
    const history = this.#pollHistory(time, signal);
    const alerts = this.#pollAlerts(signal);
    const outcomes = await Promise.allSettled(
      ids.map(async id => {
        const answer = await this.#client.query(this.#queries[id], signal);
        answer.warnings.forEach(warning => warnings.add(warning));
        if (answer.malformed > 0) {
          warnings.add(`${answer.malformed} samples could not be read`);
        }
        return [id, toTable(id, source, answer, time)] as const;
      }),
    );
    const nextHistory = await history;
    const nextAlerts = await alerts;
    if (signal.aborted) {
      return;
    }
    const answered = outcomes.flatMap(o =>
      o.status === 'fulfilled' ? [o.value] : [],
    );
    const failures = outcomes.flatMap(o =>
      o.status === 'rejected' ? [o.reason as unknown] : [],
    );
    if (nextAlerts) this.#alerts = { list: nextAlerts, at: time };
    if (answered.length > 0) {
      this.#round = {
        tables: Object.fromEntries(answered),
        history: nextHistory ?? this.#round?.history ?? new Map(),
        historyKnown:
          nextHistory !== undefined || this.#round?.historyKnown === true,
      };
    }
    this.#conclude(answered.length, failures, [...warnings]);
  }

  view(): SourceView {
    const { source, config, clock } = this.#options;
    const { status, message, age } = this.#state;
    const shown = age <= HELD_ROUNDS * config.intervalMs + config.timeoutMs;
    return {
      source,
      rateWindow: config.rateWindow,
      downCause: 'sourceDown',
      ...(source.isMixed && {
        mixed: {
          shared: this.#names.shared,
          note: (cluster, name) => this.#names.note(cluster, name, clock()),
        },
      }),
      ...(shown && this.#round && { round: this.#round }),
      downReason:
        status === 'connecting'
          ? `${source.title} has not been asked yet`
          : `${source.title} does not answer: ${message ?? 'it is late'}`,
    };
  }

  /** Whether it has series of a pool of this name that may be from several clusters. */
  hasShared(pool: { namespace: string; pool: string }): boolean {
    const { shared } = this.#names;
    return shared.has(tableKey(pool.namespace, pool.pool));
  }

  /** What its alerting rules raised. */
  alerts(): AlertsView {
    const { source, config, clock } = this.#options;
    const oldest = (clock() - HELD_ROUNDS * config.intervalMs) / 1000 - 1;
    const held = this.#alerts && this.#alerts.at >= oldest;
    return { source, ...(held && { alerts: this.#alerts?.list }) };
  }

  status(): SourceStatus {
    const { source } = this.#options;
    return {
      id: `prometheus:${source.id}`,
      kind: 'prometheus',
      resource: source.id,
      freshness: this.#state.freshness(),
      ...(this.#round && {
        items: this.#round.tables.requests?.values.size ?? 0,
      }),
    };
  }

  /** The queries decide about the source: what speaks PromQL need not have rules (Thanos without a ruler has none). */
  async #pollAlerts(signal: AbortSignal): Promise<Alert[] | undefined> {
    try {
      return parseRules(await this.#client.alertingRules(signal));
    } catch (error) {
      this.#debug('no alerts', error);
      return undefined;
    }
  }

  #debug(what: string, error: unknown): void {
    const { source, logger } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    logger.debug(`Metric source ${source.id}: ${what}: ${reason}`);
  }

  /** Asks for the sparklines once per step, so that no step is computed twice. */
  async #pollHistory(
    time: number,
    signal: AbortSignal,
  ): Promise<SourceRound['history'] | undefined> {
    const { config, source } = this.#options;
    const end = time - (time % HISTORY_STEP_SECONDS);
    if (end <= this.#historyUpTo) {
      return undefined;
    }
    try {
      const answer = await this.#client.queryRange(
        ratioRangeQuery({ ...config, ...source }),
        {
          start: end - (HISTORY_POINTS - 1) * HISTORY_STEP_SECONDS,
          end,
          step: HISTORY_STEP_SECONDS,
          signal,
        },
      );
      this.#historyUpTo = end;
      return toHistory(source, answer);
    } catch (error) {
      // The instant queries decide about the source; without a sparkline the page still tells the truth.
      this.#debug('no history', error);
      return undefined;
    }
  }

  #conclude(answered: number, failures: unknown[], warnings: string[]): void {
    if (failures.length === 0) {
      this.#state.succeed(warnings.join('; ') || undefined);
      return;
    }
    const [first] = failures;
    if (answered === 0) {
      this.#state.fail(first);
      return;
    }
    const reason = first instanceof Error ? first.message : String(first);
    this.#state.succeedPartly(
      `${failures.length} of ${
        failures.length + answered
      } queries failed: ${reason}`,
    );
  }
}
