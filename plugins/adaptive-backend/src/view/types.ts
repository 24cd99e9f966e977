import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { ApplicationObject } from '../objects/types';
import type { WatchService } from '../objects/watchService';
import type { MetricsService } from '../metrics/types';

/** What ownership may be decided from. */
export interface OwnershipFacts {
  ref: EngineRef;
  /** Labels of the engine's namespace; empty when the namespace cannot be read. */
  namespaceLabels: Readonly<Record<string, string>>;
  /** Sources of the GitOps object that owns the engine; empty when there is none. */
  gitopsSources: ApplicationObject['sources'];
}

/** Decides the owner of an engine as entity ref. Must be pure and fast: it is called for every change. */
export type OwnerOf = (facts: OwnershipFacts) => string | undefined;

/** Parts of the engines service. */
export interface EnginesServiceOptions {
  watch: WatchService;
  metrics: MetricsService;
  /** Root configuration of the app. */
  config: Config;
  logger: LoggerService;
  /** Without it engines have no owner. */
  ownerOf?: OwnerOf;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: () => number;
}

/** `EnginesService` with a life cycle. Starts and stops neither the watches nor the metrics. */
export interface RunningEnginesService extends EnginesService {
  /** Assembles what is known already and follows every change from then on. */
  start(): void;
  stop(): void;
}
