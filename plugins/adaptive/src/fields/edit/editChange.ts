import type { JsonObject, JsonValue } from '@backstage/types';
import { InputError } from '@backstage/errors';
import type {
  EngineChange,
  PoolChange,
} from '@adaptive-portal/plugin-adaptive-manifests';

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function names(value: JsonValue | undefined): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.filter(item => typeof item === 'string');
  return found.length > 0 ? found : undefined;
}

function isPoolChange(value: unknown): value is JsonObject & PoolChange {
  return isObject(value) && typeof value.name === 'string';
}

function pools(value: JsonValue | undefined): PoolChange[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.filter(isPoolChange);
  return found.length > 0 ? found : undefined;
}

function scaling(
  value: JsonValue | undefined,
): EngineChange['autoscaling'] | undefined {
  if (!isObject(value)) return undefined;
  const { action } = value;
  if (action !== 'pause' && action !== 'resume') {
    throw new InputError(
      "change.autoscaling.action is not known; accepted are 'pause' and 'resume'",
    );
  }
  const named = names(value.pools);
  return { action, ...(named ? { pools: named } : {}) };
}

/**
 * Reads the change of the form, or of a link into it; what does not say anything is left out.
 *
 * @throws InputError for an action on autoscaling that is not known
 * @internal
 */
export function readChange(value: JsonObject): EngineChange {
  const { chartVersion } = value;
  const read: EngineChange = {
    setPools: pools(value.setPools),
    removePools: names(value.removePools),
    chartVersion:
      typeof chartVersion === 'string' && chartVersion !== ''
        ? chartVersion
        : undefined,
    autoscaling: scaling(value.autoscaling),
  };
  return JSON.parse(JSON.stringify(read));
}

/**
 * The change that the fields of the template `adaptive-engine-edit` ask for: `change` itself or, where it is a word, with
 * the fields that belong to it. The same as the template's step `fetch` writes with expressions.
 *
 * @internal
 */
export function changeOfForm(parameters: JsonObject): JsonObject {
  const { change } = parameters;
  if (isObject(change)) return change;
  switch (change) {
    case 'set-pools':
      return { setPools: parameters.pools };
    case 'remove-pools':
      return { removePools: parameters.poolNames };
    case 'pause':
    case 'resume':
      return {
        autoscaling: { action: change, pools: parameters.scalingPools ?? [] },
      };
    case 'chart-version':
      return { chartVersion: parameters.chartVersion };
    default:
      return {};
  }
}
