import type { JsonObject } from '@backstage/types';
import {
  objectLabels,
  unlessEmpty,
  type Context,
  type Labels,
} from './context';
import { since } from './history';
import { toText } from './valuesView';

/** Newer charts name the kind of the claim, so that Argo CD sees no difference. */
export function claimHead(
  context: Context,
  name: string,
  labels: Labels,
): JsonObject {
  return {
    ...(since(context.capabilities.version, 'namedClaim')
      ? { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }
      : {}),
    metadata: { name, labels: objectLabels(context, labels) },
  };
}

/** The claim of a part's volume, from its `persistence`. */
export function claimTemplate(
  { values }: Context,
  key: string,
  head: JsonObject,
): JsonObject {
  const { accessModes, storageClass, size } = values.object(
    `${key}.persistence`,
  );
  return {
    volumeClaimTemplates: [
      {
        ...head,
        spec: {
          accessModes: accessModes ?? null,
          ...unlessEmpty('storageClassName', storageClass),
          resources: { requests: { storage: toText(size) } },
        },
      },
    ],
  };
}
