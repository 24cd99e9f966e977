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

/** The uid that a dashboard has is its address for ever; its title and folder may change. */
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
    const items = await readDashboards(probe);
    return {
      ...version,
      facts: [{ label: 'Dashboards', value: String(items.length) }],
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
