import { predictObjects } from '@adaptive-portal/plugin-adaptive-manifests';
import { parse } from 'yaml';
import { quicken } from '../agent/quicken';
import { fleetEngines, fleetFiles, isFleetCluster, seedFleet } from '../fleet';
import { createKubeStore } from '../kube/store';
import type { Clock, KubeStore } from '../kube/types';
import type { KubernetesObject } from '../kube/object';

const RESOURCES: Record<string, string> = {
  Deployment: 'apps/deployments',
  StatefulSet: 'apps/statefulsets',
  ScaledObject: 'keda.sh/scaledobjects',
};

/** The seeded fleet with its engines, as the GitOps agent leaves them; without Services, which nothing here reads. */
export function fleetStores(options: {
  clock?: Clock;
  prometheusAddress: string;
  rateWindow: string;
  speed?: number;
}): Record<'eu-1' | 'us-1', KubeStore> {
  const { clock } = options;
  const stores = {
    'eu-1': createKubeStore({ name: 'eu-1', clock }),
    'us-1': createKubeStore({ name: 'us-1', clock }),
  };
  seedFleet({ stores });
  const files = fleetFiles({
    ...options,
    repository: { id: 'platform', url: 'http://git.example', branch: 'main' },
  });
  for (const { cluster, namespace, name, chartVersion } of fleetEngines()) {
    if (!isFleetCluster(cluster)) continue;
    const folder = `engines/${cluster}/${namespace}/${name}`;
    const values = files.find(file => file.path === `${folder}/values.yaml`);
    const manifests = files
      .filter(file => file.path.startsWith(`${folder}/manifests/`))
      .map(file => parse(file.content) as KubernetesObject);
    const predicted = predictObjects({
      values: parse(values?.content ?? ''),
      chartVersion,
      release: name,
      namespace,
    });
    for (const object of [...predicted, ...manifests]) {
      const resource = RESOURCES[object.kind];
      if (resource)
        stores[cluster].create(
          resource,
          quicken(object as KubernetesObject, options.speed ?? 1),
        );
    }
  }
  return stores;
}
