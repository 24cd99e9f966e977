import type { JsonObject, JsonValue } from '@backstage/types';
import { chartKey } from '../capabilities';
import type { EngineInput, KubernetesObject, RenderTarget } from '../model';
import { isObject } from '../predict/valuesView';

/** Whether the portal's objects for scaling go into the chart's `extraObjects`. */
export function usesExtraObjects(
  input: EngineInput,
  { scalingObjects }: RenderTarget['autoscaling'],
): boolean {
  return (
    scalingObjects === 'extraObjects' &&
    chartKey('extraObjects', input.chartVersion).known &&
    // Helm takes the later file's list as a whole, so that those of the engine would win.
    !Object.hasOwn(input.extraValues ?? {}, 'extraObjects')
  );
}

/**
 * The chart renders `extraObjects` as templates, and no text of people may be one. Backquotes are the quotes of Go that
 * YAML leaves as they are.
 */
function literal(text: string): string {
  return text.replaceAll('{{', '{{`{{`}}');
}

function withLiterals(value: JsonValue | undefined): JsonValue {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(withLiterals);
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, entry]) => [
          literal(key),
          withLiterals(entry),
        ]),
      )
    : value ?? null;
}

/** The value `extraObjects`, or nothing. */
export function extraObjectsValues(
  objects: readonly KubernetesObject[],
): JsonObject {
  return objects.length > 0 ? { extraObjects: objects.map(withLiterals) } : {};
}
