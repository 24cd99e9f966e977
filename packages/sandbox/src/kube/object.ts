/** JSON object as the Kubernetes API carries it. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | JsonObject;

/** Any Kubernetes object; kind-specific parts are narrowed by the controllers that use them. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: Array<{
      apiVersion: string;
      kind: string;
      name: string;
      uid: string;
      controller?: boolean;
      blockOwnerDeletion?: boolean;
    }>;
    finalizers?: string[];
    managedFields?: JsonObject[];
    generateName?: string;
  };
  spec?: JsonObject;
  status?: JsonObject;
  /** Top-level fields of kinds without spec, for example `data`, `involvedObject`, `reason`. */
  [field: string]: unknown;
}
