import type { Engine, Problem } from '@adaptive-portal/plugin-adaptive-common';
import { createExtensionPoint } from '@backstage/backend-plugin-api';

/**
 * Finds deviations that the portal does not know of itself.
 *
 * @public
 */
export interface AdaptiveProblemMapper {
  /** For log messages, for example `licences`. */
  id: string;
  /**
   * Problems of an engine, in any order; a `pool` has to be the raw name of one of its pools. Called whenever the view
   * of an engine changes, so it has to be fast and must not wait for anything. One that throws finds nothing.
   */
  detect(engine: Engine): Problem[];
}

/**
 * Lets modules add problem mappers.
 *
 * @public
 */
export interface AdaptiveProblemsExtensionPoint {
  addProblemMapper(mapper: AdaptiveProblemMapper): void;
}

/**
 * Extension point of the Adaptive backend for further problems. They are shown, streamed, remembered and notified like
 * the portal's own; the status of an engine does not depend on them.
 *
 * @public
 */
export const adaptiveProblemsExtensionPoint =
  createExtensionPoint<AdaptiveProblemsExtensionPoint>({
    id: 'adaptive.problems',
  });
