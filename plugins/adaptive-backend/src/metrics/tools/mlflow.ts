import type { EngineServiceItem } from '@adaptive-portal/plugin-adaptive-common';
import { isRecord, parseJson, SourceError } from '../http';
import { get, notReadable } from './ask';
import type { Probe, ProbeResult } from './ask';

const PAGE = 1000;
/** Runs, experiments and models that are shown, each. */
const SHOWN = 5;
/** Experiments whose runs are looked at: those that changed last. */
const WITH_RUNS = 50;

type Raw = Record<string, unknown>;

/** Milliseconds since the epoch, as a number or as its text. */
function timeOf(value: unknown): string | undefined {
  const ms = typeof value === 'string' ? Number(value) : value;
  return typeof ms === 'number' && ms > 0 && ms < 8.64e15
    ? new Date(ms).toISOString()
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

interface Page {
  entries: Raw[];
  /** `1000 or more` where there is another page. */
  count: string;
}

/** A page of an MLflow search. */
async function search(
  probe: Probe,
  path: string,
  field: string,
  json?: unknown,
): Promise<Page> {
  const query = json === undefined ? `?max_results=${PAGE}` : '';
  const text = await get(probe, `/api/2.0/mlflow/${path}${query}`, json);
  const body = parseJson(text, 200, 'an MLflow');
  // MLflow leaves an empty list out.
  const items = isRecord(body) ? body[field] ?? [] : undefined;
  if (!isRecord(body) || !Array.isArray(items)) {
    throw new SourceError(`Answered ${path} without ${field}`);
  }
  return {
    entries: items.filter(isRecord),
    count: body.next_page_token
      ? `${items.length} or more`
      : String(items.length),
  };
}

function newestFirst(a: EngineServiceItem, b: EngineServiceItem): number {
  return (b.at ?? '').localeCompare(a.at ?? '');
}

function item(
  kind: EngineServiceItem['kind'],
  parts: { id?: string; name?: string; state?: string; at?: string },
): EngineServiceItem[] {
  const { id, name = id, state, at } = parts;
  return id === undefined || name === undefined
    ? []
    : [
        {
          kind,
          id,
          name,
          ...(state !== undefined && { state }),
          ...(at !== undefined && { at }),
        },
      ];
}

function experimentsOf({ entries }: Page): EngineServiceItem[] {
  return entries
    .flatMap(entry =>
      item('experiment', {
        id: textOf(entry.experiment_id),
        name: textOf(entry.name),
        at: timeOf(entry.last_update_time ?? entry.creation_time),
      }),
    )
    .sort(newestFirst);
}

function modelsOf({ entries }: Page): EngineServiceItem[] {
  return entries
    .flatMap(entry =>
      item('model', {
        id: textOf(entry.name),
        at: timeOf(entry.last_updated_timestamp ?? entry.creation_timestamp),
      }),
    )
    .sort(newestFirst);
}

async function latestRuns(
  probe: Probe,
  experiments: readonly EngineServiceItem[],
): Promise<EngineServiceItem[]> {
  if (experiments.length === 0) return [];
  // MLflow searches runs by POST only.
  const { entries } = await search(probe, 'runs/search', 'runs', {
    experiment_ids: experiments.slice(0, WITH_RUNS).map(({ id }) => id),
    max_results: SHOWN,
    order_by: ['attributes.start_time DESC'],
  });
  return entries.flatMap(({ info }) =>
    isRecord(info)
      ? item('run', {
          id: textOf(info.run_id),
          name: textOf(info.run_name),
          state: textOf(info.status),
          at: timeOf(info.start_time),
        })
      : [],
  );
}

/** The value, or what went wrong: one of them that cannot be read does not take the others with it. */
async function tried<T>(read: () => Promise<T>): Promise<T | Error> {
  try {
    return await read();
  } catch (error) {
    return error instanceof Error ? error : new SourceError(String(error));
  }
}

/** What an MLflow holds: how many experiments and models, and the newest of each and of the runs. */
export async function readMlflow(
  probe: Probe,
): Promise<Pick<ProbeResult, 'facts' | 'items'>> {
  const [experiments, models] = await Promise.all([
    tried(() => search(probe, 'experiments/search', 'experiments')),
    tried(() => search(probe, 'registered-models/search', 'registered_models')),
  ]);
  const countOf = (page: Page | Error) =>
    page instanceof Error ? notReadable(page) : page.count;
  const known = experiments instanceof Error ? [] : experimentsOf(experiments);
  const runs = await tried(() => latestRuns(probe, known));
  const items = [
    ...(runs instanceof Error ? [] : runs),
    ...known.slice(0, SHOWN),
    ...(models instanceof Error ? [] : modelsOf(models).slice(0, SHOWN)),
  ];
  return {
    facts: [
      { label: 'Experiments', value: countOf(experiments) },
      { label: 'Registered models', value: countOf(models) },
      ...(runs instanceof Error
        ? [{ label: 'Latest runs', value: notReadable(runs) }]
        : []),
    ],
    ...(items.length > 0 && { items }),
  };
}
