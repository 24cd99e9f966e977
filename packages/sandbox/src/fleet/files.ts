import {
  DEFAULT_LAYOUT,
  renderEngine,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { fleetEngines } from './engines';

export interface FleetFilesOptions {
  repository: {
    id: string;
    /** Clone URL as the GitOps agent sees it. */
    url: string;
    branch: string;
  };
  /** Prometheus as KEDA reaches it. */
  prometheusAddress?: string;
  /** Window of `rate()` in the triggers, a Prometheus duration. */
  rateWindow?: string;
}

/** The GitOps files of the seeded engines, by the portal's own generator; sorted by path. */
export function fleetFiles(options: FleetFilesOptions): RenderedFile[] {
  return fleetEngines()
    .flatMap(input =>
      renderEngine(input, {
        repository: { ...options.repository, layout: DEFAULT_LAYOUT },
        argocd: {
          namespace: 'argocd',
          project: 'default',
          chartRegistry: 'ghcr.io/adaptive-ml',
          destination: { name: input.cluster },
        },
        autoscaling: {
          prometheusAddress: options.prometheusAddress,
          clusterLabel: { name: 'cluster', value: input.cluster },
          rateWindow: options.rateWindow,
        },
      }),
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
