import {
  stringifyEngineRef,
  type AdaptiveApi,
  type AdaptiveStreamEvent,
  type Engine,
} from '@adaptive-portal/plugin-adaptive-common';
import { liveCluster, unreachableCluster } from '../src/__testUtils__/clusters';
import {
  healthyEngine,
  toSummary,
  troubledEngine,
  unreachableEngine,
} from '../src/__testUtils__/engines';
import { MockAdaptiveApi } from '../src/__testUtils__/mockApi';
import { mockHistory } from './mockHistory';

function named(engine: Engine, cluster: string, release: string): Engine {
  return { ...engine, ref: { cluster, namespace: 'team-chat', release } };
}

const engines: Engine[] = [
  named(healthyEngine, 'eu-1', 'search'),
  named(troubledEngine, 'eu-1', 'chat-eu'),
  named(unreachableEngine, 'us-1', 'chat-us'),
];

const clusters = [liveCluster, unreachableCluster];

/** An API whose streams say everything at once and then stay open. */
export function createMockApi(): AdaptiveApi {
  const api = new MockAdaptiveApi({
    getHistory: async () => mockHistory(Date.now()),
    getClusters: async () => ({ items: clusters }),
    getRepositories: async () => ({
      items: [
        {
          id: 'platform',
          title: 'Platform GitOps',
          url: 'https://git.example.com/platform.git',
          branch: 'main',
        },
      ],
    }),
    getSources: async () => ({
      items: clusters.map(({ name, freshness }) => ({
        id: `kubernetes:${name}:pods`,
        kind: 'kubernetes' as const,
        cluster: name,
        resource: 'pods',
        freshness,
        items: 42,
      })),
    }),
  });
  const open = api.stream;
  api.stream = options => {
    const events = open(options);
    api.lastStream().send(...tellOf(options.engine));
    return events;
  };
  return api;
}

function tellOf(ref: Engine['ref'] | undefined): AdaptiveStreamEvent[] {
  if (!ref) {
    return [
      ...engines.map(engine => ({
        type: 'engine-summary' as const,
        engine: toSummary(engine),
      })),
      { type: 'clusters', clusters },
      { type: 'synced' },
    ];
  }
  const engine = engines.find(
    item => stringifyEngineRef(item.ref) === stringifyEngineRef(ref),
  );
  return engine
    ? [{ type: 'engine', engine }, { type: 'synced' }]
    : [{ type: 'synced' }];
}
