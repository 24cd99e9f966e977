import { createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { engineResourceRef } from './engineResource';

/**
 * Allows engines on the given clusters.
 *
 * @public
 */
export const isInCluster = createPermissionRule({
  name: 'IS_IN_CLUSTER',
  description: 'Allow engines that run on one of the clusters',
  resourceRef: engineResourceRef,
  paramsSchema: z.object({
    clusters: z
      .array(z.string())
      .describe('Cluster names as in kubernetes.clusterLocatorMethods'),
  }),
  apply: (engine, { clusters }) => clusters.includes(engine.ref.cluster),
  toQuery: ({ clusters }) => ({ key: 'cluster', values: clusters }),
});

/**
 * Allows engines in the given namespaces, whatever the cluster.
 *
 * @public
 */
export const isInNamespace = createPermissionRule({
  name: 'IS_IN_NAMESPACE',
  description: 'Allow engines that run in one of the namespaces',
  resourceRef: engineResourceRef,
  paramsSchema: z.object({
    namespaces: z.array(z.string()).describe('Namespace names'),
  }),
  apply: (engine, { namespaces }) => namespaces.includes(engine.ref.namespace),
  toQuery: ({ namespaces }) => ({ key: 'namespace', values: namespaces }),
});

/**
 * Allows engines whose owner, as `adaptive.ownership` decides, is among the entity refs. An engine without an owner
 * is nobody's.
 *
 * @public
 */
export const isOwnedBy = createPermissionRule({
  name: 'IS_OWNED_BY',
  description: 'Allow engines that one of the owners owns',
  resourceRef: engineResourceRef,
  paramsSchema: z.object({
    owners: z
      .array(z.string())
      .describe('Entity refs, such as the ownership claims of the user'),
  }),
  apply: (engine, { owners }) => {
    const owner = engine.owner?.toLocaleLowerCase('en-US');
    return (
      owner !== undefined &&
      owners.some(claim => claim.toLocaleLowerCase('en-US') === owner)
    );
  },
  toQuery: ({ owners }) => ({ key: 'owner', values: owners }),
});

/**
 * All rules of the engine resource type.
 *
 * @public
 */
export const adaptiveEngineRules = { isInCluster, isInNamespace, isOwnedBy };
