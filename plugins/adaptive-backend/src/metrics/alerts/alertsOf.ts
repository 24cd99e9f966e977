import type {
  EngineAlert,
  EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { Alert, AlertReach, AlertsView } from './types';

const RELEASE_LABEL = 'app_kubernetes_io_instance';

function namespaceOf({ labels }: Alert): string | undefined {
  return labels.exported_namespace ?? labels.namespace;
}

/** The views with the alerts of one namespace only; sorted into namespaces once, for all engines. */
export function byNamespace(
  views: readonly AlertsView[],
): (namespace: string) => AlertsView[] {
  const sorted = views.map(({ source, alerts }) => {
    const groups = alerts && new Map<string, Alert[]>();
    for (const alert of alerts ?? []) {
      const namespace = namespaceOf(alert);
      if (namespace === undefined) continue;
      const known = groups?.get(namespace);
      if (known) known.push(alert);
      else groups?.set(namespace, [alert]);
    }
    return { source, groups };
  });
  return namespace =>
    sorted.map(({ source, groups }) => ({
      source,
      ...(groups && { alerts: groups.get(namespace) ?? [] }),
    }));
}

/**
 * A Prometheus shows its alerts without the labels that it adds for the outside, so that one of a single cluster is known by
 * its source.
 */
function clusterOf(
  { labels }: Alert,
  { clusterLabel, onlyCluster, clusterOf: clusterNamed }: AlertReach,
  ref: EngineRef,
): string | undefined {
  if (clusterLabel === undefined) return ref.cluster;
  const value = labels[clusterLabel];
  return value === undefined ? onlyCluster : clusterNamed(value);
}

/** Whether an alert is about an engine: its namespace, its cluster where a label says so, its release where one does. */
function concerns(alert: Alert, source: AlertReach, ref: EngineRef): boolean {
  const { labels } = alert;
  const release = labels[RELEASE_LABEL];
  return (
    namespaceOf(alert) === ref.namespace &&
    clusterOf(alert, source, ref) === ref.cluster &&
    (release === undefined || release === ref.release)
  );
}

/** Alertmanager has the same alert with the labels that Prometheus adds for the outside. */
function isSame(inner: EngineAlert, outer: EngineAlert): boolean {
  return (
    inner.name === outer.name &&
    inner.severity === outer.severity &&
    Object.entries(inner.labels).every(
      ([name, value]) => outer.labels[name] === value,
    )
  );
}

const SEVERITIES = ['critical', 'error', 'warning', 'info'];

function rank({ severity, silenced }: EngineAlert): number {
  const index = SEVERITIES.indexOf(severity ?? '');
  return (silenced ? 100 : 0) + (index < 0 ? SEVERITIES.length : index);
}

function key({ name, severity, labels }: EngineAlert): string {
  return JSON.stringify([name, severity, Object.entries(labels).sort()]);
}

/** Replicas have the same alerts; a silence reaches one of them before the others. */
function withoutCopies(alerts: readonly EngineAlert[]): EngineAlert[] {
  const byKey = new Map<string, EngineAlert>();
  for (const alert of alerts) {
    const known = byKey.get(key(alert));
    if (!known || (alert.silenced && !known.silenced)) {
      byKey.set(key(alert), alert);
    }
  }
  return [...byKey.values()];
}

/** An alert of a rule as Alertmanager treats it: quiet when all that became of it is. */
function withSilence(
  alert: EngineAlert,
  managed: readonly EngineAlert[],
): EngineAlert {
  const twins = managed.filter(other => isSame(alert, other));
  const [first] = twins;
  return first?.silenced && twins.every(({ silenced }) => silenced)
    ? { ...alert, silenced: first.silenced }
    : alert;
}

/**
 * Alerts about one engine, the most severe first, silenced ones last. An alert that Prometheus and Alertmanager both
 * have is one, with Alertmanager's word on silences. Undefined when no source could be asked.
 */
export function alertsOf(
  rules: readonly AlertsView[],
  managers: readonly AlertsView[],
  ref: EngineRef,
): EngineAlert[] | undefined {
  const read = (views: readonly AlertsView[]) =>
    views
      .filter(({ source }) => source.serves(ref.cluster))
      .flatMap(({ source, alerts }) =>
        alerts === undefined
          ? []
          : [
              alerts
                .filter(alert => concerns(alert, source, ref))
                .map((alert): EngineAlert => ({ ...alert, source: source.id })),
            ],
      );
  const [fromRules, fromManagers] = [read(rules), read(managers)];
  if (fromRules.length + fromManagers.length === 0) return undefined;
  const managed = withoutCopies(fromManagers.flat());
  const merged = withoutCopies(fromRules.flat()).map(alert =>
    withSilence(alert, managed),
  );
  const others = managed.filter(
    other => !merged.some(alert => isSame(alert, other)),
  );
  return [...merged, ...others].sort(
    (a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1),
  );
}
