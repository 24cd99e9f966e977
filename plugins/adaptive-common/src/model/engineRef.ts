import { InputError } from '@backstage/errors';

/**
 * Identifies one installed release of the Adaptive chart.
 *
 * @public
 */
export interface EngineRef {
  /** Name of the cluster as in the `kubernetes.clusterLocatorMethods` configuration. */
  cluster: string;
  namespace: string;
  /** Helm release name, the value of `app.kubernetes.io/instance`. */
  release: string;
}

/** Matches one segment of the string form: Kubernetes names, and cluster names with dots and underscores. */
const SEGMENT = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/;

/**
 * Returns `<cluster>/<namespace>/<release>`, the form used in the
 * `adaptive-portal.io/engine` annotation, in event streams and in logs.
 *
 * @public
 */
export function stringifyEngineRef(ref: EngineRef): string {
  return `${ref.cluster}/${ref.namespace}/${ref.release}`;
}

/**
 * Parses `<cluster>/<namespace>/<release>`.
 *
 * @throws InputError when the text does not have three non-empty, well-formed segments
 * @public
 */
export function parseEngineRef(text: string): EngineRef {
  const segments = text.split('/');
  if (segments.length !== 3 || !segments.every(s => SEGMENT.test(s))) {
    throw new InputError(
      `Invalid engine reference '${text}', expected '<cluster>/<namespace>/<release>'`,
    );
  }
  const [cluster, namespace, release] = segments;
  return { cluster, namespace, release };
}
