import type { EngineInput } from '../model';
import { monitoringChart } from './monitoring';

/** Names of the files of values in the engine's folder, in the order in which Helm lays them over each other. */
export function valueFiles(input: EngineInput): {
  engine: string[];
  monitoring: string[];
} {
  return {
    engine: [
      'values.yaml',
      ...(input.extraValues ? ['values.extra.yaml'] : []),
    ],
    monitoring: monitoringChart(input) ? ['values.monitoring.yaml'] : [],
  };
}
