import {
  anyObject,
  arrayOf,
  count,
  object,
  poolHead,
  ref,
  type Schema,
  severity,
  severityCounts,
  text,
} from './schemaParts';

const incomplete = arrayOf(ref('IncompleteCluster'));

/** What is answered about the fleet as a whole. */
export const fleetSchemas: Record<string, Schema> = {
  IncompleteCluster: object(['cluster', 'freshness'], {
    cluster: text,
    freshness: ref('Freshness'),
  }),
  FleetPool: object(
    [
      'ref',
      'name',
      'key',
      'workload',
      'status',
      'replicas',
      'autoscaling',
      'metrics',
      'problems',
      'freshness',
    ],
    {
      ...poolHead,
      ref: ref('EngineRef'),
      workload: anyObject,
      autoscaling: anyObject,
      owner: text,
      freshness: ref('Freshness'),
      metrics: anyObject,
      problems: severityCounts,
      limitedBy: text,
    },
  ),
  PoolsResponse: object(['items', 'totalItems'], {
    items: arrayOf(ref('FleetPool')),
    totalItems: count,
    nextCursor: text,
    incomplete,
  }),
  FleetProblem: object(
    ['ref', 'code', 'severity', 'sentence', 'evidence', 'remedy', 'freshness'],
    {
      ref: ref('EngineRef'),
      owner: text,
      freshness: ref('Freshness'),
      code: text,
      severity,
      pool: text,
      sentence: text,
      evidence: arrayOf(anyObject),
      remedy: text,
      since: { type: 'string', format: 'date-time' },
    },
  ),
  ProblemsResponse: object(['items', 'totalItems', 'counts'], {
    items: arrayOf(ref('FleetProblem')),
    totalItems: count,
    counts: severityCounts,
    nextCursor: text,
    incomplete,
  }),
  ScalingPathResponse: object(
    [
      'ref',
      'name',
      'key',
      'status',
      'replicas',
      'autoscaling',
      'scalingPath',
      'problems',
      'freshness',
      'version',
    ],
    {
      ...poolHead,
      ref: ref('EngineRef'),
      autoscaling: anyObject,
      scalingPath: object(['stages', 'summary', 'agreement'], {
        stages: arrayOf(
          object(['id', 'verdict', 'value', 'sentence'], {
            id: text,
            verdict: text,
            value: text,
            limit: text,
            sentence: text,
            observedAt: text,
            source: text,
          }),
        ),
        limitedBy: text,
        summary: text,
        agreement: text,
      }),
      problems: arrayOf(ref('Problem')),
      freshness: ref('Freshness'),
      version: text,
    },
  ),
  SourcesHealth: object(['synced', 'sources'], {
    synced: { type: 'boolean' },
    sources: arrayOf(
      object(['kind', 'status', 'count'], { kind: text, status: text, count }),
    ),
  }),
  MetricsRangeResponse: object(
    ['ref', 'pool', 'metric', 'unit', 'from', 'to', 'step', 'points'],
    {
      ref: ref('EngineRef'),
      pool: text,
      metric: text,
      unit: text,
      from: count,
      to: count,
      step: count,
      points: arrayOf(arrayOf({ type: 'number' })),
      source: text,
      answeredAt: { type: 'string', format: 'date-time' },
      reason: text,
    },
  ),
  CapacityResponse: object(['items'], {
    items: arrayOf(
      object(['cluster', 'title', 'freshness', 'waiting'], {
        cluster: text,
        title: text,
        freshness: ref('Freshness'),
        products: arrayOf(
          object(['resource', 'product', 'engines', 'otherAllocated'], {
            resource: text,
            product: text,
            nodes: count,
            allocatable: count,
            requested: count,
            free: { type: 'integer' },
            largestFreeOnOneNode: count,
            engines: arrayOf(
              object(['ref', 'allocated'], {
                ref: ref('EngineRef'),
                allocated: count,
              }),
            ),
            otherAllocated: count,
          }),
        ),
        waiting: arrayOf(
          object(['ref', 'pool', 'resource', 'pods', 'gpus'], {
            ref: ref('EngineRef'),
            pool: text,
            resource: text,
            pods: count,
            gpus: count,
          }),
        ),
      }),
    ),
  }),
};
