import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type {
  ComputePool,
  EngineRef,
  MetricsRangeRequest,
  MetricsRangeResponse,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { ClusterReader } from '../clusters/ClusterReader';
import { Alertmanager } from './alerts/Alertmanager';
import { alertsOf, byNamespace } from './alerts/alertsOf';
import { readMetricsConfig } from './config';
import type { MetricsConfig } from './config';
import { MetricsSource } from './metricsSource';
import { namespaceReader } from './readMore';
import { RangeReader } from './range/RangeReader';
import { readPoolFrom } from './readPool';
import { readToolsConfig } from './tools/config';
import { ToolProbes } from './tools/ToolProbes';
import type {
  MetricsService,
  MetricsSnapshot,
  MetricsSourceInfo,
} from './types';

export interface MetricsServiceOptions {
  /** Root configuration of the app. */
  config: Config;
  logger: LoggerService;
  /** Asks tools inside clusters; without it none is. */
  clusters?: ClusterReader;
  fetch?: typeof fetch;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: () => number;
}

/** What is asked once per interval. The promise never rejects; false when there was nothing to ask. */
interface Pollable {
  poll(signal: AbortSignal): Promise<boolean | void>;
}

class PollingMetricsService implements MetricsService {
  readonly #config: MetricsConfig;
  readonly #sources: MetricsSource[];
  readonly #managers: Alertmanager[];
  readonly #tools: ToolProbes;
  readonly #ranges: RangeReader;
  readonly #listeners = new Set<() => void>();
  readonly #polls = new Map<Pollable, Promise<void>>();
  #abort: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MetricsServiceOptions) {
    const { logger, fetch = globalThis.fetch, clock = Date.now } = options;
    const config = readMetricsConfig(options.config);
    const shared = { fetch, clock, logger };
    this.#config = config;
    this.#sources = config.sources.map(
      source => new MetricsSource({ source, config, ...shared }),
    );
    this.#managers = config.alertmanagers.map(
      source => new Alertmanager({ source, config, ...shared }),
    );
    this.#ranges = new RangeReader({ config, ...shared });
    this.#tools = new ToolProbes({
      config: readToolsConfig(options.config),
      clusters: options.clusters,
      ...shared,
    });
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
    this.#ranges.stop();
    this.#abort = undefined;
    await Promise.all(this.#polls.values());
  }

  snapshot(): MetricsSnapshot {
    const views = this.#sources.map(source => source.view());
    const rules = byNamespace(this.#sources.map(source => source.alerts()));
    const managers = byNamespace(this.#managers.map(manager => manager.view()));
    const namespaces = namespaceReader(views);
    return {
      pool: key => readPoolFrom(views, key),
      namespace: namespaces,
      alerts: ref =>
        alertsOf(rules(ref.namespace), managers(ref.namespace), ref),
      services: (ref, mlflow, podsOf) => this.#tools.read(ref, mlflow, podsOf),
    };
  }

  status(): SourceStatus[] {
    return [...this.#sources, ...this.#managers].map(source => source.status());
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

  range(
    ref: EngineRef,
    pool: Pick<ComputePool, 'name' | 'key' | 'pods'>,
    request: MetricsRangeRequest,
  ): Promise<MetricsRangeResponse> {
    const key = {
      ...ref,
      pool: pool.name,
      key: pool.key,
      pods: pool.pods.map(({ name }) => name),
    };
    const mixedUp = this.#sources.filter(source => source.hasShared(key));
    return this.#ranges.read(
      key,
      request,
      new Set(mixedUp.map(({ id }) => id)),
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
    for (const source of [...this.#sources, ...this.#managers, this.#tools]) {
      if (!this.#polls.has(source)) {
        this.#polls.set(source, this.#poll(source, signal));
      }
    }
    if (this.#sources.length === 0) {
      this.#notify();
    }
  }

  async #poll(source: Pollable, signal: AbortSignal): Promise<void> {
    const asked = await source.poll(signal);
    this.#polls.delete(source);
    if (asked !== false && !signal.aborted) {
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
