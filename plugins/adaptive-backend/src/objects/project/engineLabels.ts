import { record } from './raw';

/**
 * Whether labels say that the object belongs to an engine: the chart's own name label, or the pool label
 * of either chart shape, which hand-made releases carry too.
 */
export function hasEngineLabel(labels: unknown): boolean {
  const map = record(labels);
  return (
    map['app.kubernetes.io/name'] === 'adaptive' ||
    'inference-pool' in map ||
    'app.kubernetes.io/pool' in map
  );
}
