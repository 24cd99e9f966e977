import { safeUrl } from '@adaptive-portal/plugin-adaptive-common';
import { isRecord } from '../http';
import type { Alert } from './types';

function records(value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** Only a time that can be read; alerts come from many implementations. */
function time(value: unknown): string | undefined {
  const ms = Date.parse(text(value) ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

const MAX_SUMMARY = 500;

function toAlert(
  raw: Record<string, unknown>,
  state: Alert['state'],
  since: unknown,
): Alert | undefined {
  const labels = texts(raw.labels);
  const annotations = texts(raw.annotations);
  const { alertname, severity, ...rest } = labels;
  if (!alertname) return undefined;
  const summary =
    annotations.summary ?? annotations.description ?? annotations.message;
  const runbookUrl = safeUrl(annotations.runbook_url);
  const at = time(since);
  return {
    name: alertname,
    state,
    ...(severity && { severity }),
    ...(summary && { summary: summary.slice(0, MAX_SUMMARY) }),
    ...(at !== undefined && { since: at }),
    labels: rest,
    ...(runbookUrl !== undefined && { runbookUrl }),
  };
}

/** Firing and pending alerts of the groups that Prometheus answers under `/api/v1/rules`. */
export function parseRules(groups: readonly unknown[]): Alert[] {
  return records(groups)
    .flatMap(group => records(group.rules))
    .flatMap(rule => records(rule.alerts))
    .flatMap(raw => {
      if (raw.state !== 'firing' && raw.state !== 'pending') return [];
      const alert = toAlert(raw, raw.state, raw.activeAt);
      return alert ? [alert] : [];
    });
}

type Silenced = NonNullable<Alert['silenced']>;

function silencesById(silences: unknown): Map<string, Silenced> {
  return new Map(
    records(silences).flatMap((raw): Array<[string, Silenced]> => {
      const id = text(raw.id);
      const by = text(raw.createdBy);
      const until = time(raw.endsAt);
      const comment = text(raw.comment);
      return id === undefined
        ? []
        : [
            [
              id,
              {
                ...(by !== undefined && { by }),
                ...(until !== undefined && { until }),
                ...(comment !== undefined && { comment }),
              },
            ],
          ];
    }),
  );
}

/** Who keeps an alert quiet: a silence, another alert, or a mute time. */
function silencedBy(
  status: unknown,
  silences: ReadonlyMap<string, Silenced>,
): Silenced | undefined {
  const state = isRecord(status) ? status : {};
  const ids = (key: string) =>
    Array.isArray(state[key]) ? (state[key] as unknown[]).map(String) : [];
  const [silence] = ids('silencedBy');
  if (silence !== undefined) return silences.get(silence) ?? {};
  if (ids('inhibitedBy').length > 0) {
    return { comment: 'inhibited by another alert' };
  }
  const [muted] = ids('mutedBy');
  return muted === undefined
    ? undefined
    : { comment: `muted by the time interval ${muted}` };
}

/** Alerts of Alertmanager's API v2 (`/alerts`, `/silences`). */
export function parseAlertmanager(alerts: unknown, silences: unknown): Alert[] {
  const known = silencesById(silences);
  return records(alerts).flatMap(raw => {
    const alert = toAlert(raw, 'firing', raw.startsAt);
    const silenced = silencedBy(raw.status, known);
    return alert ? [{ ...alert, ...(silenced && { silenced }) }] : [];
  });
}
