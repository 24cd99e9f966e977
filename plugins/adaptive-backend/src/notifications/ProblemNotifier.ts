import {
  type Engine,
  type HistoryEntry,
  parseEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  NotificationSendOptions,
  NotificationService,
} from '@backstage/plugin-notifications-node';
import type { NewEntry } from '../history';
import { within } from '../history/within';
import type { NotificationsConfig } from './config';
import { describeProblem } from './describeProblem';

const SEND_LIMIT_MS = 10_000;
/** When the notifications plugin is away for long, the latest news are worth more than the oldest. */
const QUEUE_CAPACITY = 1_000;

/**
 * Tells owners what the history has just written of their engines' problems. Of several backends only the one that
 * writes the history gets to know of its entries, and every entry is written once, so nobody is told twice.
 */
export class ProblemNotifier {
  readonly #engines: Pick<EnginesService, 'get'>;
  readonly #notifications: NotificationService;
  readonly #config: NotificationsConfig;
  readonly #logger: LoggerService;
  /** Owners of engines by reference, also of those that are gone by the time their problems are cleared. */
  readonly #owners = new Map<string, string>();
  #queue: NotificationSendOptions[] = [];
  #sending: Promise<void> | undefined;
  #failing = false;
  #stopped = false;

  constructor(options: {
    engines: Pick<EnginesService, 'get'>;
    notifications: NotificationService;
    config: NotificationsConfig;
    logger: LoggerService;
  }) {
    this.#engines = options.engines;
    this.#notifications = options.notifications;
    this.#config = options.config;
    this.#logger = options.logger;
  }

  /** Takes what was written; returns at once and never throws. */
  onWritten(entries: readonly NewEntry[]): void {
    if (this.#stopped) return;
    for (const { engine, content } of entries) {
      if (isProblem(content) && this.#isWanted(content)) {
        this.#add(engine, content);
      }
    }
    if (this.#queue.length > QUEUE_CAPACITY) {
      const lost = this.#queue.length - QUEUE_CAPACITY;
      this.#queue = this.#queue.slice(lost);
      this.#logger.warn(`${lost} notifications of problems were dropped`);
    }
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
  }

  /** Resolves when everything was sent, or given up. */
  async idle(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  /** Sends nothing more; what is under way ends by itself. */
  stop(): void {
    this.#stopped = true;
    this.#queue = [];
  }

  #isWanted({ severity, code }: ProblemContent): boolean {
    const { severities, ignoredCodes } = this.#config;
    return severities.has(severity) && !ignoredCodes.has(code);
  }

  #add(key: string, problem: ProblemContent): void {
    const ref = parseEngineRef(key);
    const engine = this.#engines.get(ref);
    const owner = this.#ownerOf(key, engine);
    if (owner === undefined) return;
    this.#queue.push({
      recipients: { type: 'entity', entityRef: owner },
      payload: describeProblem(ref, problem, engine),
    });
  }

  #ownerOf(key: string, engine: Engine | undefined): string | undefined {
    if (!engine) {
      const last = this.#owners.get(key);
      this.#owners.delete(key);
      return last;
    }
    if (engine.owner === undefined) this.#owners.delete(key);
    else this.#owners.set(key, engine.owner);
    return engine.owner;
  }

  async #send(): Promise<void> {
    for (;;) {
      const next = this.#queue.shift();
      if (!next) return;
      try {
        await within(
          SEND_LIMIT_MS,
          this.#notifications.send(next),
          'The notifications plugin',
        );
        this.#failing = false;
      } catch (error) {
        if (!this.#failing) {
          this.#logger.warn(`Problems cannot be notified: ${error}`);
        }
        this.#failing = true;
      }
    }
  }
}

type ProblemContent = Extract<
  NewEntry['content'],
  { kind: 'problemRaised' | 'problemCleared' }
>;

function isProblem(content: NewEntry['content']): content is ProblemContent {
  const kind: HistoryEntry['kind'] = content.kind;
  return kind === 'problemRaised' || kind === 'problemCleared';
}
