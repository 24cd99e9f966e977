import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { AdaptiveClusterSupplier } from './types';

/**
 * Lets modules add clusters to those of the Kubernetes plugin's configuration.
 *
 * @public
 */
export interface AdaptiveClustersExtensionPoint {
  addClusterSupplier(supplier: AdaptiveClusterSupplier): void;
}

/**
 * Extension point of the Adaptive backend for other sources of clusters.
 *
 * @public
 */
export const adaptiveClustersExtensionPoint =
  createExtensionPoint<AdaptiveClustersExtensionPoint>({
    id: 'adaptive.clusters',
  });
