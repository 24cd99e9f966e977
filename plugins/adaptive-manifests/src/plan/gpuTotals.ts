import type { RenderedFile } from '../model';
import { engineWorkloads, type Workload } from './workloads';

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

/** GPUs of workloads, at their smallest and largest. */
export function sumGpus(workloads: readonly Workload[]): GpuTotals {
  return workloads.reduce(
    (totals, { min, max, needs: { gpus } }) => ({
      min: totals.min + gpus * min,
      max: totals.max + gpus * max,
    }),
    { min: 0, max: 0 },
  );
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
  const found = engineWorkloads(files);
  return found && found.refusal === undefined
    ? sumGpus(found.workloads)
    : undefined;
}
