import type { Meta } from '../objects/types';

/** Labels of the chart's objects, both chart shapes. */
export const NAME_LABEL = 'app.kubernetes.io/name';
export const INSTANCE_LABEL = 'app.kubernetes.io/instance';
export const COMPONENT_LABEL = 'app.kubernetes.io/component';
export const CHART_LABEL = 'helm.sh/chart';
/** Pool label of charts up to 0.23 and from 0.24. */
export const POOL_LABELS = ['inference-pool', 'app.kubernetes.io/pool'];

/** Normalised pool name of a pool's workload; undefined for every other workload. */
export function poolKeyOf(metadata: Meta): string | undefined {
  const component = metadata.labels?.[COMPONENT_LABEL];
  if (component !== 'harmony' && component !== 'harmony-dpl') {
    return undefined;
  }
  return POOL_LABELS.map(label => metadata.labels?.[label]).find(Boolean);
}

/** Annotation with which Helm says which release an object is of. */
export const HELM_RELEASE = 'meta.helm.sh/release-name';

/**
 * Release that an object of an engine belongs to; undefined for other objects. Besides what the chart makes these are
 * pools that somebody wrote by hand: they carry the labels by which the control plane and the scrape find them.
 */
export function releaseOf(metadata: Meta): string | undefined {
  const isEngine =
    metadata.labels?.[NAME_LABEL] === 'adaptive' ||
    poolKeyOf(metadata) !== undefined;
  return isEngine
    ? metadata.labels?.[INSTANCE_LABEL] ?? metadata.annotations?.[HELM_RELEASE]
    : undefined;
}
