import { line, text, type Labels } from './exposition';
import { shareBelow, type Service } from './service';

const TTFT_BUCKETS_MS = [
  50, 100, 250, 500, 1000, 2000, 4000, 8000, 16000, 32000,
];
const DURATION_BUCKETS_S = [0.5, 1, 2.5, 5, 10, 20, 40, 80];
const HTTP_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** Where a request ends up that got no token in time. */
const TIMED_OUT_MS = 12_000;
const SECONDS_OF_TOKENS = 6;
const HTTP_MEDIAN_S = 0.03;
const TOKENS_OUT_PER_REQUEST = 220;
const TOKENS_IN_PER_REQUEST = 900;

/** A histogram whose counts only grow. */
class Histogram {
  private readonly below: number[];
  private count = 0;
  private sum = 0;

  constructor(private readonly limits: readonly number[]) {
    this.below = limits.map(() => 0);
  }

  /** Adds requests spread round a median. */
  add(requests: number, median: number): void {
    this.limits.forEach((limit, i) => {
      this.below[i] += requests * shareBelow(limit, median);
    });
    this.count += requests;
    this.sum += requests * median * 1.2;
  }

  /** Adds requests that all took the same time. */
  addExact(requests: number, value: number): void {
    this.limits.forEach((limit, i) => {
      if (limit >= value) this.below[i] += requests;
    });
    this.count += requests;
    this.sum += requests * value;
  }

  lines(name: string, labels: Labels): string[] {
    const buckets = this.limits.map((limit, i) =>
      line(`${name}_bucket`, { ...labels, le: `${limit}` }, this.below[i]),
    );
    return [
      `# TYPE ${name} histogram`,
      ...buckets,
      line(`${name}_bucket`, { ...labels, le: '+Inf' }, this.count),
      line(`${name}_sum`, labels, this.sum),
      line(`${name}_count`, labels, this.count),
    ];
  }
}

/** Counters of one Harmony worker, from its start. */
export class WorkerCounters {
  private requests = 0;
  private timeouts = 0;
  private readonly ttft = new Histogram(TTFT_BUCKETS_MS);
  private readonly duration = new Histogram(DURATION_BUCKETS_S);

  /** Counts a share of what the pool serves. */
  add(service: Service, requests: number): void {
    const timedOut = requests * service.timeoutRatio;
    this.requests += requests;
    this.timeouts += timedOut;
    this.ttft.add(requests - timedOut, service.medianTtftMs);
    this.ttft.addExact(timedOut, TIMED_OUT_MS);
    this.duration.add(
      requests,
      service.medianTtftMs / 1000 + SECONDS_OF_TOKENS,
    );
  }

  /** Text exposition; a worker that served nothing yet shows its series at 0. */
  exposition(pool: string, model: string): string {
    return text([
      '# TYPE harmony_generation_requests_count counter',
      line('harmony_generation_requests_count', { pool, model }, this.requests),
      '# TYPE harmony_ttft_timeout_count counter',
      line('harmony_ttft_timeout_count', { pool }, this.timeouts),
      ...this.ttft.lines('harmony_ttft_ms', { pool }),
      ...this.duration.lines('harmony_request_duration_s', { pool }),
    ]);
  }
}

/** Counters of one control plane pod, from its start. */
export class ControlPlaneCounters {
  private readonly answered = new Histogram(HTTP_BUCKETS_S);
  private readonly failed = new Histogram(HTTP_BUCKETS_S);
  private readonly requestsByModel = new Map<string, number>();
  private connections = 0;

  add(model: string, requests: number, timedOut: number): void {
    this.answered.add(requests - timedOut, HTTP_MEDIAN_S);
    this.failed.add(timedOut, HTTP_MEDIAN_S);
    this.requestsByModel.set(
      model,
      (this.requestsByModel.get(model) ?? 0) + requests - timedOut,
    );
    this.connections += requests / 10;
  }

  exposition(): string {
    const http = (code: string) => ({
      http_response_status_code: code,
      http_route: '/api/v1/chat/completions',
      graphql_operation: '',
    });
    const name = 'concorde_http_server_request_duration_seconds';
    const [type, ...answered] = this.answered.lines(name, http('200'));
    const failed = this.failed.lines(name, http('504')).slice(1);
    const tokens = (metric: string, perRequest: number) => [
      `# TYPE ${metric} counter`,
      ...[...this.requestsByModel].map(([model, requests]) =>
        line(metric, { model }, requests * perRequest),
      ),
    ];
    return text([
      type,
      ...answered,
      ...failed,
      ...tokens('concorde_token_generated_total', TOKENS_OUT_PER_REQUEST),
      ...tokens('concorde_token_processed_total', TOKENS_IN_PER_REQUEST),
      '# TYPE concorde_db_connections_total counter',
      line(
        'concorde_db_connections_total',
        { db_query_type: 'select' },
        this.connections,
      ),
    ]);
  }
}
