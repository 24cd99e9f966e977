import type { JsonObject, JsonValue } from '@backstage/types';
import { parse } from 'yaml';
import { isObject, ValuesView, type Maybe } from '../predict/valuesView';
import { DEBUG_EXPORTER, DEBUG_SETTINGS, SIGNALS } from '../render/partValues';
import { placementOf, resourcesOf, storageOf } from './extractValues';

/** A disruption budget, without the number that the generator emptied. */
export function budgetOf(values: ValuesView, part: string): Maybe {
  if (!values.has(`${part}.pdb.enabled`)) return undefined;
  const { minAvailable, maxUnavailable } = values.object(`${part}.pdb`);
  return {
    minAvailable: minAvailable || undefined,
    maxUnavailable: maxUnavailable || undefined,
  };
}

export function controlPlaneOf(values: ValuesView): JsonObject {
  return {
    ...placementOf(values, 'controlPlane'),
    replicas: values.at('controlPlane.replicaCount'),
    resources: resourcesOf(values.object('controlPlane')),
    disruptionBudget: budgetOf(values, 'controlPlane'),
  };
}

export function authOf(values: ValuesView): Maybe {
  const secure = values.at('auth.session.secure');
  return {
    admins: values.at('auth.admins'),
    defaultRole: values.at('auth.default_role'),
    defaultTeam: values.at('auth.default_team'),
    sessionSeconds: values.at('auth.session.expiration_seconds'),
    secureCookies: secure === undefined ? undefined : `${secure}` === 'true',
  };
}

export function clickhouseOf(values: ValuesView): Maybe {
  if (!values.has('clickhouse.enabled')) return undefined;
  const secret = values.at('secrets.existingClickHouseSecret');
  return values.at('clickhouse.install.enabled') === false
    ? { mode: 'external', secret }
    : {
        mode: 'internal',
        secret,
        resources: resourcesOf(values.object('clickhouse')),
        storage: storageOf(values, 'clickhouse.persistence'),
      };
}

/** A YAML text among the values, which people may have broken. */
function textTree(value: Maybe): JsonObject | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const tree: unknown = parse(value, { maxAliasCount: 100 });
    return isObject(tree) ? tree : undefined;
  } catch {
    return undefined;
  }
}

function exportersOf(values: ValuesView): JsonObject | undefined {
  const exporters = textTree(values.at('otelCollector.exporters'));
  if (!exporters) return undefined;
  const { [DEBUG_EXPORTER]: debug, ...others } = exporters;
  return JSON.stringify(debug) === JSON.stringify(DEBUG_SETTINGS)
    ? others
    : exporters;
}

function signalsOf(values: ValuesView): Maybe {
  const pipelines = new ValuesView(
    textTree(values.at('otelCollector.pipelines')) ?? {},
  );
  const named = Object.keys(SIGNALS).flatMap(
    (signal): Array<[string, JsonValue]> => {
      const exporters = pipelines.list(`${signal}.exporters`);
      return exporters.length === 0 ||
        JSON.stringify(exporters) === JSON.stringify([DEBUG_EXPORTER])
        ? []
        : [[signal, exporters]];
    },
  );
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

export function otelCollectorOf(values: ValuesView): JsonObject {
  return {
    enabled: values.at('otelCollector.enabled'),
    exporters: exportersOf(values),
    signals: signalsOf(values),
    environmentName: values.at(
      'otelCollector.resourceAttributes.environmentName',
    ),
    resourceAttributes: values.at('otelCollector.resourceAttributes.extra'),
    replicas: values.at('otelCollector.replicaCount'),
    resources: resourcesOf(values.object('otelCollector')),
    disruptionBudget: budgetOf(values, 'otelCollector'),
  };
}
