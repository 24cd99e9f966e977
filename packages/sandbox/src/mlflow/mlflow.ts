import type { PodAnswer, PodRequest, PodServer } from '../kube/serviceProxy';

const PORT = 5000;
const VERSION = '3.1.1';
const HOUR_MS = 3_600_000;
const SEARCH =
  /^\/api\/2\.0\/mlflow\/(experiments|runs|registered-models)\/search$/;
/** Experiments besides `Default`; a run begins every hour, in one after the other. */
const EXPERIMENTS = ['sft-support', 'ppo-support'];

type Values = Record<string, unknown>;

function json(code: number, body: Values): PodAnswer {
  return {
    code,
    contentType: 'application/json',
    text: JSON.stringify(body),
  };
}

function text(code: number, body: string): PodAnswer {
  return { code, contentType: 'text/html; charset=utf-8', text: body };
}

function invalid(message: string): PodAnswer {
  return json(400, { error_code: 'INVALID_PARAMETER_VALUE', message });
}

function runOf(hour: number, now: number): Values {
  const isRunning = hour === Math.floor(now / HOUR_MS);
  const index = hour % EXPERIMENTS.length;
  return {
    info: {
      run_id: `run-${hour}`,
      run_name: `${EXPERIMENTS[index]}-${hour}`,
      experiment_id: String(index + 1),
      status: isRunning ? 'RUNNING' : 'FINISHED',
      start_time: hour * HOUR_MS,
      ...(isRunning ? {} : { end_time: (hour + 1) * HOUR_MS }),
      lifecycle_stage: 'active',
    },
    data: {},
    inputs: {},
  };
}

/** The latest runs of experiments, the newest first. */
function searchRuns(parameters: Values, now: number): PodAnswer {
  const { experiment_ids: ids, max_results: max = 1000 } = parameters;
  if (!Array.isArray(ids)) return invalid('Missing experiment_ids');
  if (typeof max !== 'number') return invalid('Invalid max_results');
  const last = Math.floor(now / HOUR_MS);
  const wanted = new Set(ids);
  const runs = Array.from({ length: 24 }, (_, ago) => last - ago)
    .filter(hour => wanted.has(String((hour % EXPERIMENTS.length) + 1)))
    .slice(0, max)
    .map(hour => runOf(hour, now));
  // An empty list is left out, as protobuf does.
  return json(200, runs.length > 0 ? { runs } : {});
}

function searchExperiments(now: number): PodAnswer {
  const hour = Math.floor(now / HOUR_MS);
  return json(200, {
    experiments: ['Default', ...EXPERIMENTS].map((name, id) => ({
      experiment_id: String(id),
      name,
      lifecycle_stage: 'active',
      creation_time: 0,
      last_update_time: id === 0 ? 0 : (hour - ((hour + id + 1) % 2)) * HOUR_MS,
    })),
  });
}

function parametersOf({ method, query, body }: PodRequest): Values | undefined {
  if (method === 'GET') return Object.fromEntries(query);
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return undefined;
  }
}

function answer(request: PodRequest, now: number): PodAnswer {
  const { method, path } = request;
  if (method === 'GET' && path === '/health') return text(200, 'OK');
  if (method === 'GET' && path === '/version') return text(200, VERSION);
  const [, what] = SEARCH.exec(path) ?? [];
  if (what === undefined) return text(404, '<h1>Not Found</h1>');
  // Runs are searched by POST only, models by GET only, experiments by both.
  if (what === (method === 'GET' ? 'runs' : 'registered-models')) {
    return text(405, '<h1>Method Not Allowed</h1>');
  }
  const parameters = parametersOf(request);
  if (!parameters) return invalid('The body is not JSON');
  switch (what) {
    case 'runs':
      return searchRuns(parameters, now);
    case 'experiments':
      return searchExperiments(now);
    default:
      return json(200, {
        registered_models: [
          { name: 'support', last_updated_timestamp: now - HOUR_MS },
        ],
      });
  }
}

/**
 * A tracking server in every pod of the component `mlflow`, as far as the portal asks it: health, version and the three
 * searches of its REST API 2.0. Trains all day long.
 */
export function createMlflow(clock: { now(): number }): PodServer {
  return request =>
    request.port === PORT &&
    request.pod.metadata.labels?.['app.kubernetes.io/component'] === 'mlflow'
      ? answer(request, clock.now())
      : undefined;
}
