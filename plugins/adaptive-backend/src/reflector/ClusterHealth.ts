import { Clock } from '../clusters/Clock';
import { KubeTransport } from '../clusters/KubeTransport';
import { KubeTransportError } from '../clusters/KubeTransportError';
import { record, text } from '../objects/project/raw';
import { Deadline } from './Deadline';
import { SilenceError } from './errors';

/** Times of the probe. */
export interface ProbeSettings {
  /** From the beginning of one probe to the beginning of the next. */
  intervalMs: number;
  timeoutMs: number;
}

/** Defaults of {@link ProbeSettings}: a hanging API server is noticed after 10 to 15 s. */
export const DEFAULT_PROBE_SETTINGS: ProbeSettings = {
  intervalMs: 5_000,
  timeoutMs: 5_000,
};

/** Options of {@link ClusterHealth}. */
export interface ClusterHealthOptions {
  transport: KubeTransport;
  clock: Clock;
  settings: ProbeSettings;
  /** Nothing has come from the API server any more; the clause says how it was noticed. */
  onDown: (clause: string) => void;
  onUp: () => void;
  onVersion: () => void;
}

// Also how often an upgraded API server is noticed.
const VERSION_MAX_AGE_MS = 300_000;

// A version document is some 400 bytes; whatever answers with more is not an API server.
const MAX_BODY = 64 * 1024;

const FAILURES_UNTIL_DOWN = 2;

/** Knows whether an API server answers anybody, by asking it now and then, and by what the watches hear. */
export class ClusterHealth {
  readonly #options: ClusterHealthOptions;
  #lastAliveAt?: number;
  #failedSince?: number;
  #failures = 0;
  #isDown = false;
  #version?: { value: string; readAt: number };
  #markAttempted: () => void = () => {};
  /** Resolves after the first probe, whether it succeeded or not. */
  readonly attempted: Promise<void>;

  constructor(options: ClusterHealthOptions) {
    this.#options = options;
    this.attempted = new Promise(resolve => {
      this.#markAttempted = resolve;
    });
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** `gitVersion` of the API server, when it has told. */
  get version(): string | undefined {
    return this.#version?.value;
  }

  /** Whether the API server said anything within the last two probes. */
  isAlive(): boolean {
    const { clock, settings } = this.#options;
    const age = clock.now() - (this.#lastAliveAt ?? -Infinity);
    return age <= 2 * settings.intervalMs;
  }

  /** Somebody got an answer. */
  noteAlive(): void {
    this.#lastAliveAt = this.#options.clock.now();
  }

  /** Probes until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, settings } = this.#options;
    while (!signal.aborted) {
      const startedAt = clock.now();
      const failure = await this.#probe(signal);
      this.#markAttempted();
      if (signal.aborted) return;
      if (failure === undefined) this.#succeeded();
      else this.#failed(startedAt, failure);
      // Clusters that began together are not asked together for ever.
      const intervalMs = settings.intervalMs * (1 - clock.random() / 4);
      await clock.sleep(
        Math.max(0, startedAt + intervalMs - clock.now()),
        signal,
      );
    }
  }

  #succeeded(): void {
    this.noteAlive();
    this.#failures = 0;
    this.#failedSince = undefined;
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#options.onUp();
  }

  #failed(startedAt: number, clause: string): void {
    this.#failedSince ??= startedAt;
    this.#failures += 1;
    // A watch that still speaks proves more than a probe that something in between swallows.
    const isHeard =
      this.#lastAliveAt !== undefined && this.#lastAliveAt > this.#failedSince;
    if (isHeard) {
      this.#failures = 0;
      this.#failedSince = undefined;
    }
    if (this.#isDown || this.#failures < FAILURES_UNTIL_DOWN) return;
    this.#isDown = true;
    this.#options.onDown(clause);
  }

  /** @returns what is wrong, as a clause about the API server; undefined when it is alive */
  async #probe(signal: AbortSignal): Promise<string | undefined> {
    try {
      const { clock } = this.#options;
      const isVersionDue =
        this.#version === undefined ||
        clock.now() - this.#version.readAt >= VERSION_MAX_AGE_MS ||
        this.#isDown;
      if (!isVersionDue && (await this.#get('/readyz', signal)).status === 200)
        return undefined;
      // `/readyz` is not served everywhere (proxies, old servers) and fails for parts that do not matter here.
      const answer = await this.#get('/version', signal);
      if (answer.status >= 500) return `answered ${answer.status}`;
      if (answer.status === 200) this.#readVersion(answer.body);
      // 401, 403 and 404 are answers too: whether the watches are let in is theirs to tell.
      return undefined;
    } catch (error) {
      return error instanceof KubeTransportError ||
        error instanceof SilenceError
        ? error.message
        : 'could not be asked';
    }
  }

  async #get(
    path: string,
    parent: AbortSignal,
  ): Promise<{ status: number; body: string }> {
    const { timeoutMs } = this.#options.settings;
    // Not behind thousands of watches that were all cut: what they need to know is whether the server is there.
    await this.#options.transport.turn(parent, true);
    const deadline = new Deadline(parent, timeoutMs);
    try {
      const response = await this.#options.transport.get(path, deadline.signal);
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body) {
        parts.push(chunk);
        size += chunk.length;
        if (size > MAX_BODY) break;
      }
      return {
        status: response.status,
        body: Buffer.concat(parts).toString('utf8'),
      };
    } finally {
      deadline.end();
    }
  }

  #readVersion(body: string): void {
    let value: string | undefined;
    try {
      value = text(record(JSON.parse(body)).gitVersion);
    } catch {
      // Not an API server's document: there is no version to tell, but there was an answer.
    }
    if (value === undefined) return;
    const isNew = this.#version?.value !== value;
    this.#version = { value, readAt: this.#options.clock.now() };
    if (isNew) this.#options.onVersion();
  }
}
