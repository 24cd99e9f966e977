import type { EngineServiceItem } from '@adaptive-portal/plugin-adaptive-common';
import { isRecord, parseJson, SourceError } from '../http';
import { attempt, get, notReadable } from './ask';
import type { Probe, ProbeResult } from './ask';
import type { ToolId } from './config';
import { readMlflow } from './mlflow';

const MAX_DASHBOARDS = 50;
const VERSION = /^\d+[\w.+-]{0,40}$/;

async function probeMlflow(probe: Probe): Promise<ProbeResult> {
  const health = await get(probe, '/health');
  if (health.trim() !== 'OK') {
    throw new SourceError(
      'Answered /health with something else than OK; is the URL that of an MLflow?',
    );
  }
  // The version needs a login where MLflow has one; health does not.
  const version = (await attempt(() => get(probe, '/version'))).trim();
  return {
    ...(VERSION.test(version) && { version }),
    ...(await readMlflow(probe)),
  };
}

/** Dashboards that the chart ships, by uid: their address for ever, whatever their title and folder become. */
const CHART_DASHBOARDS: Readonly<Record<string, string>> = {
  cedmn8ou8kjk0c: 'Harmony metrics',
  ddlna2zs1zwg0c: 'Control plane KPIs',
  aedmc51uloruob: 'Components uptime',
};

/** Whether Grafana has a dashboard, which a list that ends early does not tell. */
async function hasDashboard(probe: Probe, uid: string): Promise<boolean> {
  const path = `/api/dashboards/uid/${uid}`;
  const { status } = await probe.ask(path);
  if (status !== 200 && status !== 404) {
    throw new SourceError(`Answered ${status} for ${path}`, status);
  }
  return status === 200;
}

/** The dashboards of the chart that are there besides those of the list. */
async function readChartDashboards(
  probe: Probe,
  listed: readonly EngineServiceItem[],
): Promise<EngineServiceItem[]> {
  const unlisted = Object.entries(CHART_DASHBOARDS).filter(([uid]) =>
    listed.every(({ id }) => id !== uid),
  );
  const found = await Promise.all(
    unlisted.map(
      async ([id, name]): Promise<EngineServiceItem[]> =>
        (await hasDashboard(probe, id))
          ? [{ kind: 'dashboard', id, name }]
          : [],
    ),
  );
  return found.flat();
}

function chartDashboardsFact(items: readonly EngineServiceItem[]): string {
  const missing = Object.entries(CHART_DASHBOARDS).filter(([uid]) =>
    items.every(({ id }) => id !== uid),
  );
  return missing.length === 0
    ? 'all there'
    : `missing: ${missing
        .map(([uid, title]) => `${title} (${uid})`)
        .join(', ')}`;
}

async function readDashboards(probe: Probe): Promise<EngineServiceItem[]> {
  const body = parseJson(
    await get(probe, `/api/search?type=dash-db&limit=${MAX_DASHBOARDS}`),
    200,
    'a Grafana',
  );
  if (!Array.isArray(body)) throw new SourceError('Answered no list');
  return body.flatMap((entry): EngineServiceItem[] =>
    isRecord(entry) &&
    typeof entry.uid === 'string' &&
    typeof entry.title === 'string'
      ? [{ kind: 'dashboard', id: entry.uid, name: entry.title }]
      : [],
  );
}

async function probeGrafana(probe: Probe): Promise<ProbeResult> {
  const text = await get(probe, '/api/health');
  const body = parseJson(text, 200, 'a Grafana');
  if (!isRecord(body) || typeof body.database !== 'string') {
    throw new SourceError('Answered /api/health without database');
  }
  if (body.database !== 'ok') {
    throw new SourceError(`Its database is ${body.database}`);
  }
  const version = typeof body.version === 'string' && { version: body.version };
  try {
    // Needs a login where nobody may look without one; health does not.
    const listed = await readDashboards(probe);
    const items = [...(await readChartDashboards(probe, listed)), ...listed];
    const more = listed.length < MAX_DASHBOARDS ? '' : ' or more';
    return {
      ...version,
      facts: [
        { label: 'Dashboards', value: `${items.length}${more}` },
        {
          label: 'Dashboards of the chart',
          value: chartDashboardsFact(items),
        },
      ],
      items,
    };
  } catch (error) {
    return {
      ...version,
      facts: [{ label: 'Dashboards', value: notReadable(error) }],
    };
  }
}

/** Asks a tool for a sign of life. Rejects with a SourceError when there is none. */
export const PROBES: Record<ToolId, (probe: Probe) => Promise<ProbeResult>> = {
  mlflow: probeMlflow,
  grafana: probeGrafana,
};
