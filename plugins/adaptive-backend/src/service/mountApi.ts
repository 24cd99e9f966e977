import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type {
  AuditorService,
  HttpAuthService,
  HttpRouterService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { Audit } from '../audit/Audit';
import type { HistoryReader } from '../history';
import type { MetricsService } from '../metrics/types';
import { AuthorizedEnginesService, registerPermissions } from '../permissions';
import { planBody } from '../plan/planBody';
import type { Planner } from '../plan/Planner';
import { createRouter } from '../router/createRouter';
import { StreamHub, type StreamTimes } from '../stream';
import { adaptiveMeter } from '../telemetry/instruments';
import { observeBackend } from '../telemetry/observeBackend';
import { readRepositories } from './readRepositories';
import { SourcesHealth } from './SourcesHealth';

/** What the HTTP API is made of. */
export interface MountApiOptions {
  auditor: AuditorService;
  engines: EnginesService;
  history: HistoryReader;
  config: RootConfigService;
  httpAuth: HttpAuthService;
  httpRouter: HttpRouterService;
  metrics: Pick<MetricsService, 'range'>;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  planner: Pick<Planner, 'plan'>;
  streamTimes?: StreamTimes;
  /** Also checks every answer against the specification; for tests. */
  validateResponses?: boolean;
}

/** Puts routes, event streams and permissions in front of the engines. `stop` ends the open streams. */
export function mountApi(options: MountApiOptions): { stop(): void } {
  const { engines, config, httpAuth, permissions, permissionsRegistry } =
    options;
  registerPermissions({ engines, permissionsRegistry });
  const streams = new StreamHub({ engines, times: options.streamTimes });
  const endTelemetry = observeBackend(adaptiveMeter(), { engines, streams });
  const health = new SourcesHealth(engines);
  options.httpRouter.use(planBody);
  options.httpRouter.use(
    createRouter(
      {
        audit: new Audit(options.auditor),
        engines: new AuthorizedEnginesService({
          engines,
          permissions,
          permissionsRegistry,
        }),
        health,
        history: options.history,
        metrics: options.metrics,
        httpAuth,
        planner: options.planner,
        repositories: readRepositories(config),
        streams,
      },
      { validateResponses: options.validateResponses },
    ),
  );
  // Whoever decides whether this backend may get requests has no login.
  options.httpRouter.addAuthPolicy({
    path: '/health/sources',
    allow: 'unauthenticated',
  });
  return {
    stop() {
      endTelemetry();
      streams.stop();
    },
  };
}
