import type { LoggerService } from '@backstage/backend-plugin-api';
import { engineUrl } from '@adaptive-portal/plugin-adaptive-common';
import type {
  EngineRef,
  EngineService,
} from '@adaptive-portal/plugin-adaptive-common';
import { SourceState } from '../SourceState';
import type { ToolConfig, ToolId, ToolsConfig } from './config';
import type { ProbeResult } from './ask';
import { PROBES } from './probe';

const TITLES: Record<ToolId, string> = { mlflow: 'MLflow', grafana: 'Grafana' };
const MAX_BYTES = 8 * 1024 * 1024;
/** Probes that may fail to come before a tool counts as late. */
const HELD_ROUNDS = 3;
/** A tool that no engine asked about for so many rounds is no longer probed. */
const FORGET_ROUNDS = 5;
/** Probes under way at the same time. */
const CONCURRENCY = 8;

interface Target {
  id: ToolId;
  url: string;
  config: ToolConfig;
  state: SourceState;
  result?: ProbeResult;
  wantedAt: number;
}

/** Asks the tools of the engines for signs of life, each URL once per round however many engines share it. */
export class ToolProbes {
  readonly #options: {
    config: ToolsConfig;
    fetch: typeof fetch;
    clock: () => number;
    logger: LoggerService;
  };
  readonly #targets = new Map<string, Target>();
  readonly #startedAt: number;
  #polledAt = -Infinity;

  constructor(options: {
    config: ToolsConfig;
    fetch: typeof fetch;
    clock: () => number;
    logger: LoggerService;
  }) {
    this.#options = options;
    this.#startedAt = options.clock();
  }

  /** Probes what was asked about, when that is due. Never rejects. True when something was probed. */
  async poll(signal: AbortSignal): Promise<boolean> {
    const { config, clock } = this.#options;
    const now = clock();
    const fresh = [...this.#targets.values()].filter(
      ({ state }) => state.status === 'connecting',
    );
    const due = now - this.#polledAt >= config.intervalMs;
    if (due) {
      this.#polledAt = now;
      for (const [key, { wantedAt }] of this.#targets) {
        if (now - wantedAt > FORGET_ROUNDS * config.intervalMs) {
          this.#targets.delete(key);
        }
      }
    }
    const queue = due ? [...this.#targets.values()] : fresh;
    const probed = queue.length > 0;
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        await this.#probe(next, signal);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return probed;
  }

  /**
   * What is known of the tools of an engine; asking makes them wanted in the next rounds. MLflow is left out for an
   * engine that uses none.
   */
  read(ref: EngineRef, mlflow: 'used' | 'unused'): EngineService[] {
    const { tools } = this.#options.config;
    const services: EngineService[] = [];
    if (mlflow === 'used') {
      services.push(
        tools.mlflow
          ? this.#service('mlflow', tools.mlflow, ref)
          : this.#unreachable('mlflow'),
      );
    }
    if (tools.grafana) {
      services.push(this.#service('grafana', tools.grafana, ref));
    }
    return services;
  }

  /** The portal asks no address that an object in a cluster names: whoever writes that would steer its requests. */
  #unreachable(id: ToolId): EngineService {
    return {
      id,
      title: TITLES[id],
      freshness: {
        status: 'notWatchable',
        since: new Date(this.#startedAt).toISOString(),
        message: `Not reachable from here: adaptive.probes.${id}.url is not configured`,
      },
      facts: [],
    };
  }

  #service(id: ToolId, config: ToolConfig, ref: EngineRef): EngineService {
    const { clock } = this.#options;
    const url = engineUrl(config.url, ref)?.replace(/\/+$/, '');
    if (url === undefined) return this.#unreachable(id);
    const key = `${id} ${url}`;
    const known = this.#targets.get(key) ?? this.#target(id, config, url);
    this.#targets.set(key, known);
    known.wantedAt = clock();
    const { state, result } = known;
    return {
      id,
      title: TITLES[id],
      freshness: state.freshness(),
      ...(result?.version !== undefined && { version: result.version }),
      facts: result?.facts ?? [],
      ...(result?.items && { items: result.items }),
    };
  }

  #target(id: ToolId, config: ToolConfig, url: string): Target {
    const { clock, logger, config: all } = this.#options;
    const state = new SourceState({
      name: `${TITLES[id]} at ${new URL(url).host}`,
      lateAfterMs: HELD_ROUNDS * all.intervalMs,
      clock,
      logger,
    });
    return { id, url, config, state, wantedAt: clock() };
  }

  async #probe(target: Target, signal: AbortSignal): Promise<void> {
    const { config, fetch } = this.#options;
    const { id, url, state } = target;
    try {
      target.result = await PROBES[id]({
        url,
        signal,
        fetch,
        headers: target.config.headers,
        timeoutMs: config.timeoutMs,
        maxBytes: MAX_BYTES,
      });
      state.succeed();
    } catch (error) {
      if (!signal.aborted) state.fail(error);
    }
  }
}
