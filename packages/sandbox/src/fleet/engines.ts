import type {
  EngineInput,
  PoolInput,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { Offer, PoolRef } from '../load';

/** A pool of the seeded fleet: what people asked for, and the load it usually has. */
interface SeededPool extends PoolInput {
  /** Requests per second when nothing happens. */
  quietRate: number;
}

interface SeededEngine {
  input: Omit<EngineInput, 'pools'>;
  pools: SeededPool[];
}

/** A replica copes with somewhat more than the load at which its pool should grow. */
const HEADROOM = 1.25;

const IMAGES = {
  harmony: { repository: 'adaptive-repository', tag: 'harmony-1.14.2' },
  controlPlane: {
    repository: 'adaptive-repository',
    tag: 'control-plane-1.14.2',
  },
  sandkasten: { repository: 'adaptive-repository', tag: 'sandkasten-1.14.2' },
};

function engine(
  name: string,
  place: {
    cluster: string;
    team: string;
    chartVersion: string;
    description: string;
  },
  pools: SeededPool[],
  mlflow: EngineInput['mlflow'],
): SeededEngine {
  return {
    input: {
      name,
      owner: `group:default/${place.team}`,
      description: place.description,
      cluster: place.cluster,
      namespace: place.team,
      chartVersion: place.chartVersion,
      containerRegistry: 'registry.example.com/adaptive',
      images: IMAGES,
      rootUrl: `https://${name}.adaptive.example.com`,
      secrets: {
        controlPlane: `${name}-control-plane`,
        harmony: `${name}-harmony`,
      },
      autoscaling: {
        mode: 'platform',
        ttftTimeoutThreshold: 0.1,
        coolDownSeconds: 600,
      },
      mlflow,
    },
    pools,
  };
}

/*
 * GPUs of eu-1: 4 nodes of 8, of which other tenants hold 2 each. Left are 6 per node, so one replica of 4 GPUs fits on
 * each: llama-70b can have 4 of its 6 replicas. No node ever has the 8 free GPUs that rerank-110b asks for, until one
 * arrives.
 */
const SEEDED: SeededEngine[] = [
  engine(
    'chat-eu',
    {
      cluster: 'eu-1',
      team: 'team-chat',
      chartVersion: '0.23.0',
      description: 'Chat models for customers in Europe',
    },
    [
      {
        name: 'llama-70b',
        minReplicas: 2,
        maxReplicas: 6,
        gpusPerReplica: 4,
        requestsPerSecondPerReplica: 4,
        resources: { cpu: 40, memory: '400Gi' },
        quietRate: 6,
      },
      {
        name: 'mistral-7b',
        minReplicas: 1,
        maxReplicas: 5,
        gpusPerReplica: 1,
        requestsPerSecondPerReplica: 8,
        resources: { cpu: 12, memory: '100Gi' },
        quietRate: 5,
      },
      {
        name: 'judge',
        minReplicas: 1,
        maxReplicas: 2,
        gpusPerReplica: 1,
        requestsPerSecondPerReplica: 3,
        resources: { cpu: 12, memory: '100Gi' },
        quietRate: 1,
      },
    ],
    { mode: 'internal' },
  ),
  engine(
    'search-eu',
    {
      cluster: 'eu-1',
      team: 'team-search',
      chartVersion: '0.23.0',
      description: 'Reranking for enterprise search',
    },
    [
      {
        name: 'rerank-110b',
        minReplicas: 1,
        maxReplicas: 2,
        gpusPerReplica: 8,
        requestsPerSecondPerReplica: 2,
        resources: { cpu: 96, memory: '1000Gi' },
        quietRate: 1.5,
      },
    ],
    { mode: 'external', url: 'https://mlflow.search.example.com' },
  ),
  engine(
    'chat-us',
    {
      cluster: 'us-1',
      team: 'team-chat',
      chartVersion: '0.28.0',
      description: 'Chat models for customers in America',
    },
    [
      {
        name: 'llama-70b',
        minReplicas: 1,
        maxReplicas: 3,
        gpusPerReplica: 4,
        requestsPerSecondPerReplica: 4,
        resources: { cpu: 24, memory: '300Gi' },
        quietRate: 2.5,
      },
      {
        name: 'qwen-32b',
        minReplicas: 1,
        maxReplicas: 4,
        gpusPerReplica: 2,
        requestsPerSecondPerReplica: 5,
        resources: { cpu: 12, memory: '150Gi' },
        quietRate: 3,
      },
    ],
    { mode: 'off' },
  ),
];

/** The engines of the sandbox as people would enter them. */
export function fleetEngines(): EngineInput[] {
  return SEEDED.map(({ input, pools }) => ({
    ...input,
    pools: pools.map(({ quietRate: _load, ...pool }) => pool),
  }));
}

/** The load that each seeded pool has when nothing happens. */
export function fleetLoad(): Array<{ ref: PoolRef; offer: Offer }> {
  return SEEDED.flatMap(({ input, pools }) =>
    pools.map(pool => ({
      ref: {
        cluster: input.cluster,
        namespace: input.namespace,
        release: input.name,
        pool: pool.name,
      },
      offer: {
        rate: pool.quietRate,
        capacityPerReplica: (pool.requestsPerSecondPerReplica ?? 4) * HEADROOM,
      },
    })),
  );
}
