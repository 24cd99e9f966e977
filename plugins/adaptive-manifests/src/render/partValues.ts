import type { JsonObject } from '@backstage/types';
import type {
  AuthInput,
  ClickHouseInput,
  ControlPlaneInput,
  DisruptionBudgetInput,
  OtelCollectorInput,
} from '../model';
import { toYaml } from '../yaml/toYaml';
import {
  bothResources,
  given,
  persistence,
  placementValues,
  sortedEntries,
} from './valuesOf';

/** A disruption budget; the number that is not given is emptied, as a default of the chart would clash with it. */
export function budgetValues(
  budget: DisruptionBudgetInput | undefined,
): JsonObject {
  return given('pdb', budget, ({ minAvailable, maxUnavailable }) => ({
    enabled: true,
    minAvailable: minAvailable ?? 0,
    maxUnavailable: maxUnavailable ?? 0,
  }));
}

export function controlPlaneValues(
  part: ControlPlaneInput | undefined,
): JsonObject {
  return {
    ...given('replicaCount', part?.replicas, count => count),
    ...given('resources', part?.resources, bothResources),
    ...budgetValues(part?.disruptionBudget),
    ...placementValues(part),
  };
}

export function authValues(auth: AuthInput): JsonObject {
  const session = {
    // The chart takes the switch `false` for absent, and absent for true.
    ...given('secure', auth.secureCookies, secure => `${secure}`),
    ...given('expiration_seconds', auth.sessionSeconds, seconds => seconds),
  };
  return {
    ...given('default_role', auth.defaultRole, role => role),
    ...given('default_team', auth.defaultTeam, team => team),
    ...(Object.keys(session).length > 0 ? { session } : {}),
    ...given('admins', auth.admins, admins => [...admins]),
  };
}

export function clickhouseValues(clickhouse: ClickHouseInput): JsonObject {
  return clickhouse.mode === 'external'
    ? { enabled: true, install: { enabled: false } }
    : {
        enabled: true,
        install: { enabled: true },
        ...given('resources', clickhouse.resources, bothResources),
        ...given('persistence', clickhouse.storage, storage => ({
          ...persistence(storage),
          type: 'pvc',
        })),
      };
}

/** Signals of the collector, with what it receives for each. */
export const SIGNALS = {
  traces: ['otlp'],
  metrics: ['otlp', 'prometheus'],
  logs: ['otlp'],
} as const;

/** The chart's own exporter, which needs no other system. */
export const DEBUG_EXPORTER = 'debug';
export const DEBUG_SETTINGS = { verbosity: 'basic' };

function pipelines({
  signals,
  resourceAttributes,
}: OtelCollectorInput): JsonObject {
  return Object.fromEntries(
    Object.entries(SIGNALS).map(([signal, receivers]) => [
      signal,
      {
        receivers: [...receivers],
        processors: [
          'memory_limiter',
          'batch',
          ...(resourceAttributes ? ['resource'] : []),
        ],
        exporters: signals?.[signal as keyof typeof SIGNALS] ?? [
          DEBUG_EXPORTER,
        ],
      },
    ]),
  );
}

function usesDebug({ signals }: OtelCollectorInput): boolean {
  return Object.keys(SIGNALS).some(signal => {
    const exporters = signals?.[signal as keyof typeof SIGNALS];
    return !exporters || exporters.includes(DEBUG_EXPORTER);
  });
}

/** Values of the collector; exporters and pipelines are YAML texts there. */
export function otelCollectorValues(collector: OtelCollectorInput): JsonObject {
  const { exporters, environmentName, resourceAttributes } = collector;
  const attributes = {
    ...given('environmentName', environmentName, name => name),
    ...given('extra', resourceAttributes, sortedEntries),
  };
  const rewired = exporters !== undefined || resourceAttributes !== undefined;
  const ownDebug =
    exporters !== undefined &&
    usesDebug(collector) &&
    !Object.hasOwn(exporters, DEBUG_EXPORTER);
  return {
    ...given('enabled', collector.enabled, enabled => enabled),
    ...given('replicaCount', collector.replicas, count => count),
    ...given('resources', collector.resources, bothResources),
    ...budgetValues(collector.disruptionBudget),
    ...(Object.keys(attributes).length > 0
      ? { resourceAttributes: attributes }
      : {}),
    ...given('exporters', exporters, settings =>
      toYaml({
        ...settings,
        ...(ownDebug ? { [DEBUG_EXPORTER]: DEBUG_SETTINGS } : {}),
      }),
    ),
    // The chart has the attributes' processor, and uses it nowhere.
    ...(rewired ? { pipelines: toYaml(pipelines(collector)) } : {}),
  };
}
