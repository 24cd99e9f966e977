import type { JsonObject } from '@backstage/types';
import type { PlacementInput, ResourcesInput, StorageInput } from './options';

/**
 * How many pods of a part a drain of nodes leaves alone: exactly one of the two, a whole number of pods above 0.
 *
 * @public
 */
export interface DisruptionBudgetInput {
  minAvailable?: number;
  maxUnavailable?: number;
}

/**
 * The control plane.
 *
 * @public
 */
export interface ControlPlaneInput extends PlacementInput {
  /** Default 1. */
  replicas?: number;
  /** Charts from 0.26.0. */
  resources?: ResourcesInput;
  /** Charts from 0.27.0. */
  disruptionBudget?: DisruptionBudgetInput;
}

/**
 * What all harmony pods have in common, pools included.
 *
 * @public
 */
export interface HarmonyInput {
  extraEnv?: Record<string, string>;
  /** Of each pool; charts from 0.29.0. */
  disruptionBudget?: DisruptionBudgetInput;
}

/**
 * Who may do what after signing in.
 *
 * @public
 */
export interface AuthInput {
  /** E-mail addresses of people who become administrators when they first sign in. */
  admins?: string[];
  /** Role of everybody else. Default of the chart: `admin`. */
  defaultRole?: 'admin' | 'read-only' | 'inference' | 'annotator';
  /** Default of the chart: `default`. */
  defaultTeam?: string;
  /** Seconds that a session lasts. Default of the chart: 518400, 6 days. */
  sessionSeconds?: number;
  /** Whether session cookies need https. Default true. */
  secureCookies?: boolean;
}

/**
 * ClickHouse, of the chart or one that is there; charts from 0.43.1.
 *
 * @public
 */
export type ClickHouseInput = {
  /** Secret with the keys `clickhouseUrl`, `clickhouseUsername`, `clickhousePassword` and `clickhouseDatabase`. */
  secret: string;
} & (
  | {
      mode: 'internal';
      resources?: ResourcesInput;
      /** Default of the chart: 10Gi. */
      storage?: StorageInput;
    }
  | { mode: 'external' }
);

/**
 * The OpenTelemetry collector of charts from 0.33.0, which sends traces, metrics and logs of the engine on.
 *
 * @public
 */
export interface OtelCollectorInput {
  /** Default true. */
  enabled?: boolean;
  /**
   * Exporters by name, with the collector's own settings. They are in git: no credentials. Default of the chart:
   * `debug`, which writes everything to the collector's log.
   */
  exporters?: JsonObject;
  /** Names of the exporters of each signal; a signal without any goes to `debug`. Needs `exporters`. */
  signals?: { traces?: string[]; metrics?: string[]; logs?: string[] };
  /** Value of `deployment.environment.name`. Default: the name of the engine. */
  environmentName?: string;
  /** Added to all that passes through. */
  resourceAttributes?: Record<string, string>;
  /** Default of the chart: 2. */
  replicas?: number;
  resources?: ResourcesInput;
  disruptionBudget?: DisruptionBudgetInput;
}
