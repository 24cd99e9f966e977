import type { VolumeClaimObject } from '../objects/partTypes';
import type { ClusterObjects } from '../objects/types';

/** Why a claim has no volume, as far as it can be told; undefined for one that has. */
export interface VolumeTrouble {
  reason: string;
  /** Such a claim waits for its pod, which may not exist on purpose. */
  waitsForPod: boolean;
}

/** `classesKnown`: storage classes were listed, so that one that is not there does not exist. */
export function volumeTrouble(
  claim: VolumeClaimObject,
  objects: ClusterObjects,
  classesKnown: boolean,
): VolumeTrouble | undefined {
  const { phase, storageClass } = claim;
  const trouble = (reason: string, waitsForPod = false) => ({
    reason,
    waitsForPod,
  });
  if (phase === 'Bound') return undefined;
  if (phase === 'Lost') {
    return trouble('its volume is lost, with what was on it');
  }
  if (storageClass === undefined) {
    const [first] = [...objects.list('storage.k8s.io/storageclasses')].filter(
      ({ isDefault }) => isDefault,
    );
    return trouble(
      classesKnown && !first
        ? 'it names no storage class, and the cluster has no default'
        : 'it names no storage class',
    );
  }
  const known = objects.get(
    'storage.k8s.io/storageclasses',
    undefined,
    storageClass,
  );
  // An empty name asks for a volume that somebody made by hand.
  if (storageClass === '') {
    return trouble('it waits for a volume that is made by hand');
  }
  if (!known) {
    return trouble(
      classesKnown
        ? `storage class ${storageClass} does not exist`
        : `it waits for a volume of class ${storageClass}`,
    );
  }
  return known.bindingMode === 'WaitForFirstConsumer'
    ? trouble('it waits for a pod that uses it', true)
    : trouble(
        `${known.provisioner} has not made a volume of class ${storageClass}`,
      );
}
