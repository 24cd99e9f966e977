import type { JsonObject, KubernetesObject } from '../../kube/object';
import { writeStatus, type SimContext } from '../core/context';
import { objectAt } from './json';

/** Resources whose changes make the controllers of this file look again. */
export const PROVISIONED = [
  'persistentvolumeclaims',
  'networking.k8s.io/ingresses',
  'networking.k8s.io/ingressclasses',
  'storage.k8s.io/storageclasses',
];

/** Of the documentation range, so that nobody reaches anything by it. */
const INGRESS_ADDRESS = '192.0.2.10';

function nameAt(value: JsonObject, key: string): string | undefined {
  const found = value[key];
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The class that an object asks for, or else the default one; undefined when there is no such class. */
function classOf(
  classes: KubernetesObject[],
  asked: string | undefined,
  defaultAnnotation: string,
): KubernetesObject | undefined {
  return classes.find(({ metadata }) =>
    asked === undefined
      ? metadata.annotations?.[defaultAnnotation] === 'true'
      : metadata.name === asked,
  );
}

/** Binds claims whose storage class exists, as a provisioner with room for everything would. */
export function bindClaims(context: SimContext): void {
  const { store } = context;
  const classes = store.list('storage.k8s.io/storageclasses');
  for (const claim of store.list('persistentvolumeclaims')) {
    const { metadata } = claim;
    const spec = objectAt(claim, 'spec');
    const found = classOf(
      classes,
      nameAt(spec, 'storageClassName'),
      'storageclass.kubernetes.io/is-default-class',
    );
    if (found && objectAt(claim, 'status').phase !== 'Bound') {
      store.modify(
        'persistentvolumeclaims',
        metadata.namespace,
        metadata.name,
        object => ({
          ...object,
          spec: {
            ...objectAt(object, 'spec'),
            storageClassName: found.metadata.name,
            volumeName: `pvc-${metadata.uid}`,
          },
        }),
      );
      writeStatus(context, 'persistentvolumeclaims', metadata, {
        phase: 'Bound',
        accessModes: spec.accessModes,
        capacity: objectAt(spec, 'resources', 'requests'),
      });
    }
  }
}

/** Gives ingresses an address whose class exists, as their controller would. */
export function serveIngresses(context: SimContext): void {
  const { store } = context;
  const classes = store.list('networking.k8s.io/ingressclasses');
  for (const ingress of store.list('networking.k8s.io/ingresses')) {
    const found = classOf(
      classes,
      nameAt(objectAt(ingress, 'spec'), 'ingressClassName'),
      'ingressclass.kubernetes.io/is-default-class',
    );
    if (found) {
      writeStatus(context, 'networking.k8s.io/ingresses', ingress.metadata, {
        loadBalancer: { ingress: [{ ip: INGRESS_ADDRESS }] },
      });
    }
  }
}
