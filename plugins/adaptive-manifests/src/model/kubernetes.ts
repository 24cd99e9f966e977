import type { JsonObject } from '@backstage/types';

/**
 * Metadata of a Kubernetes object, as far as manifests set it.
 *
 * @public
 */
export type KubernetesMetadata = {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
};

/**
 * A Kubernetes object as plain JSON: a type alias, so that it is assignable to `JsonObject`.
 *
 * @public
 */
export type KubernetesObject = {
  apiVersion: string;
  kind: string;
  metadata: KubernetesMetadata;
  spec?: JsonObject;
  data?: Record<string, string>;
  type?: string;
};
