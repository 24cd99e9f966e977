import { InputError } from '@backstage/errors';
import {
  installation,
  readEngineFiles,
  type Installation,
} from '../extract/manifestReader';
import type { RenderedFile } from '../model';
import { predictObjects } from '../predict';
import { isObject, layOver, toInt, ValuesView } from '../predict/valuesView';

/**
 * GPUs that an engine may use.
 *
 * @public
 */
export interface GpuTotals {
  /** All workloads at their smallest. */
  min: number;
  /** All workloads at their largest; equals `min` where nothing scales. */
  max: number;
}

function gpusPerPod(workload: ValuesView): number {
  return workload
    .list('spec.template.spec.containers')
    .filter(isObject)
    .map(container => new ValuesView(container).object('resources.limits'))
    .reduce((sum, limits) => sum + toInt(limits['nvidia.com/gpu'] ?? 0), 0);
}

/** Objects that the chart would render; none when it would refuse the values, which validation reports. */
function predictedViews(
  values: ValuesView,
  { chartVersion, release }: Installation,
): ValuesView[] | undefined {
  try {
    return predictObjects({
      values: values.root,
      chartVersion,
      release,
      namespace: '',
    }).map(object => new ValuesView(object));
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Counts the GPUs of an engine's files with the objects that its chart would render.
 *
 * @returns `undefined` when the files are no complete engine, or the chart would refuse them
 * @throws InputError when a file is no YAML
 */
export function gpuTotals(
  files: readonly RenderedFile[],
): GpuTotals | undefined {
  const read = readEngineFiles(files);
  const { values, extraValues, scaledObjects } = read;
  const installed = installation(read);
  if (!values || !installed) {
    return undefined;
  }
  const views = predictedViews(
    extraValues
      ? new ValuesView(layOver(values.root, extraValues.root))
      : values,
    installed,
  );
  if (!views) {
    return undefined;
  }
  const scalers = [
    ...scaledObjects,
    ...views.filter(view => view.text('kind') === 'ScaledObject'),
  ];
  return views.reduce<GpuTotals>(
    (totals, workload) => {
      const scaler = scalers.find(
        view =>
          view.text('spec.scaleTargetRef.name') ===
          workload.text('metadata.name'),
      );
      const gpus = gpusPerPod(workload);
      const replicas = workload.at('spec.replicas');
      const min = toInt(scaler?.at('spec.minReplicaCount') ?? replicas);
      const max = toInt(scaler?.at('spec.maxReplicaCount') ?? replicas);
      return { min: totals.min + gpus * min, max: totals.max + gpus * max };
    },
    { min: 0, max: 0 },
  );
}
