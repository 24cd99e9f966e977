import type { PoolContext } from '../view/poolContext';
import { appliesFromGit, editsInCluster } from './appliers';
import { resumeFix } from './fixes';
import type { Finding } from './types';

/**
 * How a pause ends: where it was made. What a tool applied from git comes back unless it goes there; what somebody set
 * in the cluster is not in git at all, so that a change there would change nothing. Of another manager, such as that of
 * `kubectl apply`, nobody knows which of the two it is.
 */
export function resumption({
  pause,
  scaledObject,
  installer,
  name,
}: PoolContext): Pick<Finding, 'remedy' | 'fix'> {
  if (!pause || !scaledObject) return { remedy: '' };
  const { namespace = '', name: object } = scaledObject.metadata;
  const keys = pause.annotations.join(' and ');
  const command = `kubectl annotate scaledobject ${object} -n ${namespace} ${pause.annotations
    .map(key => `${key}-`)
    .join(' ')}`;
  if (pause.by !== undefined && appliesFromGit(pause.by)) {
    return {
      remedy: `Remove ${keys} in git when the reason for the pause is gone: ${pause.by} applied it from there.`,
      fix: resumeFix(name),
    };
  }
  if (pause.by !== undefined && editsInCluster(pause.by)) {
    return {
      remedy: `It was set in the cluster, not in git. When the reason for the pause is gone: ${command}`,
    };
  }
  return {
    remedy: `When the reason for the pause is gone, remove ${keys} where it was set: in git, or in the cluster with ${command}`,
    ...(installer && { fix: resumeFix(name) }),
  };
}
