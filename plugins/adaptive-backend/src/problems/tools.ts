import type {
  EngineAlert,
  EngineService,
} from '@adaptive-portal/plugin-adaptive-common';
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

/** Alerts of one name: an alert per pod is one piece of news. */
function byName(alerts: readonly EngineAlert[]): Map<string, EngineAlert[]> {
  const groups = new Map<string, EngineAlert[]>();
  for (const alert of alerts) {
    groups.set(alert.name, [...(groups.get(alert.name) ?? []), alert]);
  }
  return groups;
}

export const alertFiring: EngineProblemMapper = {
  code: 'alert-firing',
  severity: 'warning',
  detect({ alerts }) {
    const firing = alerts.filter(
      ({ state, silenced }) => state === 'firing' && !silenced,
    );
    return [...byName(firing)].map(([name, group]) => {
      const [first] = group;
      const times = group.length > 1 ? ` ${count(group.length, 'time')}` : '';
      const severity = first.severity ? ` (${first.severity})` : '';
      return {
        sentence: sentence(
          `Alert ${name}${severity} fires${times}${
            first.summary ? `: ${first.summary}` : ''
          }`,
        ),
        evidence: group.slice(0, 3).map(({ source, labels }) => ({
          object: `Prometheus ${source}`,
          field: `ALERTS{alertname="${name}"}`,
          value: Object.entries(labels)
            .map(([label, value]) => `${label}=${value}`)
            .join(', '),
        })),
        remedy: first.runbookUrl
          ? `Follow its runbook: ${first.runbookUrl}`
          : 'Look at the alert in Prometheus; silence it in Alertmanager while somebody works on it.',
        since: group
          .map(alert => alert.since)
          .filter((at): at is string => at !== undefined)
          .sort()[0],
      };
    });
  },
};
