import type { JsonObject } from '@backstage/types';
import { InputError } from '@backstage/errors';
import type { EngineInput } from '../model';
import { predictObjects } from '../predict';
import { chartDefaults } from '../predict/chartDefaults';
import { layOver, ValuesView } from '../predict/valuesView';
import { engineValues } from '../render/values';
import type { Findings } from './findings';
import { leaveOut } from './fixes';

/** Keys that the chart refuses to have set together, for parts that only `extraValues` can switch on; not MinIO. */
const EXCLUSIVE: ReadonlyArray<[string, string]> = [
  ['secrets.existingS3CredsSecret', 'secrets.s3Creds'],
  ['secrets.existingClickHouseSecret', 'clickhouse.auth.password'],
  ['secrets.existingS3ProxySecret', 's3proxy.azure.storageAccountKey'],
];

/** A chart with a store installs it, or is told where it is. */
const STORES = ['clickhouse', 'redis'];

const BUDGETS = ['controlPlane', 'harmony', 'sandkasten'];

function budgetRefusal(values: ValuesView): string | undefined {
  const part = BUDGETS.find(
    name =>
      values.has(`${name}.pdb.enabled`) &&
      values.has(`${name}.pdb.minAvailable`) ===
        values.has(`${name}.pdb.maxUnavailable`),
  );
  return (
    part && `${part}.pdb needs one of minAvailable and maxUnavailable, not both`
  );
}

function storeRefusal(values: ValuesView): string | undefined {
  const store = STORES.find(
    name =>
      values.has(`${name}.external.url`) &&
      (values.at(`${name}.install.enabled`) ?? true) === true &&
      (values.at(`${name}.enabled`) ?? name === 'redis') === true,
  );
  return (
    store &&
    `${store}.install.enabled and ${store}.external.url exclude each other`
  );
}

/** What the chart refuses of parts that nothing else predicts, in words; never shows a value. */
function refusalOf(values: ValuesView): string | undefined {
  const both = EXCLUSIVE.find(keys => keys.every(key => values.has(key)));
  if (both) return `${both[0]} and ${both[1]} exclude each other`;
  const onHost = values.text('harmony.cloudCache.type') === 'hostPath';
  if (onHost && !values.has('harmony.cloudCache.hostPath')) {
    return 'harmony.cloudCache.type hostPath needs harmony.cloudCache.hostPath';
  }
  return storeRefusal(values) ?? budgetRefusal(values);
}

/** What the chart would say of the values with everything of `extraValues`; `undefined` when it would render. */
function refusal(
  input: EngineInput,
  extraValues: JsonObject,
): string | undefined {
  const { chartVersion, name, namespace } = input;
  const values = layOver(engineValues(input), extraValues);
  const own = refusalOf(
    new ValuesView(layOver(chartDefaults(chartVersion), values)),
  );
  if (own) return `Chart ${chartVersion} refuses the values: ${own}`;
  try {
    predictObjects({ values, chartVersion, release: name, namespace });
  } catch (error) {
    if (error instanceof InputError) return error.message;
    return `Chart ${chartVersion} cannot be expected to render extraValues of these types`;
  }
  return undefined;
}

/** Values of the control plane that the chart takes as true whatever they are. */
const ALWAYS_TRUE = ['controlPlane.runDbMigrations', 'auth.session.secure'];

/** What `extraValues` lead to: refusals of the chart, and switches that do nothing. */
export function checkChartRefusals(
  input: EngineInput,
  findings: Findings,
): void {
  if (!input.extraValues) return;
  // Keys that are wrong by themselves have been reported, and would only be repeated here.
  if (findings.all.some(({ path }) => path.startsWith('extraValues.'))) return;
  const found = refusal(input, input.extraValues);
  if (found !== undefined) {
    findings.error(
      'chart-refuses',
      'extraValues',
      found,
      'Correct extraValues, or leave it out',
      leaveOut('extraValues'),
    );
  }
  const extra = new ValuesView(input.extraValues);
  for (const key of ALWAYS_TRUE) {
    if (extra.at(key) === false) {
      findings.warning(
        'false-ignored',
        `extraValues.${key}`,
        `extraValues has ${key} false, which the chart renders as true`,
        'Leave it out: it cannot be switched off',
        leaveOut(`extraValues.${key}`),
      );
    }
  }
}
