import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HelmConfig } from './helmConfig';

/** Arguments of Helm that name a chart, or why there is none. */
export type ChartArguments = { args: string[] } | { missing: string };

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Finds the chart of a version: in the configured folder, `<version>/Chart.yaml` or `adaptive-<version>.tgz`, else in
 * the registry.
 *
 * @param version - an exact version that the generator knows, so that it is no path
 */
export async function findChart(
  { chartFolder }: HelmConfig,
  registry: string,
  version: string,
): Promise<ChartArguments> {
  if (chartFolder === undefined) {
    return { args: [`oci://${registry}/adaptive`, '--version', version] };
  }
  const folder = join(chartFolder, version);
  if (await exists(join(folder, 'Chart.yaml'))) return { args: [folder] };
  const archive = join(chartFolder, `adaptive-${version}.tgz`);
  if (await exists(archive)) return { args: [archive] };
  return {
    missing: `adaptive.helm.chartFolder has neither ${version}/Chart.yaml nor adaptive-${version}.tgz`,
  };
}
