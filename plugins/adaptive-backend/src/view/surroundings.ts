import type {
  EngineRef,
  EngineSecret,
  EngineSurroundings,
} from '@adaptive-portal/plugin-adaptive-common';
import type { ControllerStatus } from '../objects/partTypes';
import type {
  ClusterObjects,
  Meta,
  WatchedObjects,
  WatchedResource,
} from '../objects/types';
import type { ClusterWatchStatus } from '../objects/watchService';
import { conditionOf } from './autoscaling';
import { belongs } from './belongs';
import { isKnown, resourceFreshness } from './freshness';
import { volumeTrouble } from './volumes';

/** What the surroundings of an engine are assembled from. */
export interface SurroundingsSources {
  ref: EngineRef;
  objects: ClusterObjects;
  watch: ClusterWatchStatus;
  releasesInNamespace: number;
}

/** The condition, of those that a controller writes, that says what is wrong. */
export function failedCondition(
  { conditions }: ControllerStatus,
  ...types: string[]
): string | undefined {
  const failed = types
    .map(type => conditionOf(conditions, type))
    .find(condition => condition?.status === 'False');
  return failed && (failed.message ?? failed.reason ?? 'it gives no reason');
}

function secretState(
  status: ControllerStatus,
  type: string,
): Pick<EngineSecret, 'state' | 'reason'> {
  const reason = failedCondition(status, type);
  if (reason !== undefined) return { state: 'failed', reason };
  const synced = conditionOf(status.conditions, type)?.status === 'True';
  return synced
    ? { state: 'synced' }
    : { state: 'unknown', reason: 'its controller has not said anything yet' };
}

type Named = { metadata: Meta };

function byName<T extends Named>(objects: readonly T[]): T[] {
  return [...objects].sort((a, b) =>
    a.metadata.name < b.metadata.name ? -1 : 1,
  );
}

/** Drops what is undefined, so that absent is absent. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined),
  ) as T;
}

/** The objects of a kind that are the engine's, none of a kind that is not installed; undefined when never listed. */
function finder(sources: SurroundingsSources) {
  const { ref, objects, watch } = sources;
  return <R extends WatchedResource>(
    resource: R,
    ofNamespace = false,
  ): WatchedObjects[R][] | undefined =>
    isKnown(watch, resource) ||
    resourceFreshness(watch, resource)?.status === 'notInstalled'
      ? byName(
          [...objects.inNamespace(resource, ref.namespace)].filter(
            ({ metadata }) => ofNamespace || belongs(sources, metadata),
          ),
        )
      : undefined;
}

function assembleSecrets(
  find: ReturnType<typeof finder>,
): EngineSecret[] | undefined {
  const external = find('external-secrets.io/externalsecrets');
  const sealed = find('bitnami.com/sealedsecrets');
  if (!external && !sealed) return undefined;
  return [
    ...(external ?? []).map(
      ({ metadata, target, store, refreshedAt, status }): EngineSecret =>
        compact({
          name: target,
          kind: 'ExternalSecret' as const,
          object: metadata.name,
          store: store && `${store.kind}/${store.name}`,
          ...secretState(status, 'Ready'),
          refreshedAt,
        }),
    ),
    ...(sealed ?? []).map(
      ({ metadata, target, status }): EngineSecret => ({
        name: target,
        kind: 'SealedSecret',
        object: metadata.name,
        ...secretState(status, 'Synced'),
      }),
    ),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function assembleVolumes(
  sources: SurroundingsSources,
  find: ReturnType<typeof finder>,
): EngineSurroundings['volumes'] {
  const { objects, watch } = sources;
  const classesKnown = isKnown(watch, 'storage.k8s.io/storageclasses');
  return find('persistentvolumeclaims')?.map(claim =>
    compact({
      name: claim.metadata.name,
      phase: claim.phase,
      reason: volumeTrouble(claim, objects, classesKnown)?.reason,
      storageClass: claim.storageClass,
      size: claim.capacity ?? claim.requested,
    }),
  );
}

/** Why the Workload-Variant-Autoscaler gives no advice; undefined when it does. Both schemas. */
export function variantTrouble(status: ControllerStatus): string | undefined {
  return failedCondition(
    status,
    'TargetResolved',
    'MetricsAvailable',
    'OptimizationReady',
  );
}

/** What is around an engine in its namespace. Pure. */
export function assembleSurroundings(
  sources: SurroundingsSources,
): EngineSurroundings {
  const find = finder(sources);
  return compact<EngineSurroundings>({
    volumes: assembleVolumes(sources, find),
    secrets: assembleSecrets(find),
    ingresses: find('networking.k8s.io/ingresses')?.map(
      ({ metadata, className, rules, tlsHosts, addresses }) =>
        compact({
          name: metadata.name,
          className,
          hosts: rules.flatMap(({ host }) => host ?? []),
          tlsHosts,
          addresses,
        }),
    ),
    networkPolicies: find('networking.k8s.io/networkpolicies')?.map(
      ({ metadata, directions }) => ({ name: metadata.name, directions }),
    ),
    disruptionBudgets: find('policy/poddisruptionbudgets')?.map(
      ({ metadata, minAvailable, maxUnavailable, status }) =>
        compact({
          name: metadata.name,
          minAvailable,
          maxUnavailable,
          disruptionsAllowed: status.disruptionsAllowed,
          currentHealthy: status.currentHealthy,
          desiredHealthy: status.desiredHealthy,
        }),
    ),
    // A quota is of the namespace, whoever is in it.
    quotas: find('resourcequotas', true)?.map(({ metadata, hard, used }) => ({
      name: metadata.name,
      limits: Object.keys(hard)
        .sort()
        .map(resource => ({
          resource,
          used: used[resource] ?? '0',
          hard: hard[resource],
        })),
    })),
    variants: find('llmd.ai/variantautoscalings')?.map(
      ({ metadata, target, modelId, desired, applied, status }) =>
        compact({
          name: metadata.name,
          workload: target.name,
          modelId,
          desired: desired?.replicas,
          applied,
          reason: variantTrouble(status),
        }),
    ),
  });
}
