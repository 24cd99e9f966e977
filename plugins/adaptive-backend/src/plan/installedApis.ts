import type {
  Fact,
  InstalledApis,
} from '@adaptive-portal/plugin-adaptive-common';
import type { WatchedResource } from '../objects/types';
import { isKnown, resourceFreshness } from '../view/freshness';
import type { ClusterSources } from './clusterFacts';
import { factOf } from './fact';

const CRDS = 'apiextensions.k8s.io/customresourcedefinitions';

const PROBES: Record<
  Exclude<keyof InstalledApis, 'podMonitor'>,
  WatchedResource
> = {
  keda: 'keda.sh/scaledobjects',
  externalSecrets: 'external-secrets.io/externalsecrets',
  sealedSecrets: 'bitnami.com/sealedsecrets',
  argocd: 'argoproj.io/applications',
  flux: 'helm.toolkit.fluxcd.io/helmreleases',
};

/** What is installed, by whether the API server serves it. */
export function installedApis({
  objects,
  watch,
}: ClusterSources): Fact<InstalledApis> {
  return factOf(watch, Object.values(PROBES), () => {
    const served = (resource: WatchedResource) =>
      resourceFreshness(watch, resource)?.status !== 'notInstalled';
    const named = isKnown(watch, CRDS);
    return {
      keda: served(PROBES.keda),
      externalSecrets: served(PROBES.externalSecrets),
      sealedSecrets: served(PROBES.sealedSecrets),
      argocd: served(PROBES.argocd),
      flux: served(PROBES.flux),
      ...(named && {
        podMonitor:
          objects.get(CRDS, undefined, 'podmonitors.monitoring.coreos.com') !==
          undefined,
      }),
    };
  });
}
