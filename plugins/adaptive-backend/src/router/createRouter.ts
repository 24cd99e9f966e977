import type { RepositoriesResponse } from '@adaptive-portal/plugin-adaptive-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { createValidatedOpenApiRouterFromGeneratedEndpointMap } from '@backstage/backend-openapi-utils';
import type { RequestHandler } from 'express';
import type { Audit } from '../audit/Audit';
import type { HistoryReader } from '../history';
import type { MetricsService } from '../metrics/types';
import type { AuthorizedEnginesService } from '../permissions';
import { describeBadRequest } from '../schema/describeBadRequest';
import type { AdaptiveRouter, Endpoints } from '../schema/endpoints';
import { spec } from '../schema/openapi';
import type { Planner } from '../plan/Planner';
import type { SourcesHealth } from '../service/SourcesHealth';
import type { StreamHub } from '../stream';
import { registerClusterRoutes } from './clusterRoutes';
import { registerEngineRoutes } from './engineRoutes';
import { registerFleetRoutes } from './fleetRoutes';
import { registerHealthRoutes } from './healthRoutes';
import { registerHistoryRoutes } from './historyRoutes';
import { registerPlanRoutes } from './planRoutes';
import { registerRepositoryRoutes } from './repositoryRoutes';
import { registerSourceRoutes } from './sourceRoutes';
import { registerStreamRoutes } from './streamRoutes';
import { refuseUnknownPath } from './unknownPath';

/** What the routes answer from; none of it ever calls a cluster, only ranges of metrics are asked for. */
export interface RouterOptions {
  audit: Audit;
  engines: AuthorizedEnginesService;
  health: SourcesHealth;
  history: HistoryReader;
  httpAuth: HttpAuthService;
  metrics: Pick<MetricsService, 'range'>;
  planner: Pick<Planner, 'plan'>;
  repositories: RepositoriesResponse['items'];
  streams: StreamHub;
}

/**
 * Answers may be kept by the viewer's browser only, and have to be asked for again: Express compares the ETag of the
 * body and answers 304 when nothing changed.
 */
const revalidate: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'private, no-cache');
  next();
};

/** Makes the router of the HTTP API that `schema/openapi.ts` describes. */
export function createRouter(
  options: RouterOptions,
  validation: { validateResponses?: boolean } = {},
): AdaptiveRouter {
  const router =
    createValidatedOpenApiRouterFromGeneratedEndpointMap<Endpoints>(spec, {
      middleware: [describeBadRequest, revalidate],
      validatorOptions: validation,
    });
  registerEngineRoutes(router, options);
  registerFleetRoutes(router, options);
  registerHistoryRoutes(router, options);
  registerClusterRoutes(router, options);
  registerSourceRoutes(router, options);
  registerHealthRoutes(router, options);
  registerRepositoryRoutes(router, options);
  registerPlanRoutes(router, options);
  registerStreamRoutes(router, options);
  router.use(options.audit.onError);
  router.use(refuseUnknownPath);
  return router;
}
