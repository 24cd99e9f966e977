import {
  parseEngineRef,
  stringifyEngineRef,
  type PlanRequest,
  type PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  FakeEnginesService,
  mockEngine,
  mockPool,
} from '../__testUtils__/FakeEnginesService';
import { clusterFacts } from '../plan/clusterFacts';
import { TestPlatform } from '../view/__testUtils__/TestPlatform';
import { registerActions } from './registerActions';

const PROBLEM = {
  code: 'pending-for-gpus',
  severity: 'critical' as const,
  pool: 'llama-70b',
  sentence: 'Two pods wait for 16 GPUs.',
  evidence: [{ object: 'Pod n/p', field: 'status.phase', value: 'Pending' }],
  remedy: 'Free GPUs.',
};

const chat = mockEngine('eu-1/team-chat/chat', {
  status: 'degraded',
  problems: [PROBLEM],
  computePools: [
    mockPool({
      name: 'Llama 70b',
      key: 'llama-70b',
      problems: [PROBLEM],
      scalingPath: {
        stages: [
          {
            id: 'nodes',
            verdict: 'limiting',
            value: '0 of 64 free',
            sentence: 'No node has 8 GPUs free.',
          },
        ],
        limitedBy: 'nodes',
        summary: 'Two pods wait.',
        agreement: 'explained',
        next: { replicas: 3, sentence: 'At 14:09 it scales in to 3.' },
      },
    }),
  ],
});
const search = mockEngine('us-1/team-search/search');

const ENGINE = {
  name: 'new',
  owner: 'group:default/team-chat',
  cluster: 'eu-1',
  namespace: 'team-new',
  chartVersion: '0.23.0',
  containerRegistry: 'registry.example.com',
  images: {
    harmony: { repository: 'adaptive/harmony', tag: '1.4.2' },
    controlPlane: { repository: 'adaptive/control-plane', tag: '1.4.2' },
  },
  rootUrl: 'https://new.example.com',
  secrets: { controlPlane: 'cp', harmony: 'h', redis: 'r' },
  pools: [{ name: 'llama', minReplicas: 1, maxReplicas: 4, gpusPerReplica: 2 }],
  autoscaling: { mode: 'off' },
  mlflow: { mode: 'internal' },
};

describe('actions of the registry', () => {
  const user = mockCredentials.user();
  let registry: ReturnType<typeof actionsRegistryServiceMock>;
  let callers: BackstageCredentials[];
  let requests: PlanRequest[];
  let repository: Partial<PlanResponse['repository']>;
  let refusal: Error | undefined;
  let repositoryIds: string[];

  beforeEach(() => {
    registry = actionsRegistryServiceMock({
      logger: mockServices.logger.mock(),
    });
    callers = [];
    requests = [];
    repository = {};
    refusal = undefined;
    repositoryIds = ['platform'];
    const service = new FakeEnginesService([chat]);
    const platform = new TestPlatform();
    registerActions({
      registry,
      engines: {
        fleet: async credentials => {
          callers.push(credentials);
          return {
            list: () => [...service.list()],
            get: ref => service.get(ref),
            clusters: () => [...service.clusters()],
            itemCounts: true,
          };
        },
        engine: async (ref, credentials) => {
          callers.push(credentials);
          const found = service.get(ref);
          if (!found) {
            throw new NotFoundError(`No engine '${stringifyEngineRef(ref)}'`);
          }
          return found;
        },
      },
      planner: {
        repositoryIds: () => repositoryIds,
        plan: async (request, credentials) => {
          callers.push(credentials);
          requests.push(request);
          if (refusal) throw refusal;
          return {
            repository: {
              id: 'platform',
              branch: 'main',
              files: [],
              foreign: false,
              ...repository,
            },
            target: {
              repository: {
                id: 'platform',
                url: 'https://git.example.com/p.git',
                branch: 'main',
                layout: {
                  engine: 'engines/{release}',
                  manifests: 'engines/{release}/manifests',
                  application: 'applications/{release}.yaml',
                },
              },
              argocd: {
                namespace: 'argocd',
                project: 'default',
                chartRegistry: 'ghcr.io/adaptive-ml',
                destination: { name: 'eu-1' },
              },
              autoscaling: {},
            },
            cluster: clusterFacts(
              {
                watch: platform.watch(),
                metrics: platform.metrics(),
                engines: service,
              },
              { engine: request.engine, view: service },
            ),
            findings: [],
          };
        },
      },
    });
  });

  const invoke = async (name: string, input: JsonObject) => {
    const { output } = await registry.invoke({
      id: `test:${name}`,
      input,
      credentials: user,
    });
    return output;
  };

  it('are all read-only, and described', async () => {
    const { actions } = await registry.list();
    expect(actions.map(({ name }) => name).sort()).toEqual([
      'explain-pool',
      'fleet-problems',
      'list-engines',
      'plan-engine',
      'validate-engine',
    ]);
    for (const { attributes, description, schema } of actions) {
      expect(attributes).toEqual({
        readOnly: true,
        idempotent: true,
        destructive: false,
      });
      expect(description.length).toBeGreaterThan(50);
      expect(schema.input).toHaveProperty('properties');
    }
  });

  it('take examples that work', async () => {
    for (const { name, examples = [] } of (await registry.list()).actions) {
      for (const { input } of examples) {
        expect(await invoke(name, input)).toHaveProperty('findings');
      }
    }
  });

  it('list what the caller may see, as the caller', async () => {
    expect(await invoke('list-engines', { search: 'chat' })).toMatchObject({
      totalItems: 1,
      items: [{ ref: chat.ref, status: 'degraded' }],
      incomplete: [],
    });
    expect(await invoke('fleet-problems', {})).toMatchObject({
      counts: { critical: 1, warning: 0, info: 0 },
      items: [{ ref: chat.ref, ...PROBLEM }],
    });
    expect(callers).toEqual([user, user]);
  });

  it('refuse a cluster that is not configured', async () => {
    await expect(invoke('list-engines', { cluster: 'eu-9' })).rejects.toThrow(
      "'eu-9', accepted: one of the configured clusters (eu-1, us-1)",
    );
  });

  it.each(['Llama 70b', 'llama-70b'])('explain pool %s', async pool => {
    expect(
      await invoke('explain-pool', { engine: 'eu-1/team-chat/chat', pool }),
    ).toMatchObject({
      summary: 'Two pods wait.',
      limitedBy: 'nodes',
      next: 'At 14:09 it scales in to 3.',
      stages: [{ id: 'nodes', sentence: 'No node has 8 GPUs free.' }],
      replicas: { min: 1, max: 4, ready: 2 },
      problems: [{ code: 'pending-for-gpus' }],
    });
  });

  it('explain nothing of what is not there, or not for the caller', async () => {
    const explain = (engine: string, pool: string) =>
      invoke('explain-pool', { engine, pool });
    await expect(
      explain(stringifyEngineRef(search.ref), 'llama'),
    ).rejects.toThrow("No engine 'us-1/team-search/search'");
    await expect(explain('eu-1/team-chat/chat', 'other')).rejects.toThrow(
      "has no compute pool 'other'; it has Llama 70b",
    );
    await expect(explain('chat', 'x')).rejects.toThrow(
      "Invalid engine reference 'chat'",
    );
  });

  it('plan a new engine with what is known of its place', async () => {
    const plan = await invoke('plan-engine', {
      repositoryId: 'platform',
      engine: ENGINE,
    });
    expect(plan).toMatchObject({
      summary: expect.stringContaining('GPUs'),
      files: expect.arrayContaining([
        { path: 'applications/new.yaml', change: 'added' },
      ]),
      pools: expect.arrayContaining([
        expect.objectContaining({ pool: 'llama' }),
      ]),
    });
    expect(requests).toEqual([
      {
        repositoryId: 'platform',
        operation: 'apply',
        engine: parseEngineRef('eu-1/team-new/new'),
      },
    ]);
    expect(callers).toEqual([user]);
  });

  it('plan a removal', async () => {
    repository = { files: [{ path: 'applications/chat.yaml', content: '' }] };
    expect(
      await invoke('plan-engine', {
        repositoryId: 'platform',
        delete: 'eu-1/team-chat/chat',
      }),
    ).toMatchObject({
      files: [{ path: 'applications/chat.yaml', change: 'removed' }],
    });
  });

  it('do not allow a plan without the repository', async () => {
    repository = { message: "GitOps repository 'platform' cannot be reached" };
    expect(
      await invoke('plan-engine', {
        repositoryId: 'platform',
        engine: ENGINE,
      }),
    ).toMatchObject({
      allowed: false,
      repositoryMessage: expect.stringContaining('cannot be reached'),
    });
  });

  it('say that a place is taken, and not by whom', async () => {
    repository = { foreign: true };
    await expect(
      invoke('plan-engine', { repositoryId: 'platform', engine: ENGINE }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message:
        "An engine cannot be created as 'eu-1/team-new/new'; choose another name or namespace",
    });
  });

  it.each([{}, { engine: ENGINE, delete: 'eu-1/a/b' }])(
    'need to know whether to plan a change or a removal',
    async input => {
      await expect(
        invoke('plan-engine', { repositoryId: 'platform', ...input }),
      ).rejects.toThrow("Exactly one of 'engine' and 'delete' is needed");
    },
  );

  it('validate without a server what is wrong by itself', async () => {
    expect(
      await invoke('validate-engine', { engine: { name: 'x' } }),
    ).toMatchObject({
      valid: false,
      liveFacts: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ severity: 'error' }),
      ]),
    });
    expect(requests).toEqual([]);
  });

  it('validate with live facts where these are known', async () => {
    expect(await invoke('validate-engine', { engine: ENGINE })).toMatchObject({
      liveFacts: true,
    });
    expect(requests).toHaveLength(1);
  });

  it('validate without live facts when they cannot be had, and say so', async () => {
    refusal = new ServiceUnavailableError('no answer');
    expect(await invoke('validate-engine', { engine: ENGINE })).toMatchObject({
      liveFacts: false,
      reason: 'no answer',
    });
    repositoryIds = ['a', 'b'];
    expect(await invoke('validate-engine', { engine: ENGINE })).toMatchObject({
      liveFacts: false,
      reason: 'No repositoryId was given; there are a, b',
    });
  });

  it('are refused to who may not plan', async () => {
    refusal = new NotAllowedError('Needs the permission adaptive.engine.plan');
    for (const name of ['plan-engine', 'validate-engine']) {
      await expect(
        invoke(name, { repositoryId: 'platform', engine: ENGINE }),
      ).rejects.toThrow('adaptive.engine.plan');
    }
  });
});
