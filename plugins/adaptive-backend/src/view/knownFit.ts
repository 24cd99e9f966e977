import { reportFit } from './capacity';
import type { ClusterCapacity, FitReport, PodDemand } from './capacity';

/** Reports by what is asked for, for as long as the capacity is what it is. */
const REPORTS = new WeakMap<ClusterCapacity, Map<string, FitReport>>();

/** As `reportFit`, computed once for all pools of a cluster that ask for the same. */
export function knownFit(
  capacity: ClusterCapacity,
  demand: PodDemand,
  gpuResource: string,
): FitReport {
  const reports = REPORTS.get(capacity) ?? new Map<string, FitReport>();
  REPORTS.set(capacity, reports);
  const { requests, nodeSelector, tolerations } = demand;
  const key = JSON.stringify([
    gpuResource,
    requests,
    nodeSelector,
    tolerations,
  ]);
  const known = reports.get(key);
  if (known) return known;
  const report = reportFit(
    capacity,
    { requests, nodeSelector, tolerations },
    gpuResource,
  );
  reports.set(key, report);
  return report;
}
