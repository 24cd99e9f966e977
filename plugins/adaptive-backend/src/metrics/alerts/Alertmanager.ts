import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SourceStatus } from '@adaptive-portal/plugin-adaptive-common';
import { fetchText, parseJson, SourceError } from '../http';
import type { AlertmanagerConfig, MetricsConfig } from '../config';
import { SourceState } from '../SourceState';
import { parseAlertmanager } from './parseAlerts';
import type { Alert, AlertsView } from './types';

/** Rounds that may fail before the last alerts are no longer shown. */
const HELD_ROUNDS = 3;

/** One Alertmanager, read by its API v2. */
export class Alertmanager {
  readonly #options: {
    source: AlertmanagerConfig;
    config: MetricsConfig;
    fetch: typeof fetch;
  };
  readonly #state: SourceState;
  #alerts: Alert[] | undefined;

  constructor(options: {
    source: AlertmanagerConfig;
    config: MetricsConfig;
    fetch: typeof fetch;
    clock: () => number;
    logger: LoggerService;
  }) {
    this.#options = options;
    this.#state = new SourceState({
      ...options,
      name: `Alertmanager ${options.source.id}`,
      lateAfterMs: HELD_ROUNDS * options.config.intervalMs,
    });
  }

  /** Reads alerts and silences once. Never rejects: what fails shows in `status()`. */
  async poll(signal: AbortSignal): Promise<void> {
    const [alerts, silences] = await Promise.allSettled([
      this.#get('alerts', signal),
      this.#get('silences', signal),
    ]);
    if (signal.aborted) return;
    if (alerts.status === 'rejected') {
      this.#state.fail(alerts.reason);
    } else if (silences.status === 'rejected') {
      // That an alert is silenced stands in the alert; by whom and until when does not.
      this.#alerts = parseAlertmanager(alerts.value, []);
      const { reason } = silences;
      this.#state.succeedPartly(
        `Silences cannot be read: ${
          reason instanceof Error ? reason.message : String(reason)
        }`,
      );
    } else {
      this.#alerts = parseAlertmanager(alerts.value, silences.value);
      this.#state.succeed();
    }
  }

  view(): AlertsView {
    const { source, config } = this.#options;
    const held =
      this.#state.age <= HELD_ROUNDS * config.intervalMs + config.timeoutMs;
    return { source, ...(held && { alerts: this.#alerts }) };
  }

  status(): SourceStatus {
    const { id } = this.#options.source;
    return {
      id: `alertmanager:${id}`,
      kind: 'alertmanager',
      resource: id,
      freshness: this.#state.freshness(),
      ...(this.#alerts && { items: this.#alerts.length }),
    };
  }

  async #get(path: string, signal: AbortSignal): Promise<unknown> {
    const { source, config, fetch } = this.#options;
    const { headers, tokenFile, tls } = source;
    const { status, text } = await fetchText(
      { ...config, headers, tokenFile, tls, fetch },
      { url: `${source.url}/api/v2/${path}`, signal },
    );
    if (status !== 200) throw new SourceError(`Answered ${status}`, status);
    const body = parseJson(text, status, 'an Alertmanager');
    if (!Array.isArray(body)) {
      throw new SourceError(`Answered ${path} that are no list`);
    }
    return body;
  }
}
