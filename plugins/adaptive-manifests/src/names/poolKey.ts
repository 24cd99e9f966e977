import { chartCapabilities } from '../capabilities';
import { kebabCase } from './kebabCase';

/**
 * The name of a compute pool as the chart writes it into object names and labels: sprig's `kebabcase` up to 0.23,
 * afterwards lower case with `-` for every space and `_`. The result may still be no valid name; `validateEngine`
 * says so.
 *
 * @throws InputError when the chart version is not known
 * @public
 */
export function poolKey(rawName: string, chartVersion: string): string {
  const { nameRule } = chartCapabilities(chartVersion).pools;
  return nameRule === 'kebabcase'
    ? kebabCase(rawName)
    : rawName.toLowerCase().replace(/[ _]/g, '-');
}
