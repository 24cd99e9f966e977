import type { JsonObject } from '@backstage/types';
import type { EngineInput, EnvironmentInput, RenderTarget } from '../model';
import { isObject } from '../predict/valuesView';

/** The engine as it is in one environment. */
export function inEnvironment(
  input: EngineInput,
  environment: EnvironmentInput,
): EngineInput {
  const { environments: _, ...engine } = input;
  return {
    ...engine,
    cluster: environment.cluster,
    namespace: environment.namespace ?? input.namespace,
    rootUrl: environment.rootUrl ?? input.rootUrl,
    pools: input.pools.map(pool => ({
      ...pool,
      ...environment.pools?.find(({ name }) => name === pool.name),
    })),
  };
}

/** What is configured for the cluster of one environment. */
export function environmentTarget(
  target: RenderTarget,
  { cluster }: EnvironmentInput,
): RenderTarget {
  const { gitops, ...rest } = target;
  const facts =
    gitops?.tool === 'applicationSet' ? gitops.clusters[cluster] : undefined;
  return facts
    ? {
        ...rest,
        argocd: { ...target.argocd, destination: facts.destination },
        autoscaling: facts.autoscaling,
      }
    : rest;
}

/**
 * The values that Helm must lay over `base` to get `wanted`: maps by key, lists as a whole. Both have the same keys, as
 * environments differ in values only.
 */
export function overlay(base: JsonObject, wanted: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([key, value]) => {
      const old = base[key];
      if (isObject(value) && isObject(old)) {
        const inner = overlay(old, value);
        return Object.keys(inner).length > 0 ? [[key, inner]] : [];
      }
      return JSON.stringify(value) === JSON.stringify(old)
        ? []
        : [[key, value]];
    }),
  );
}
