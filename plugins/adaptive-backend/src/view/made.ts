import type { ClusterObjects, Meta, WorkloadObject } from '../objects/types';
import { releaseOf } from './labels';

const TRACE_ANNOTATIONS = [
  'meta.helm.sh/release-name',
  'argocd.argoproj.io/tracking-id',
];
const TRACE_LABELS = [
  'helm.sh/chart',
  'helm.toolkit.fluxcd.io/name',
  'kustomize.toolkit.fluxcd.io/name',
];

/** Whether a tool that installs things left its mark. */
function isInstalled({ annotations = {}, labels = {} }: Meta): boolean {
  return (
    TRACE_ANNOTATIONS.some(key => key in annotations) ||
    TRACE_LABELS.some(key => key in labels) ||
    labels['app.kubernetes.io/managed-by'] === 'Helm'
  );
}

/** `registry/name` of an image, without its tag and digest. */
function repositoryOf(image: string | undefined): string | undefined {
  return image?.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

function repositories(workloads: readonly WorkloadObject[]): Set<string> {
  return new Set(
    workloads
      .flatMap(({ containers }) => containers)
      .flatMap(({ image }) => repositoryOf(image) ?? []),
  );
}

/**
 * Workloads that the control plane of a release made by itself, as it may from chart 0.39 on: nothing that installs
 * things left its mark on them, and they are owned by a workload of the release or run one of its images. Sorted.
 *
 * Only where the release itself is marked: else nothing tells the two apart.
 */
export function madeByControlPlane(
  objects: ClusterObjects,
  namespace: string,
  release: readonly WorkloadObject[],
): WorkloadObject[] {
  if (!release.some(({ metadata }) => isInstalled(metadata))) return [];
  const uids = new Set(release.map(({ metadata }) => metadata.uid));
  const images = repositories(release);
  const isOurs = ({ metadata, containers }: WorkloadObject) =>
    metadata.ownerReferences?.some(({ uid }) => uids.has(uid)) ||
    containers.some(({ image }) => images.has(repositoryOf(image) ?? ''));
  const made: WorkloadObject[] = [];
  for (const resource of ['apps/deployments', 'apps/statefulsets'] as const) {
    for (const workload of objects.inNamespace(resource, namespace)) {
      const { metadata } = workload;
      const foreign = releaseOf(metadata) === undefined;
      if (foreign && !isInstalled(metadata) && isOurs(workload)) {
        made.push(workload);
      }
    }
  }
  return made.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}
