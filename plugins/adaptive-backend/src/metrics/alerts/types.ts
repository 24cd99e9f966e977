import type { EngineAlert } from '@adaptive-portal/plugin-adaptive-common';

/** An alert as its source states it, with the source's cluster label still among the labels. */
export type Alert = Omit<EngineAlert, 'source'>;

/** Which alerts a source may have about which clusters. */
export interface AlertReach {
  id: string;
  serves(cluster: string): boolean;
  /** Label that names the cluster, when there is one. */
  clusterLabel?: string;
  /** The cluster that everything is from, when there is only one by configuration. */
  onlyCluster?: string;
  /** Cluster that a value of the cluster label means. */
  clusterOf(labelValue: string): string;
}

/** What one source says about alerts; `alerts` is absent when it could not be asked. */
export interface AlertsView {
  source: AlertReach;
  alerts?: readonly Alert[];
}
