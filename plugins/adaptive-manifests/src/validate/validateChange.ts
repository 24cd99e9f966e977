import { chartCapabilities } from '../capabilities';
import type { EngineInput, Finding } from '../model';
import { Findings } from './findings';

/** Whether the engine installs the KEDA of its cluster. */
function bringsKeda(input: EngineInput): boolean {
  return (
    input.autoscaling.mode === 'bundled' &&
    chartCapabilities(input.chartVersion).autoscaling === 'bundled'
  );
}

/**
 * Checks what a change takes away: things that {@link validateEngine} cannot see, as it knows one state only.
 *
 * @param before - the engine as it is in git
 * @param after - the engine as it is to be; absent when it is removed
 * @returns errors and warnings; an error must stop the change
 * @throws InputError when a chart version is not known
 * @public
 */
export function validateChange(
  before: EngineInput,
  after: EngineInput | undefined,
): Finding[] {
  const findings = new Findings();
  if (bringsKeda(before) && !(after && bringsKeda(after))) {
    findings.error(
      'keda-pruned',
      'autoscaling.mode',
      `autoscaling.mode was bundled: this engine brings the KEDA of cluster ${before.cluster}, and the change removes it with its definitions, and with them every ScaledObject of the cluster, those of other engines included`,
      'Make KEDA independent of the engine first: install it for the cluster, let it adopt the definitions, then repeat the change',
    );
  }
  if (after && before.chartVersion !== after.chartVersion) {
    const from = chartCapabilities(before.chartVersion).pools.shape;
    const to = chartCapabilities(after.chartVersion).pools.shape;
    if (from !== to) {
      findings.warning(
        'pools-replaced',
        'chartVersion',
        `chartVersion goes from ${before.chartVersion} to ${after.chartVersion}, whose pools are of another kind: all pods of all pools are replaced, and need their GPUs twice or stop serving meanwhile`,
        'Plan a time for it, and remove the old workloads when the new ones serve',
      );
    }
  }
  return findings.all;
}
