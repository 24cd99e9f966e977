import {
  adaptiveEnginePlanPermission,
  adaptiveEngineReadPermission,
  adaptiveFleetViewPermission,
  adaptiveSourcesReadPermission,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  adaptiveConditions,
  createAdaptiveConditionalDecision,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  type BackendFeature,
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import request from 'supertest';
import type { HistoryReader } from '../history';
import type { MetricsService } from '../metrics/types';
import type { Planner } from '../plan/Planner';
import { mountApi } from '../service/mountApi';
import type { StreamTimes } from '../stream';
import type { FakeEnginesService } from './FakeEnginesService';

/** Decisions per permission name; what is not named is denied. */
export type Policy = Partial<Record<string, PolicyDecision>>;

export const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
export const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/** A policy that allows all there is. */
export const everything: Policy = {
  [adaptiveEngineReadPermission.name]: ALLOW,
  [adaptiveEnginePlanPermission.name]: ALLOW,
  [adaptiveFleetViewPermission.name]: ALLOW,
  [adaptiveSourcesReadPermission.name]: ALLOW,
};

/** A policy that allows the fleet page, and the engines of one owner. */
export function ownedBy(owner: string): Policy {
  return {
    [adaptiveEngineReadPermission.name]: createAdaptiveConditionalDecision(
      adaptiveEngineReadPermission,
      adaptiveConditions.isOwnedBy({ owners: [owner] }),
    ),
    [adaptiveFleetViewPermission.name]: ALLOW,
  };
}

/** The permissions service of a backend with this policy; the object may be changed later. */
function mockPermissions(policy: Policy) {
  const permissions = mockServices.permissions.mock();
  const decide = (queries: Array<{ permission: { name: string } }>) =>
    queries.map(({ permission }) => policy[permission.name] ?? DENY);
  permissions.authorizeConditional.mockImplementation(async queries =>
    decide(queries),
  );
  permissions.authorize.mockImplementation(async queries =>
    decide(queries).map(decision => {
      if (decision.result === AuthorizeResult.CONDITIONAL) {
        throw new Error('a conditional decision is no definitive answer');
      }
      return decision;
    }),
  );
  return permissions;
}

const noHistory: HistoryReader = {
  history: async () => ({ items: [], retentionDays: 14 }),
  lastOwner: async () => undefined,
  remembersPool: async () => false,
};

const noMetrics: Pick<MetricsService, 'range'> = {
  range: async () => {
    throw new Error('no range is expected');
  },
};

const noPlanner: Pick<Planner, 'plan'> = {
  plan: async () => {
    throw new Error('no plan is expected');
  },
};

const config = {
  adaptive: {
    gitops: {
      repositories: [
        {
          id: 'platform',
          title: 'Platform',
          url: 'http://git.example.com/platform.git',
          token: 'hush-hush',
        },
      ],
    },
  },
};

/** A backend with the HTTP API over engines in memory; `get` asks as a signed-in user. */
export async function startApi(options: {
  policy: Policy;
  engines: FakeEnginesService;
  /** An empty history by default. */
  history?: HistoryReader;
  features?: BackendFeature[];
  streamTimes?: StreamTimes;
  /** Without it no plan is expected. */
  planner?: Pick<Planner, 'plan'>;
  /** Without it no range is expected. */
  metrics?: Pick<MetricsService, 'range'>;
}) {
  const permissions = mockPermissions(options.policy);
  const plugin = createBackendPlugin({
    pluginId: 'adaptive',
    register(env) {
      env.registerInit({
        deps: {
          auditor: coreServices.auditor,
          config: coreServices.rootConfig,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          lifecycle: coreServices.lifecycle,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
        },
        async init({ lifecycle, ...deps }) {
          const { engines, history = noHistory, streamTimes } = options;
          const { planner = noPlanner, metrics = noMetrics } = options;
          const api = mountApi({
            ...deps,
            engines,
            history,
            streamTimes,
            planner,
            metrics,
            validateResponses: true,
          });
          lifecycle.addShutdownHook(() => api.stop());
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      ...(options.features ?? []),
      plugin,
      permissions.factory,
      mockServices.rootConfig.factory({ data: config }),
      mockServices.httpAuth.factory({
        defaultCredentials: mockCredentials.none(),
      }),
    ],
  });
  const get = (path: string) =>
    request(backend.server)
      .get(`/api/adaptive${path}`)
      .set('Authorization', mockCredentials.user.header());
  return { backend, get, permissions };
}
