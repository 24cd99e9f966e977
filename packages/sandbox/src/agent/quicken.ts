import type { JsonObject, KubernetesObject } from '../kube/object';
import { asArray, asObject } from './resources';

/** The API refuses periods below a second. */
const SHORTEST_PERIOD = 1;

function quickenRules(value: unknown, speed: number): JsonObject {
  const rules = asObject(value);
  const window = rules.stabilizationWindowSeconds;
  return {
    ...rules,
    ...(typeof window === 'number' && {
      stabilizationWindowSeconds: Math.round(window / speed),
    }),
    ...(rules.policies !== undefined && {
      policies: asArray(rules.policies).map(entry => {
        const policy = asObject(entry);
        return {
          ...policy,
          periodSeconds: Math.max(
            SHORTEST_PERIOD,
            Math.round(Number(policy.periodSeconds) / speed),
          ),
        };
      }),
    }),
  };
}

/**
 * A ScaledObject whose windows and periods of scaling are `speed` times as short, other objects as they are.
 *
 * The cluster then holds the durations that its controllers really keep, so that what the portal forecasts from them is
 * what happens.
 */
export function quicken(
  object: KubernetesObject,
  speed: number,
): KubernetesObject {
  const advanced = asObject(object.spec?.advanced);
  const hpa = asObject(advanced.horizontalPodAutoscalerConfig);
  const behavior = asObject(hpa.behavior);
  if (object.kind !== 'ScaledObject' || Object.keys(behavior).length === 0) {
    return object;
  }
  return {
    ...object,
    spec: {
      ...object.spec,
      advanced: {
        ...advanced,
        horizontalPodAutoscalerConfig: {
          ...hpa,
          behavior: Object.fromEntries(
            Object.entries(behavior).map(([direction, rules]) => [
              direction,
              quickenRules(rules, speed),
            ]),
          ),
        },
      },
    },
  };
}
