import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, MonitoringInput } from '../model';
import { toYaml } from '../yaml/toYaml';

/** The newest version of the chart `monitoring`; it ended with 0.37 of the chart. */
export const DEFAULT_MONITORING_VERSION = '0.2.1';

/** What to install beside the engine; `undefined` where there is nothing, or the chart itself has it. */
export function monitoringChart(
  input: EngineInput,
): Required<Pick<MonitoringInput, 'chartVersion'>> | undefined {
  const { monitoring } = input;
  return monitoring && chartCapabilities(input.chartVersion).monitoringChart
    ? { chartVersion: monitoring.chartVersion ?? DEFAULT_MONITORING_VERSION }
    : undefined;
}

/** Values of the chart `monitoring`: Grafana is served below the control plane's address. */
export function monitoringValues(input: EngineInput): JsonObject {
  const { protocol, hostname } = new URL(input.rootUrl);
  const storage = input.monitoring?.storage;
  return {
    grafana: {
      proxy: {
        enable: true,
        domain: hostname,
        scheme: protocol.replace(':', ''),
      },
      ...(storage
        ? {
            enablePersistence: true,
            storageClass: storage.storageClass ?? '',
            pvc: { size: storage.size },
          }
        : {}),
    },
  };
}

export function renderMonitoringValues(input: EngineInput): string {
  return toYaml(
    monitoringValues(input),
    'Values of the chart monitoring: Grafana and logs of the engine.',
  );
}
