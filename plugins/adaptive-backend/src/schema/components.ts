/*
 * Schemas of the answers, in the words of the model in adaptive-common, where every field is described. `model` holds
 * them to its types, and tests compare real answers with them.
 */

import type {
  ClustersResponse,
  ClusterStatus,
  EnginesResponse,
  Freshness,
  FreshnessStatus,
  GpuCapacity,
  RepositoriesResponse,
  SourceKind,
  SourcesResponse,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import { engineSchemas } from './engineComponents';
import { fleetSchemas } from './fleetComponents';
import { historySchemas } from './historyComponents';
import { planSchemas } from './planComponents';
import { poolSchemas } from './poolComponents';
import {
  arrayOf,
  count,
  dateTime,
  flag,
  maybe,
  model,
  object,
  ref,
  type Schema,
  text,
  words,
} from './schemaParts';
import { surroundingsSchemas } from './surroundingsComponents';

/** Components of the OpenAPI document. */
export const schemas: Record<string, Schema> = {
  ...engineSchemas,
  ...poolSchemas,
  ...surroundingsSchemas,
  ...fleetSchemas,
  ...historySchemas,
  ...planSchemas,
  FreshnessStatus: words<FreshnessStatus>({
    connecting: true,
    live: true,
    stale: true,
    unreachable: true,
    notPermitted: true,
    notInstalled: true,
    notWatchable: true,
  }),
  Freshness: model<Freshness>({
    status: ref('FreshnessStatus'),
    lastSeenAt: maybe(dateTime),
    since: dateTime,
    message: maybe(text),
  }),
  SourceKind: words<SourceKind>({
    kubernetes: true,
    prometheus: true,
    gitops: true,
    alertmanager: true,
    metrics: true,
  }),
  SourceStatus: model<SourceStatus>({
    id: text,
    kind: ref('SourceKind'),
    cluster: maybe(text),
    resource: maybe(text),
    freshness: ref('Freshness'),
    items: maybe(count),
  }),
  GpuCapacity: model<GpuCapacity>({
    resource: text,
    product: text,
    nodes: count,
    allocatable: count,
    requested: count,
    // Negative where a node went away under its pods.
    free: { type: 'integer' },
    largestFreeOnOneNode: count,
  }),
  ClusterStatus: model<ClusterStatus>({
    name: text,
    title: text,
    freshness: ref('Freshness'),
    kubernetesVersion: maybe(text),
    sources: arrayOf(ref('SourceStatus')),
    engines: count,
    gpus: maybe(arrayOf(ref('GpuCapacity'))),
    kedaInstalled: maybe(flag),
  }),
  EnginesResponse: model<EnginesResponse>({
    items: arrayOf(ref('EngineSummary')),
    totalItems: count,
    nextCursor: maybe(text),
    incomplete: maybe(arrayOf(ref('IncompleteCluster'))),
  }),
  ClustersResponse: model<ClustersResponse>({
    items: arrayOf(ref('ClusterStatus')),
  }),
  SourcesResponse: model<SourcesResponse>({
    items: arrayOf(ref('SourceStatus')),
  }),
  RepositoriesResponse: model<RepositoriesResponse>({
    items: arrayOf(
      model<RepositoriesResponse['items'][number]>({
        id: text,
        title: text,
        url: text,
        branch: text,
      }),
    ),
  }),
  Error: object(['error', 'response'], {
    error: object(['name', 'message'], { name: text, message: text }),
    response: object(['statusCode'], { statusCode: count }),
  }),
};
