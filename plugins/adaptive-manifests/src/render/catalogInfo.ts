import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_ENGINE_TYPE,
  ADAPTIVE_POOL_ANNOTATION,
  ADAPTIVE_POOL_TYPE,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { JsonObject } from '@backstage/types';
import type { EngineInput } from '../model';
import { engineEntityName, poolEntityName, poolKey } from '../names';

/**
 * Catalog entities of an engine: the Component first, then one Resource per pool in the order of the pools.
 */
export function catalogEntities(input: EngineInput): JsonObject[] {
  const ref = {
    cluster: input.cluster,
    namespace: input.namespace,
    release: input.name,
  };
  const engine = stringifyEngineRef(ref);
  const pools = input.pools.map(pool => ({
    pool,
    name: poolEntityName(ref, poolKey(pool.name, input.chartVersion)),
  }));
  return [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: engineEntityName(ref),
        title: `${input.name} (${input.cluster})`,
        ...(input.description ? { description: input.description } : {}),
        annotations: {
          [ADAPTIVE_ENGINE_ANNOTATION]: engine,
          'backstage.io/kubernetes-cluster': input.cluster,
          'backstage.io/kubernetes-namespace': input.namespace,
          'backstage.io/kubernetes-label-selector': `app.kubernetes.io/instance=${input.name}`,
        },
        links: [
          { url: input.rootUrl, title: 'Control plane' },
          ...(input.mlflow.mode === 'external'
            ? [{ url: input.mlflow.url, title: 'MLflow' }]
            : []),
        ],
      },
      spec: {
        type: ADAPTIVE_ENGINE_TYPE,
        lifecycle: 'production',
        owner: input.owner,
        dependsOn: pools.map(({ name }) => `resource:default/${name}`),
      },
    },
    ...pools.map(({ pool, name }) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name,
        title: `${pool.name} of ${input.name} (${input.cluster})`,
        annotations: {
          [ADAPTIVE_ENGINE_ANNOTATION]: engine,
          [ADAPTIVE_POOL_ANNOTATION]: pool.name,
        },
      },
      spec: {
        type: ADAPTIVE_POOL_TYPE,
        lifecycle: 'production',
        owner: input.owner,
      },
    })),
  ];
}
