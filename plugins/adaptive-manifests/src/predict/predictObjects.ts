import { InputError } from '@backstage/errors';
import { chartCapabilities } from '../capabilities';
import type { KubernetesObject } from '../model';
import { engineNames } from '../names';
import { predictBudgets } from './budgets';
import { chartDefaults } from './chartDefaults';
import { chartRefusal } from './chartRefusal';
import { predictClickhouse } from './clickhouse';
import type { Context } from './context';
import { predictControlPlane } from './controlPlane';
import { predictDefaultGroup } from './defaultGroup';
import { predictLgtm } from './lgtm';
import { predictPools } from './pools';
import { predictRedis } from './redis';
import { predictS3Proxy } from './s3proxy';
import { predictOtelCollector, predictSandkasten } from './services';
import { predictMlflow, predictPostgres } from './stores';
import { isObject, layOver, ValuesView } from './valuesView';

/**
 * What {@link predictObjects} needs to know.
 *
 * @public
 */
export interface PredictOptions {
  /** Values as in `values.yaml`; the chart's defaults are filled in. Not checked: people edit them by hand. */
  values: object;
  chartVersion: string;
  release: string;
  namespace: string;
}

/**
 * Predicts the workloads, Services, Ingress, disruption budgets and ScaledObjects that the chart would render, without Helm and
 * without the chart: names, labels, selectors, replicas, containers, images, environment, ports, resources. Also
 * what the chart does wrong, such as values that leak from pool to pool up to 0.23.
 *
 * Not predicted: ConfigMaps, Secrets, claims of their own, accounts and their roles, jobs, and the subcharts
 * Prometheus, KEDA and MinIO.
 *
 * @throws InputError when the chart version is not known, or the chart would refuse the values
 * @public
 */
export function predictObjects(options: PredictOptions): KubernetesObject[] {
  const { values, chartVersion, release, namespace } = options;
  const capabilities = chartCapabilities(chartVersion);
  if (!isObject(values)) {
    throw new InputError('values is a list or null; accepted is an object');
  }
  const context: Context = {
    values: new ValuesView(layOver(chartDefaults(chartVersion), values)),
    capabilities,
    names: engineNames(release, chartVersion),
    release,
    namespace,
  };
  const refusal = chartRefusal(context);
  if (refusal) {
    throw new InputError(
      `Chart ${chartVersion} refuses the values: ${refusal}`,
    );
  }
  return [
    ...predictControlPlane(context),
    ...predictDefaultGroup(context),
    ...predictPools(context),
    ...predictSandkasten(context),
    ...predictOtelCollector(context),
    ...predictMlflow(context),
    ...predictRedis(context),
    ...predictPostgres(context),
    ...predictClickhouse(context),
    ...predictS3Proxy(context),
    ...predictLgtm(context),
    ...predictBudgets(context),
  ];
}
