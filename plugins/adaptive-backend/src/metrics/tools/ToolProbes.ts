import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  engineUrl,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  EngineRef,
  EngineService,
} from '@adaptive-portal/plugin-adaptive-common';
import type { ClusterReader } from '../../clusters/ClusterReader';
import { SourceState } from '../SourceState';
import type { ToolPods } from '../types';
import { Admission } from './Admission';
import { urlProbe } from './ask';
import type { Probe, ProbeResult } from './ask';
import type { ToolId, ToolsConfig } from './config';
import { PROBES } from './probe';
import { ApiServerError, serviceProbe } from './serviceProbe';
import type { ServiceMemory } from './serviceProbe';

const TITLES: Record<ToolId, string> = { mlflow: 'MLflow', grafana: 'Grafana' };
const MAX_BYTES = 8 * 1024 * 1024;
/** Probes that may fail to come before a tool counts as late. */
const HELD_ROUNDS = 3;
/** A tool that no engine asked about for so many rounds is no longer probed. */
const FORGET_ROUNDS = 5;
/** Probes of URLs that are under way at the same time. */
const CONCURRENCY = 8;
/** Probes through one API server that are under way at the same time. */
const CLUSTER_CONCURRENCY = 2;

interface Target {
  id: ToolId;
  /** The tool, ready to be asked. Rejects when it cannot be. */
  open: (signal: AbortSignal) => Promise<Probe>;
  /** Of a tool that is asked through an API server. */
  cluster?: string;
  pods?: ToolPods;
  state: SourceState;
  result?: ProbeResult;
  wantedAt: number;
}

interface Options {
  config: ToolsConfig;
  /** Asks tools inside clusters; without it none is. */
  clusters?: ClusterReader;
  fetch: typeof fetch;
  clock: () => number;
  logger: LoggerService;
}

type PodsOf = (id: ToolId) => ToolPods;

/** Targets by what they share, which is asked a few things at a time. */
function inLanes(
  targets: readonly Target[],
): Map<string | undefined, Target[]> {
  const lanes = new Map<string | undefined, Target[]>();
  for (const target of targets) {
    lanes.set(target.cluster, [...(lanes.get(target.cluster) ?? []), target]);
  }
  return lanes;
}

/** Asks the tools of the engines for signs of life, each URL once per round however many engines share it. */
export class ToolProbes {
  readonly #options: Options;
  readonly #targets = new Map<string, Target>();
  readonly #admission = new Admission();
  readonly #startedAt: number;
  #polledAt = -Infinity;

  constructor(options: Options) {
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
      this.#admission.forget(now - FORGET_ROUNDS * config.intervalMs);
      for (const [key, { wantedAt }] of this.#targets) {
        if (now - wantedAt > FORGET_ROUNDS * config.intervalMs) {
          this.#targets.delete(key);
        }
      }
    }
    const queue = due ? [...this.#targets.values()] : fresh;
    await Promise.all(
      [...inLanes(queue)].map(([cluster, lane]) =>
        this.#follow(
          lane,
          cluster === undefined ? CONCURRENCY : CLUSTER_CONCURRENCY,
          signal,
        ),
      ),
    );
    return queue.length > 0;
  }

  /**
   * What is known of the tools of an engine; asking makes them wanted in the next rounds. MLflow is left out for an
   * engine that uses none.
   */
  read(
    ref: EngineRef,
    mlflow: 'used' | 'unused',
    podsOf: PodsOf,
  ): EngineService[] {
    const refusal = this.#admission.refuse(ref, this.#options.clock());
    if (refusal !== undefined) {
      return mlflow === 'used' ? [this.#notAsked('mlflow', refusal)] : [];
    }
    const services: EngineService[] = [];
    if (mlflow === 'used') {
      services.push(
        this.#service('mlflow', ref, podsOf) ?? this.#unreachable('mlflow'),
      );
    }
    const grafana = this.#service('grafana', ref, podsOf);
    if (grafana) services.push(grafana);
    else if (this.#options.config.tools.grafana?.url !== undefined) {
      services.push(this.#unreachable('grafana'));
    }
    return services;
  }

  /** Probes what has to be asked in the same place, some at a time. */
  async #follow(
    lane: readonly Target[],
    concurrency: number,
    signal: AbortSignal,
  ): Promise<void> {
    const queue = [...lane];
    let dead: ApiServerError | undefined;
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        // Of a dead cluster one timeout a round is enough.
        if (dead) next.state.fail(dead);
        else dead = await this.#probe(next, signal);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
  }

  /**
   * Without a URL that the configuration names, and unless it allows to ask the engine's own: the portal asks no address
   * that an object in a cluster names, as whoever writes that would steer its requests.
   */
  #unreachable(id: ToolId): EngineService {
    const own = this.#options.config.tools[id]?.inCluster
      ? ', and this engine runs none of its own'
      : '';
    return this.#notAsked(
      id,
      `Not reachable from here: adaptive.probes.${id}.url is not configured${own}`,
    );
  }

  #notAsked(id: ToolId, message: string): EngineService {
    return {
      id,
      title: TITLES[id],
      freshness: {
        status: 'notWatchable',
        since: new Date(this.#startedAt).toISOString(),
        message,
      },
      facts: [],
    };
  }

  #service(
    id: ToolId,
    ref: EngineRef,
    podsOf: PodsOf,
  ): EngineService | undefined {
    const { engines, url } = this.#options.config.tools[id] ?? {};
    const target =
      this.#atUrl(id, engines?.get(stringifyEngineRef(ref))) ??
      this.#inCluster(id, ref, podsOf) ??
      this.#atUrl(id, engineUrl(url, ref));
    if (!target) return undefined;
    target.wantedAt = this.#options.clock();
    const { state, result } = target;
    return {
      id,
      title: TITLES[id],
      freshness: state.freshness(),
      ...(result?.version !== undefined && { version: result.version }),
      facts: result?.facts ?? [],
      ...(result?.items && { items: result.items }),
    };
  }

  #atUrl(id: ToolId, address: string | undefined): Target | undefined {
    if (address === undefined) return undefined;
    const { config, fetch } = this.#options;
    const { headers = {}, tokenFile, tls } = config.tools[id] ?? {};
    const url = address.replace(/\/+$/, '');
    const { timeoutMs } = config;
    return this.#target(id, url, {
      place: new URL(url).host,
      open: async signal =>
        urlProbe(url, {
          signal,
          fetch,
          headers,
          tokenFile,
          tls,
          timeoutMs,
          maxBytes: MAX_BYTES,
        }),
    });
  }

  #inCluster(id: ToolId, ref: EngineRef, podsOf: PodsOf): Target | undefined {
    const { config, clock, clusters: reader } = this.#options;
    if (!reader || !config.tools[id]?.inCluster) return undefined;
    const pods = podsOf(id);
    if (pods.tool.length === 0) return undefined;
    const { timeoutMs } = config;
    const place = stringifyEngineRef(ref);
    const memory: ServiceMemory = {};
    const target: Target = this.#target(id, place, {
      place,
      cluster: ref.cluster,
      open: signal =>
        serviceProbe({
          id,
          ref,
          // As they are now, not as they were when it was first asked for.
          pods: target.pods ?? pods,
          reader,
          memory,
          clock,
          signal,
          timeoutMs,
          maxBytes: MAX_BYTES,
        }),
    });
    target.pods = pods;
    return target;
  }

  /** The one that is known, or a new one. */
  #target(
    id: ToolId,
    address: string,
    { place, ...how }: Pick<Target, 'open' | 'cluster'> & { place: string },
  ): Target {
    const key = `${id} ${address}`;
    const known = this.#targets.get(key);
    if (known) return known;
    const { clock, logger, config } = this.#options;
    const state = new SourceState({
      name: `${TITLES[id]} at ${place}`,
      lateAfterMs: HELD_ROUNDS * config.intervalMs,
      clock,
      logger,
    });
    const target = { id, ...how, state, wantedAt: clock() };
    this.#targets.set(key, target);
    return target;
  }

  /** Never rejects; the error when the API server in between is dead. */
  async #probe(
    target: Target,
    signal: AbortSignal,
  ): Promise<ApiServerError | undefined> {
    const { id, state } = target;
    try {
      target.result = await PROBES[id](await target.open(signal));
      state.succeed();
    } catch (error) {
      // It is we who end: that says nothing about the tool, nor about the API server.
      if (signal.aborted) return undefined;
      state.fail(error);
      if (error instanceof ApiServerError) return error;
    }
    return undefined;
  }
}
