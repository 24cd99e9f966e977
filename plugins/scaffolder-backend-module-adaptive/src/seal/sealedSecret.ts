import type { KeyObject } from 'node:crypto';
import { stringify } from 'yaml';
import { sealValue } from './sealValue';

/** A Secret to be sealed. */
export interface SecretToSeal {
  name: string;
  namespace: string;
  /** Values by key. */
  values: ReadonlyMap<string, string>;
}

/**
 * A SealedSecret in strict scope, as YAML. The same values give other bytes each time: that is how the encryption
 * works.
 */
export function renderSealedSecret(
  secret: SecretToSeal,
  publicKey: KeyObject,
): string {
  const { name, namespace, values } = secret;
  const scope = `${namespace}/${name}`;
  const encryptedData = Object.fromEntries(
    [...values]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sealValue(value, { publicKey, scope })]),
  );
  return stringify(
    {
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: {
        name,
        namespace,
        // Before the workloads that read it.
        annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
      },
      spec: {
        encryptedData,
        template: { metadata: { name, namespace }, type: 'Opaque' },
      },
    },
    {
      lineWidth: 0,
      defaultStringType: 'QUOTE_DOUBLE',
      defaultKeyType: 'PLAIN',
    },
  );
}
