import { gpuNode, gpuNodeName, type FleetCluster } from '../fleet';
import type { KubernetesObject } from '../kube/object';
import type { KubeStore } from '../kube/types';

const PAUSED = 'autoscaling.keda.sh/paused';
const SCALED_OBJECTS = 'keda.sh/scaledobjects';
/** Nodes of this label came with a scene. */
const SCENE_LABEL = 'adaptive-sandbox.io/scene';

/** Tops up to as many scene nodes as asked for. */
export function addNodes(
  store: KubeStore,
  cluster: FleetCluster,
  count: number,
): string[] {
  const scene = store.list('nodes', { labelSelector: SCENE_LABEL });
  const names = scene.map(node => node.metadata.name);
  for (let number = 1; names.length < count; number++) {
    const name = gpuNodeName(cluster, number);
    if (store.get('nodes', undefined, name)) continue;
    const node = gpuNode(cluster, number);
    store.create('nodes', {
      ...node,
      metadata: {
        ...node.metadata,
        labels: { ...node.metadata.labels, [SCENE_LABEL]: 'gpu-node' },
      },
    });
    names.push(name);
  }
  return names;
}

/** As whom scenes annotate: what kubectl calls itself then. */
const ANNOTATOR = 'kubectl-annotate';

function annotate(
  store: KubeStore,
  namespace: string,
  name: string,
  paused: string | undefined,
) {
  const change = (object: KubernetesObject) => {
    const { [PAUSED]: _old, ...rest } = object.metadata.annotations ?? {};
    return {
      ...object,
      metadata: {
        ...object.metadata,
        annotations:
          paused === undefined ? rest : { ...rest, [PAUSED]: paused },
      },
    };
  };
  store.modify(SCALED_OBJECTS, namespace, name, change, { manager: ANNOTATOR });
}

/** Takes away the nodes that a scene added. */
export function removeNodes(store: KubeStore): void {
  for (const node of store.list('nodes', { labelSelector: SCENE_LABEL })) {
    store.delete('nodes', undefined, node.metadata.name);
  }
}

/** Pauses a ScaledObject as people do, by annotation. */
export function pause(store: KubeStore, namespace: string, name: string): void {
  annotate(store, namespace, name, 'true');
}

/** Resumes every ScaledObject that is paused by this annotation, whoever set it. */
export function resumeAll(store: KubeStore): void {
  for (const { metadata } of store.list(SCALED_OBJECTS)) {
    if (metadata.annotations?.[PAUSED] !== undefined) {
      annotate(store, metadata.namespace ?? '', metadata.name, undefined);
    }
  }
}
