import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  FreshnessStatus,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { MetricsConfig, MetricsSourceConfig } from './config';
import { SourceError } from './http';
import { PrometheusClient } from './prometheusClient';
import { instantQueries, ratioRangeQuery } from './queries';
import type { InstantQueryId } from './queries';
import type { SourceView } from './lookUp';
import type { SourceRound } from './sourceRound';
import { toHistory, toTable } from './sourceRound';

const HISTORY_STEP_SECONDS = 60;
const HISTORY_POINTS = 30;
/** Rounds that may fail before the last values are no longer shown. */
const HELD_ROUNDS = 3;

interface State {
  status: FreshnessStatus;
  since: number;
  message?: string;
  lastSeenAt?: number;
}

export interface MetricsSourceOptions {
  source: MetricsSourceConfig;
  config: MetricsConfig;
  fetch: typeof fetch;
  clock: () => number;
  logger: LoggerService;
}

function failureOf(error: unknown): { message: string; refused: boolean } {
  const code = error instanceof SourceError ? error.statusCode : undefined;
  return {
    message: error instanceof Error ? error.message : String(error),
    refused: code === 401 || code === 403,
  };
}

/** One metric source: its queries, its last answers and how far they can be trusted. */
export class MetricsSource {
  readonly #options: MetricsSourceOptions;
  readonly #client: PrometheusClient;
  readonly #queries: Record<InstantQueryId, string>;
  #round: SourceRound | undefined;
  #historyUpTo = 0;
  #state: State;

  constructor(options: MetricsSourceOptions) {
    const { source, config } = options;
    this.#options = options;
    this.#client = new PrometheusClient({ ...options, ...config, ...source });
    this.#queries = instantQueries({ ...config, ...source });
    this.#state = { status: 'connecting', since: options.clock() };
  }

  /** Asks everything once. Never rejects: what fails shows in `status()`. */
  async poll(signal: AbortSignal): Promise<void> {
    const { clock, source } = this.#options;
    const time = Math.floor(clock() / 1000);
    const ids = Object.keys(this.#queries) as InstantQueryId[];
    const warnings = new Set<string>();
    const history = this.#pollHistory(time, signal);
    const outcomes = await Promise.allSettled(
      ids.map(async id => {
        const answer = await this.#client.query(this.#queries[id], {
          time,
          signal,
        });
        answer.warnings.forEach(warning => warnings.add(warning));
        if (answer.malformed > 0) {
          warnings.add(`${answer.malformed} samples could not be read`);
        }
        return [id, toTable(id, source, answer, time)] as const;
      }),
    );
    const nextHistory = await history;
    if (signal.aborted) {
      return;
    }
    const answered = outcomes.flatMap(o =>
      o.status === 'fulfilled' ? [o.value] : [],
    );
    const failures = outcomes.flatMap(o =>
      o.status === 'rejected' ? [failureOf(o.reason)] : [],
    );
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
    const { lastSeenAt, status, message, since } = this.#state;
    const age = lastSeenAt === undefined ? Infinity : clock() - lastSeenAt;
    const shown = age <= HELD_ROUNDS * config.intervalMs + config.timeoutMs;
    const at = new Date(since).toISOString();
    return {
      source,
      rateWindow: config.rateWindow,
      ...(shown && this.#round && { round: this.#round }),
      downReason:
        status === 'connecting'
          ? `${source.title} has not been asked yet`
          : `${source.title} does not answer since ${at}: ${message ?? 'late'}`,
    };
  }

  status(): SourceStatus {
    const { source, config, clock } = this.#options;
    const { status, since, message, lastSeenAt } = this.#state;
    const deadline = (lastSeenAt ?? 0) + HELD_ROUNDS * config.intervalMs;
    const late = status === 'live' && clock() > deadline;
    return {
      id: `prometheus:${source.id}`,
      kind: 'prometheus',
      resource: source.id,
      freshness: {
        status: late ? 'stale' : status,
        since: new Date(late ? deadline : since).toISOString(),
        ...(lastSeenAt !== undefined && {
          lastSeenAt: new Date(lastSeenAt).toISOString(),
        }),
        ...(message !== undefined && { message }),
      },
      ...(this.#round && {
        items: this.#round.tables.requests?.values.size ?? 0,
      }),
    };
  }

  /** Asks for the sparklines once per step, so that no step is computed twice. */
  async #pollHistory(
    time: number,
    signal: AbortSignal,
  ): Promise<SourceRound['history'] | undefined> {
    const { config, source, logger } = this.#options;
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
      logger.debug(
        `Metric source ${source.id}: no history: ${failureOf(error).message}`,
      );
      return undefined;
    }
  }

  #conclude(
    answered: number,
    failures: Array<{ message: string; refused: boolean }>,
    warnings: string[],
  ): void {
    const now = this.#options.clock();
    const lastSeenAt = answered > 0 ? now : this.#state.lastSeenAt;
    if (failures.length === 0) {
      this.#enter('live', warnings.join('; ') || undefined, lastSeenAt);
    } else if (answered > 0) {
      this.#enter(
        'stale',
        `${failures.length} of ${failures.length + answered} queries failed: ${
          failures[0].message
        }`,
        lastSeenAt,
      );
    } else {
      const status = failures[0].refused ? 'notPermitted' : 'unreachable';
      this.#enter(status, failures[0].message, lastSeenAt);
    }
  }

  #enter(
    status: FreshnessStatus,
    message: string | undefined,
    lastSeenAt: number | undefined,
  ): void {
    const changed = this.#state.status !== status;
    const since = changed ? this.#options.clock() : this.#state.since;
    this.#state = { status, since, message, lastSeenAt };
    if (changed) {
      const { logger, source } = this.#options;
      const text = `Metric source ${source.id} is ${status}`;
      if (status === 'live') {
        logger.info(text);
      } else {
        logger.warn(`${text}: ${message}`);
      }
    }
  }
}
