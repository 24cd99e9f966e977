import type {
  EngineAlert,
  EngineService,
  ProblemSeverity,
} from '@adaptive-portal/plugin-adaptive-common';
import { POOL_LABELS } from '../view/labels';
import { count, sentence } from '../view/text';
import { sourceFinding } from './engine';
import type { EngineContext, EngineProblemMapper, Finding } from './types';

const DOWN = new Set(['unreachable', 'notPermitted', 'stale']);

function down(
  { services }: EngineContext,
  id: EngineService['id'],
  remedy: string,
): Finding[] {
  return services
    .filter(service => service.id === id && DOWN.has(service.freshness.status))
    .map(({ title, freshness }) =>
      sourceFinding(title, title, freshness, remedy),
    );
}

export const mlflowDown: EngineProblemMapper = {
  code: 'mlflow-down',
  severity: 'warning',
  detect: context =>
    down(
      context,
      'mlflow',
      'Look at the MLflow pod and its database. An MLflow that refuses the Host header needs this address in MLFLOW_SERVER_ALLOWED_HOSTS; one that refuses the login, other headers in adaptive.probes.mlflow.',
    ),
};

export const grafanaDown: EngineProblemMapper = {
  code: 'grafana-down',
  severity: 'info',
  detect: context =>
    down(
      context,
      'grafana',
      'Look at the Grafana pod and its database, and at the URL in adaptive.probes.grafana.',
    ),
};

/** The severities that rules commonly have; all others are the business of whoever wrote the rule. */
function severityOf({ severity }: EngineAlert): ProblemSeverity {
  return severity === 'critical' || severity === 'warning' ? severity : 'info';
}

/** Labels of series by which a pool is known: the chart's on its pods, as Prometheus spells them. */
const POOL_SERIES_LABELS = POOL_LABELS.map(label =>
  label.replace(/[^a-zA-Z0-9_]/g, '_'),
);

/** Name of the pool that an alert is about: by the label of its pods, by its raw name, or by one of its pods. */
function poolOf(
  { labels }: EngineAlert,
  { pools }: EngineContext,
): string | undefined {
  const keys = POOL_SERIES_LABELS.flatMap(label => labels[label] ?? []);
  const pod = labels.exported_pod ?? labels.pod;
  return pools.find(
    ({ key, name, pods }) =>
      keys.includes(key) ||
      labels.pool === name ||
      (pod !== undefined && pods.some(({ metadata }) => metadata.name === pod)),
  )?.name;
}

interface AlertGroup {
  name: string;
  severity: ProblemSeverity;
  pool?: string;
  alerts: EngineAlert[];
}

/** Alerts of one name about the same pool: an alert per pod is one piece of news. */
function grouped(
  alerts: readonly EngineAlert[],
  context: EngineContext,
): AlertGroup[] {
  const groups = new Map<string, AlertGroup>();
  for (const alert of alerts) {
    const { name } = alert;
    const severity = severityOf(alert);
    const pool = poolOf(alert, context);
    const key = JSON.stringify([name, severity, pool]);
    const group = groups.get(key) ?? { name, severity, pool, alerts: [] };
    groups.set(key, group);
    group.alerts.push(alert);
  }
  return [...groups.values()];
}

function alertRemedy(
  { name, alerts: [first] }: AlertGroup,
  { alertmanager }: EngineContext,
): string {
  if (first.runbookUrl) return `Follow its runbook: ${first.runbookUrl}`;
  return alertmanager
    ? 'Look at the alert in Prometheus; silence it in Alertmanager while somebody works on it.'
    : `Look at the rule ${name} in Prometheus: its expression says what was measured, and from which value it fires.`;
}

export const alertFiring: EngineProblemMapper = {
  code: 'alert-firing',
  severity: 'warning',
  detect(context) {
    const { alerts, metrics } = context;
    const firing = alerts.filter(
      ({ state, silenced }) => state === 'firing' && !silenced,
    );
    const isPrometheus = (id: string) =>
      metrics.some(({ info }) => info.id === id);
    return grouped(firing, context).map(group => {
      const { name, severity, pool } = group;
      const [first] = group.alerts;
      const times =
        group.alerts.length > 1 ? ` ${count(group.alerts.length, 'time')}` : '';
      const label = first.severity ? ` (${first.severity})` : '';
      return {
        severity,
        ...(pool !== undefined && { pool }),
        sentence: sentence(
          `Alert ${name}${label} fires${times}${
            first.summary ? `: ${first.summary}` : ''
          }`,
        ),
        evidence: group.alerts.slice(0, 3).map(({ source, labels }) => ({
          object: `${
            isPrometheus(source) ? 'Prometheus' : 'Alertmanager'
          } ${source}`,
          field: `ALERTS{alertname="${name}"}`,
          value: Object.entries(labels)
            .map(([key, value]) => `${key}=${value}`)
            .join(', '),
        })),
        remedy: alertRemedy(group, context),
        since: group.alerts
          .map(alert => alert.since)
          .filter((at): at is string => at !== undefined)
          .sort()[0],
      };
    });
  },
};
