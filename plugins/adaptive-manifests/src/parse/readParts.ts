import type {
  AuthInput,
  ClickHouseInput,
  DisruptionBudgetInput,
  OtelCollectorInput,
} from '../model';
import { MAX_ENTRIES, resources, storage, textMap } from './basics';
import { choice, fields, flag, list, number, text, type Read } from './fields';
import { jsonTree } from './jsonTree';

const budget = fields({}, { minAvailable: number, maxUnavailable: number });

/** The chart takes one of the two, and nothing that counts as empty. */
export const disruptionBudget: Read<DisruptionBudgetInput> = (
  reader,
  value,
  path,
) => {
  const read = budget(reader, value, path);
  const entries = Object.values(read ?? {});
  if (!read || entries.length === 0) return undefined;
  return entries.length === 1 && entries.every(isPods)
    ? read
    : reader.report(
        'disruption-budget',
        path,
        `${path} has no single number of pods`,
        'Accepted is either minAvailable or maxUnavailable, a whole number from 1 to 100',
      );
};

function isPods(pods: number): boolean {
  return Number.isInteger(pods) && pods >= 1 && pods <= 100;
}

export const auth: Read<AuthInput> = fields(
  {},
  {
    admins: list(text, 200),
    defaultRole: choice('admin', 'read-only', 'inference', 'annotator'),
    defaultTeam: text,
    sessionSeconds: number,
    secureCookies: flag,
  },
);

const CLICKHOUSE_MODES = {
  internal: fields(
    { secret: text, mode: choice('internal') },
    { resources, storage },
  ),
  external: fields({ secret: text, mode: choice('external') }, {}),
};

export const clickhouse: Read<ClickHouseInput> = (reader, value, path) => {
  const all = ['secret', 'mode', 'resources', 'storage'];
  const object = reader.object(value, path, all);
  const mode =
    object &&
    reader.choice(object.mode, `${path}.mode`, ['internal', 'external']);
  if (!object || !mode) return undefined;
  // Unknown fields are reported already, and forms send null for fields of the other mode.
  const known = Object.entries(object).filter(
    ([key, field]) => all.includes(key) && field !== null,
  );
  return CLICKHOUSE_MODES[mode](reader, Object.fromEntries(known), path);
};

/** A signal without exporters is the same as one that is not named. */
const exporterNames: Read<string[]> = (reader, value, path) => {
  const names = list(text, MAX_ENTRIES)(reader, value, path);
  return names && names.length > 0 ? names : undefined;
};

export const otelCollector: Read<OtelCollectorInput> = fields(
  {},
  {
    enabled: flag,
    exporters: jsonTree,
    signals: fields(
      {},
      { traces: exporterNames, metrics: exporterNames, logs: exporterNames },
    ),
    environmentName: text,
    resourceAttributes: textMap,
    replicas: number,
    resources,
    disruptionBudget,
  },
);
