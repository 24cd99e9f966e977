import type { JsonObject, KubernetesObject } from '../../kube/object';
import { timestamp, writeStatus, type SimContext } from '../core/context';
import { ownerReference } from '../core/objects';
import { objectAt } from './json';
import { unseal } from './unseal';

export const SEALED_SECRETS = 'bitnami.com/sealedsecrets';

/** Makes Secrets of SealedSecrets, as the sealed-secrets controller does, and says in their status whether it could. */
export function unsealSecrets(context: SimContext, privateKey: string): void {
  for (const sealed of context.store.list(SEALED_SECRETS)) {
    const { generation } = sealed.metadata;
    if (objectAt(sealed, 'status').observedGeneration !== generation) {
      const problem = unsealInto(context, sealed, privateKey);
      writeStatus(context, SEALED_SECRETS, sealed.metadata, {
        observedGeneration: generation,
        conditions: [
          {
            type: 'Synced',
            status: problem === undefined ? 'True' : 'False',
            lastTransitionTime: timestamp(context),
            lastUpdateTime: timestamp(context),
            ...(problem === undefined ? {} : { message: problem }),
          },
        ],
      });
    }
  }
}

/** Returns what keeps the Secret from being made. */
function unsealInto(
  { store }: SimContext,
  sealed: KubernetesObject,
  privateKey: string,
): string | undefined {
  const { namespace = '', name } = sealed.metadata;
  const data: JsonObject = {};
  for (const [key, value] of Object.entries(
    objectAt(sealed, 'spec', 'encryptedData'),
  )) {
    try {
      data[key] = unseal(String(value), {
        privateKey,
        scope: `${namespace}/${name}`,
      }).toString('base64');
    } catch {
      return `no key could decrypt secret (${key})`;
    }
  }
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, ownerReferences: [ownerReference(sealed)] },
    type: objectAt(sealed, 'spec', 'template').type ?? 'Opaque',
    data,
  };
  if (store.get('secrets', namespace, name)) {
    store.modify('secrets', namespace, name, object => ({ ...object, data }));
  } else {
    store.create('secrets', secret);
  }
  return undefined;
}
