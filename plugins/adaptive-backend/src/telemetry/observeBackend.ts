import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type { Attributes, Meter } from '@opentelemetry/api';

/** A value with what it is about. */
export interface Observation {
  value: number;
  attributes: Attributes;
}

function countBy<T>(
  items: readonly T[],
  attributesOf: (item: T) => Attributes,
): Observation[] {
  const counts = new Map<string, Observation>();
  for (const item of items) {
    const attributes = attributesOf(item);
    const key = JSON.stringify(attributes);
    const known = counts.get(key);
    if (known) known.value += 1;
    else counts.set(key, { value: 1, attributes });
  }
  return [...counts.values()];
}

/** What is observed whenever metrics are collected. */
interface Gauge {
  description: string;
  observe: () => Observation[];
}

function gaugesOf(options: {
  engines: Pick<EnginesService, 'list' | 'sources'>;
  streams: { readonly size: number };
}): Record<string, Gauge> {
  const { engines, streams } = options;
  return {
    'adaptive.engines': {
      description: 'Engines by status',
      observe: () => countBy(engines.list(), ({ status }) => ({ status })),
    },
    'adaptive.problems': {
      description: 'Problems of engines by severity and code',
      observe: () =>
        countBy(
          engines.list().flatMap(({ problems }) => problems),
          ({ severity, code }) => ({ severity, code }),
        ),
    },
    'adaptive.sources': {
      description: 'Background sources by kind and freshness',
      observe: () =>
        countBy(engines.sources(), ({ kind, freshness }) => ({
          kind,
          status: freshness.status,
        })),
    },
    'adaptive.store.objects': {
      description: 'Objects or series held of a source',
      observe: () =>
        engines.sources().flatMap(({ kind, cluster, resource, items }) =>
          items === undefined
            ? []
            : [
                {
                  value: items,
                  attributes: {
                    kind,
                    ...(cluster !== undefined && { cluster }),
                    ...(resource !== undefined && { resource }),
                  },
                },
              ],
        ),
    },
    'adaptive.streams.open': {
      description: 'Open event streams',
      observe: () => [{ value: streams.size, attributes: {} }],
    },
  };
}

/**
 * Lets the meter observe the backend. Costs nothing until metrics are collected.
 *
 * @returns ends it
 */
export function observeBackend(
  meter: Meter,
  options: Parameters<typeof gaugesOf>[0],
): () => void {
  const stops = Object.entries(gaugesOf(options)).map(
    ([name, { description, observe }]) => {
      const gauge = meter.createObservableGauge(name, { description });
      const callback: Parameters<typeof gauge.addCallback>[0] = result => {
        for (const { value, attributes } of observe()) {
          result.observe(value, attributes);
        }
      };
      gauge.addCallback(callback);
      return () => gauge.removeCallback(callback);
    },
  );
  return () => stops.forEach(stop => stop());
}
