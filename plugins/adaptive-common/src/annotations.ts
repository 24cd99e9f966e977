/**
 * Annotation that joins a catalog entity to an engine: `<cluster>/<namespace>/<release>`.
 *
 * @public
 */
export const ADAPTIVE_ENGINE_ANNOTATION = 'adaptive-portal.io/engine';

/**
 * Annotation of a compute pool entity: the raw pool name.
 *
 * @public
 */
export const ADAPTIVE_POOL_ANNOTATION = 'adaptive-portal.io/compute-pool';

/**
 * `spec.type` of an engine's `Component` entity.
 *
 * @public
 */
export const ADAPTIVE_ENGINE_TYPE = 'adaptive-engine';

/**
 * `spec.type` of a compute pool's `Resource` entity.
 *
 * @public
 */
export const ADAPTIVE_POOL_TYPE = 'adaptive-compute-pool';
