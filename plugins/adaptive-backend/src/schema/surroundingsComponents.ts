import type {
  EngineDisruptionBudget,
  EngineIngress,
  EngineQuota,
  EngineSecret,
  EngineSurroundings,
  EngineVariant,
  EngineVolume,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  arrayOf,
  count,
  dateTime,
  flag,
  maybe,
  model,
  type Schema,
  strings,
  text,
} from './schemaParts';

type Policy = NonNullable<EngineSurroundings['networkPolicies']>[number];

/** What is answered about the namespace of an engine. */
export const surroundingsSchemas: Record<string, Schema> = {
  EngineSurroundings: model<EngineSurroundings>({
    volumes: maybe(
      arrayOf(
        model<EngineVolume>({
          name: text,
          phase: strings('Pending', 'Bound', 'Lost', 'Unknown'),
          reason: maybe(text),
          storageClass: maybe(text),
          size: maybe(text),
        }),
      ),
    ),
    secrets: maybe(
      arrayOf(
        model<EngineSecret>({
          name: text,
          kind: strings('ExternalSecret', 'SealedSecret'),
          object: text,
          store: maybe(text),
          state: strings('synced', 'failed', 'unknown'),
          reason: maybe(text),
          refreshedAt: maybe(dateTime),
        }),
      ),
    ),
    ingresses: maybe(
      arrayOf(
        model<EngineIngress>({
          name: text,
          className: maybe(text),
          hosts: arrayOf(text),
          tlsHosts: arrayOf(text),
          addresses: arrayOf(text),
        }),
      ),
    ),
    networkPolicies: maybe(
      arrayOf(model<Policy>({ name: text, directions: arrayOf(text) })),
    ),
    disruptionBudgets: maybe(
      arrayOf(
        model<EngineDisruptionBudget>({
          name: text,
          minAvailable: maybe(text),
          maxUnavailable: maybe(text),
          disruptionsAllowed: maybe(count),
          currentHealthy: maybe(count),
          desiredHealthy: maybe(count),
        }),
      ),
    ),
    quotas: maybe(
      arrayOf(
        model<EngineQuota>({
          name: text,
          limits: arrayOf(
            model<EngineQuota['limits'][number]>({
              resource: text,
              used: text,
              hard: text,
            }),
          ),
        }),
      ),
    ),
    variants: maybe(
      arrayOf(
        model<EngineVariant>({
          name: text,
          workload: text,
          modelId: maybe(text),
          desired: maybe(count),
          applied: maybe(flag),
          reason: maybe(text),
        }),
      ),
    ),
  }),
};
