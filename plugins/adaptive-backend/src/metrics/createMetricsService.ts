import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { SourceStatus } from '@adaptive-portal/plugin-adaptive-common';
import { readMetricsConfig } from './config';
import type { MetricsConfig } from './config';
import { MetricsSource } from './metricsSource';
import { readNamespace } from './readMore';
import { readPoolFrom } from './readPool';
import type {
  MetricsService,
  MetricsSnapshot,
  MetricsSourceInfo,
} from './types';

export interface MetricsServiceOptions {
  /** Root configuration of the app. */
  config: Config;
  logger: LoggerService;
  fetch?: typeof fetch;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: () => number;
}

class PollingMetricsService implements MetricsService {
  readonly #config: MetricsConfig;
  readonly #sources: MetricsSource[];
  readonly #listeners = new Set<() => void>();
  readonly #polls = new Map<MetricsSource, Promise<void>>();
  #abort: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MetricsServiceOptions) {
    const { logger, fetch = globalThis.fetch, clock = Date.now } = options;
    const config = readMetricsConfig(options.config);
    this.#config = config;
    this.#sources = config.sources.map(
      source => new MetricsSource({ source, config, fetch, clock, logger }),
    );
  }

  start(): void {
    if (this.#abort) {
      return;
    }
    this.#abort = new AbortController();
    this.#timer = setInterval(() => this.#tick(), this.#config.intervalMs);
    this.#tick();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#abort?.abort();
    this.#abort = undefined;
    await Promise.all(this.#polls.values());
  }

  snapshot(): MetricsSnapshot {
    const views = this.#sources.map(source => source.view());
    return {
      pool: key => readPoolFrom(views, key),
      namespace: key => readNamespace(views, key),
    };
  }

  status(): SourceStatus[] {
    return this.#sources.map(source => source.status());
  }

  sources(): readonly MetricsSourceInfo[] {
    return this.#config.sources.map(
      ({
        id,
        title,
        publicUrl,
        credentialExpiresAt,
        matchersOf,
        serves,
      }): MetricsSourceInfo => ({
        id,
        title,
        publicUrl,
        credentialExpiresAt,
        matchersOf,
        serves,
      }),
    );
  }

  subscribe(listener: () => void): { unsubscribe(): void } {
    this.#listeners.add(listener);
    return { unsubscribe: () => this.#listeners.delete(listener) };
  }

  /** Every source at its own pace: a slow one skips rounds and holds up no other. */
  #tick(): void {
    const signal = this.#abort?.signal;
    if (!signal) {
      return;
    }
    for (const source of this.#sources) {
      if (!this.#polls.has(source)) {
        const poll = source.poll(signal).finally(() => {
          this.#polls.delete(source);
          if (!signal.aborted) {
            this.#notify();
          }
        });
        this.#polls.set(source, poll);
      }
    }
    if (this.#sources.length === 0) {
      this.#notify();
    }
  }

  #notify(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/**
 * Creates the service from `adaptive.metrics`.
 *
 * @throws InputError when the configuration cannot work
 */
export function createMetricsService(
  options: MetricsServiceOptions,
): MetricsService {
  return new PollingMetricsService(options);
}
