import { fetchText, isRecord, parseJson, SourceError } from '../http';
import type { HttpOptions } from '../http';
import type { ToolId } from './config';

/** What a tool said of itself. */
export interface ProbeResult {
  version?: string;
  facts: Array<{ label: string; value: string }>;
}

interface Probe extends HttpOptions {
  url: string;
  signal: AbortSignal;
}

async function get(probe: Probe, path: string): Promise<string> {
  const { status, text } = await fetchText(probe, {
    url: `${probe.url}${path}`,
    signal: probe.signal,
  });
  if (status !== 200) {
    throw new SourceError(`Answered ${status} for ${path}`, status);
  }
  return text;
}

/** The value, or why there is none: what is not the tool's health must not decide about it. */
async function attempt(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    return `not readable (${
      error instanceof Error ? error.message : String(error)
    })`;
  }
}

const PAGE = 1000;

/** Number of items of an MLflow search; `1000 or more` where there is another page. */
async function countOf(
  probe: Probe,
  path: string,
  field: string,
): Promise<string> {
  const text = await get(probe, `/api/2.0/mlflow/${path}?max_results=${PAGE}`);
  const body = parseJson(text, 200, 'an MLflow');
  // MLflow leaves an empty list out.
  const items = isRecord(body) ? body[field] ?? [] : undefined;
  if (!isRecord(body) || !Array.isArray(items)) {
    throw new SourceError(`Answered ${path} without ${field}`);
  }
  return body.next_page_token
    ? `${items.length} or more`
    : String(items.length);
}

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
  const [experiments, models] = await Promise.all([
    attempt(() => countOf(probe, 'experiments/search', 'experiments')),
    attempt(() =>
      countOf(probe, 'registered-models/search', 'registered_models'),
    ),
  ]);
  return {
    ...(VERSION.test(version) && { version }),
    facts: [
      { label: 'Experiments', value: experiments },
      { label: 'Registered models', value: models },
    ],
  };
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
  return {
    ...(typeof body.version === 'string' && { version: body.version }),
    facts: [],
  };
}

/** Asks a tool for a sign of life. Rejects with a SourceError when there is none. */
export const PROBES: Record<ToolId, (probe: Probe) => Promise<ProbeResult>> = {
  mlflow: probeMlflow,
  grafana: probeGrafana,
};
