import type {
  MetricValue,
  PoolMetrics,
  TriggerReading,
} from '@adaptive-portal/plugin-adaptive-common';
import { about, asRate, lookUp, noValue } from './lookUp';
import type { Lookup, SourceView } from './lookUp';
import type { InstantQueryId } from './queries';
import {
  SCALER_ERRORS_METRIC,
  SCALER_LATENCY_METRIC,
  SCALER_VALUE_METRIC,
  TOKENS_METRIC,
} from './queries';
import { splitKey, tableKey } from './sourceRound';
import type { NamespaceReading, PoolMetricsKey } from './types';

function clusterKey({ source }: SourceView, cluster: string): string {
  return source.clusterLabel ? cluster : '';
}

function evaluatedAt(view: SourceView, id: InstantQueryId): { at?: string } {
  const at = view.round?.tables[id]?.at;
  return at === undefined ? {} : { at: new Date(at * 1000).toISOString() };
}

/** What says most about why there is no value comes first: a source that did not answer may have it. */
const TELLING: ReadonlyArray<Lookup['kind'] | 'down'> = [
  'value',
  'invalid',
  'failed',
  'down',
  'absent',
];

/** The first source that has a value; else the most telling reason why there is none. */
function firstValue(
  views: readonly SourceView[],
  id: InstantQueryId,
  metric: string,
  read: (view: SourceView) => Lookup,
): MetricValue {
  const [best] = views
    .map((view): { kind: Lookup['kind'] | 'down'; metric: MetricValue } => {
      const { source, round, downReason } = view;
      if (!round) {
        return {
          kind: 'down',
          metric: { reason: downReason, source: source.id },
        };
      }
      const found = asRate(read(view));
      return {
        kind: found.kind,
        metric: {
          ...(found.kind === 'value'
            ? { value: found.value, ...evaluatedAt(view, id) }
            : { reason: noValue(found, source.title, metric) }),
          source: source.id,
        },
      };
    })
    .sort((a, b) => TELLING.indexOf(a.kind) - TELLING.indexOf(b.kind));
  return (
    best?.metric ?? {
      reason: 'no metric source is configured for this cluster',
    }
  );
}

/** Mean over the pods that have a series; a pod without one says nothing about the others. */
function meanOf(
  view: SourceView,
  id: InstantQueryId,
  key: PoolMetricsKey,
): Lookup {
  const table = view.round?.tables[id];
  if (!table) return { kind: 'failed' };
  const cluster = clusterKey(view, key.cluster);
  const found = (key.pods ?? []).map(pod =>
    asRate(lookUp(table, tableKey(cluster, key.namespace, pod))),
  );
  const values = found.flatMap(one =>
    one.kind === 'value' ? [one.value] : [],
  );
  if (values.length === 0) {
    return (
      found.find(({ kind }) => kind === 'invalid') ??
      found[0] ?? { kind: 'absent' }
    );
  }
  const sum = values.reduce((total, value) => total + value, 0);
  return { kind: 'value', value: Math.min(sum / values.length, 1) };
}

/** What the KEDA operator reads; a trigger that nobody scrapes is left out. */
function readTriggers(
  views: readonly SourceView[],
  key: PoolMetricsKey,
): TriggerReading[] {
  const { cluster, namespace, scaledObject, triggerMetrics = [] } = key;
  if (scaledObject === undefined) return [];
  return triggerMetrics.flatMap(metric => {
    const read = (id: InstantQueryId, name: string) =>
      firstValue(views, id, name, view =>
        lookUp(
          view.round?.tables[id],
          tableKey(clusterKey(view, cluster), namespace, scaledObject, metric),
        ),
      );
    const value = read('scalerValue', SCALER_VALUE_METRIC);
    const latency = read('scalerLatency', SCALER_LATENCY_METRIC);
    return value.value === undefined && latency.value === undefined
      ? []
      : [{ metric, value, latency }];
  });
}

/** What is measured of a pool besides its requests; each from the first source that knows it. */
export function readMore(
  views: readonly SourceView[],
  key: PoolMetricsKey,
): Partial<PoolMetrics> {
  const { cluster, namespace, scaledObject, variantAutoscaling } = key;
  const named = (id: InstantQueryId, name: string) => (view: SourceView) =>
    lookUp(
      view.round?.tables[id],
      tableKey(clusterKey(view, cluster), namespace, name),
    );
  const triggers = readTriggers(views, key);
  const gpu = (id: InstantQueryId, metric: string) =>
    firstValue(views, id, metric, view => meanOf(view, id, key));
  return {
    gpuUtilization: gpu('gpuUtilization', 'DCGM_FI_DEV_GPU_UTIL'),
    gpuMemory: gpu('gpuMemory', 'DCGM_FI_DEV_FB_USED'),
    ...(scaledObject !== undefined && {
      scalerErrorRate: firstValue(
        views,
        'scalerErrors',
        SCALER_ERRORS_METRIC,
        named('scalerErrors', scaledObject),
      ),
    }),
    ...(triggers.length > 0 && { triggers }),
    ...(variantAutoscaling !== undefined && {
      variantDesiredReplicas: firstValue(
        views,
        'variantDesired',
        'wva_desired_replicas',
        named('variantDesired', variantAutoscaling),
      ),
    }),
  };
}

type Certificates = Map<string, NamespaceReading['certificates']>;

/** Certificates of one source by cluster and namespace. */
function certificatesOf({ round, source }: SourceView): Certificates {
  const byNamespace: Certificates = new Map();
  for (const [key, seconds] of round?.tables.certificates?.values ?? []) {
    const [cluster, namespace, name] = splitKey(key);
    const ms = seconds * 1000;
    // 0 while a certificate was never issued; a Date cannot hold everything that a float can.
    if (!(ms > 0 && ms < 8.64e15)) continue;
    const place = tableKey(cluster, namespace);
    const known = byNamespace.get(place) ?? [];
    byNamespace.set(place, known);
    const notAfter = new Date(ms).toISOString();
    known.push({ name, notAfter, source: source.id });
  }
  return byNamespace;
}

/** Reads what is measured of a namespace as a whole; what all namespaces share is prepared once. */
export function namespaceReader(
  views: readonly SourceView[],
): (key: { cluster: string; namespace: string }) => NamespaceReading {
  const prepared = views.map(view => ({
    view,
    certificates: certificatesOf(view),
  }));
  return ({ cluster, namespace }) => {
    const serving = prepared
      .filter(({ view }) => view.source.serves(cluster))
      .map(({ view, certificates }) => ({
        view: about(view, cluster, namespace),
        certificates,
      }));
    const key = (view: SourceView) =>
      tableKey(clusterKey(view, cluster), namespace);
    const certificates = new Map(
      serving
        .flatMap(({ view, certificates: all }) =>
          view.round ? all.get(key(view)) ?? [] : [],
        )
        .map(certificate => [certificate.name, certificate]),
    );
    return {
      tokensPerSecond: firstValue(
        serving.map(({ view }) => view),
        'tokens',
        TOKENS_METRIC,
        view => lookUp(view.round?.tables.tokens, key(view)),
      ),
      certificates: [...certificates.values()].sort((a, b) =>
        a.name < b.name ? -1 : 1,
      ),
    };
  };
}
