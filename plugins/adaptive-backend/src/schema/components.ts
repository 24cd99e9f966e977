/*
 * Schemas of the answers, in the words of the model in adaptive-common, where every field is described. The route
 * tests validate real answers against them.
 */

import { fleetSchemas } from './fleetComponents';
import { planSchemas } from './planComponents';
import {
  anyObject,
  arrayOf,
  count,
  dateTime,
  ENGINE_STATUSES,
  object,
  poolHead,
  ref,
  type Schema,
  severity,
  strings,
  text,
} from './schemaParts';

const engineHead: Record<string, Schema> = {
  ref: ref('EngineRef'),
  status: { type: 'string', enum: [...ENGINE_STATUSES] },
  statusReason: text,
  chartVersion: text,
  freshness: ref('Freshness'),
  owner: text,
  version: text,
};

/** Components of the OpenAPI document. */
export const schemas: Record<string, Schema> = {
  ...fleetSchemas,
  ...planSchemas,
  EngineRef: object(['cluster', 'namespace', 'release'], {
    cluster: text,
    namespace: text,
    release: text,
  }),
  Freshness: object(['status', 'since'], {
    status: strings(
      'connecting',
      'live',
      'stale',
      'unreachable',
      'notPermitted',
      'notInstalled',
      'notWatchable',
    ),
    lastSeenAt: dateTime,
    since: dateTime,
    message: text,
  }),
  MetricValue: object([], {
    value: { type: 'number' },
    at: dateTime,
    source: text,
    reason: text,
  }),
  Problem: object(['code', 'severity', 'sentence', 'evidence', 'remedy'], {
    code: text,
    severity,
    pool: text,
    sentence: text,
    evidence: arrayOf(
      object(['object', 'field', 'value'], {
        object: text,
        field: text,
        value: text,
      }),
    ),
    remedy: text,
    since: dateTime,
  }),
  EngineSummary: object(
    ['ref', 'status', 'statusReason', 'pools', 'problems', 'freshness'],
    {
      ...engineHead,
      pools: arrayOf(
        object(['name', 'key', 'status', 'replicas', 'ttftTimeoutRatio'], {
          ...poolHead,
          ttftTimeoutRatio: ref('MetricValue'),
        }),
      ),
      problems: object(['critical', 'warning', 'info'], {
        critical: count,
        warning: count,
        info: count,
      }),
    },
  ),
  ComputePool: object(
    ['name', 'key', 'workload', 'status', 'replicas', 'autoscaling', 'metrics'],
    {
      ...poolHead,
      workload: object(['kind', 'name'], {
        kind: strings('Deployment', 'StatefulSet'),
        name: text,
      }),
      autoscaling: anyObject,
      metrics: object(['ttftTimeoutRatio', 'requestRate', 'ttftP95'], {
        ttftTimeoutRatio: ref('MetricValue'),
        requestRate: ref('MetricValue'),
        ttftP95: ref('MetricValue'),
        ttftP50: ref('MetricValue'),
        gpuUtilization: ref('MetricValue'),
        gpuMemory: ref('MetricValue'),
        scalerErrorRate: ref('MetricValue'),
        variantDesiredReplicas: ref('MetricValue'),
        ttftTimeoutHistory: arrayOf(arrayOf({ type: 'number' })),
      }),
      image: text,
      pods: arrayOf(anyObject),
      problems: arrayOf(ref('Problem')),
      scalingPath: anyObject,
    },
  ),
  Engine: object(
    ['ref', 'status', 'computePools', 'components', 'problems', 'links'],
    {
      ...engineHead,
      computePools: arrayOf(ref('ComputePool')),
      components: arrayOf(anyObject),
      problems: arrayOf(ref('Problem')),
      gitops: anyObject,
      links: arrayOf(
        object(['id', 'title', 'url'], { id: text, title: text, url: text }),
      ),
      sources: arrayOf(
        object(['id', 'title', 'freshness'], {
          id: text,
          title: text,
          freshness: ref('Freshness'),
        }),
      ),
      mlflow: strings('internal', 'external', 'off', 'unknown'),
      metrics: object(['tokensPerSecond'], {
        tokensPerSecond: ref('MetricValue'),
      }),
      alerts: arrayOf(
        object(['name', 'state', 'source', 'labels'], {
          name: text,
          state: strings('firing', 'pending'),
          severity: text,
          summary: text,
          since: dateTime,
          source: text,
          labels: anyObject,
          runbookUrl: text,
          silenced: object([], { by: text, until: dateTime, comment: text }),
        }),
      ),
      services: arrayOf(
        object(['id', 'title', 'freshness', 'facts'], {
          id: strings('mlflow', 'grafana'),
          title: text,
          freshness: ref('Freshness'),
          version: text,
          facts: arrayOf(
            object(['label', 'value'], { label: text, value: text }),
          ),
        }),
      ),
    },
  ),
  SourceStatus: object(['id', 'kind', 'freshness'], {
    id: text,
    kind: strings(
      'kubernetes',
      'prometheus',
      'gitops',
      'alertmanager',
      'metrics',
    ),
    cluster: text,
    resource: text,
    freshness: ref('Freshness'),
    items: count,
  }),
  ClusterStatus: object(['name', 'title', 'freshness', 'sources', 'engines'], {
    name: text,
    title: text,
    freshness: ref('Freshness'),
    kubernetesVersion: text,
    sources: arrayOf(ref('SourceStatus')),
    engines: count,
    gpus: arrayOf(anyObject),
    kedaInstalled: { type: 'boolean' },
  }),
  EnginesResponse: object(['items', 'totalItems'], {
    items: arrayOf(ref('EngineSummary')),
    totalItems: count,
    nextCursor: text,
    incomplete: arrayOf(
      object(['cluster', 'freshness'], {
        cluster: text,
        freshness: ref('Freshness'),
      }),
    ),
  }),
  ClustersResponse: object(['items'], { items: arrayOf(ref('ClusterStatus')) }),
  SourcesResponse: object(['items'], { items: arrayOf(ref('SourceStatus')) }),
  RepositoriesResponse: object(['items'], {
    items: arrayOf(
      object(['id', 'title', 'url', 'branch'], {
        id: text,
        title: text,
        url: text,
        branch: text,
      }),
    ),
  }),
  HistoryEntry: object(['id', 'at', 'kind'], {
    id: text,
    at: dateTime,
    kind: strings(
      'replicas',
      'scale',
      'poolStatus',
      'engineStatus',
      'autoscaling',
      'problemRaised',
      'problemCleared',
      'appeared',
      'removed',
      'gap',
    ),
    pool: text,
  }),
  HistoryResponse: object(['items', 'retentionDays'], {
    items: arrayOf(ref('HistoryEntry')),
    start: object(['pools', 'problems'], {
      status: { type: 'string', enum: [...ENGINE_STATUSES] },
      pools: arrayOf(
        object(['name', 'replicas'], {
          name: text,
          replicas: poolHead.replicas,
        }),
      ),
      problems: arrayOf(
        object(['code', 'severity', 'sentence', 'since'], {
          code: text,
          severity,
          pool: text,
          sentence: text,
          since: dateTime,
        }),
      ),
    }),
    nextCursor: text,
    retentionDays: count,
  }),
  Error: object(['error', 'response'], {
    error: object(['name', 'message'], { name: text, message: text }),
    response: object(['statusCode'], { statusCode: count }),
  }),
};
