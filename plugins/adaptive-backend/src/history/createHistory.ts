import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type {
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { readHistoryConfig } from './config';
import { HistoryDatabase } from './HistoryDatabase';
import {
  HistoryRecorder,
  type HistoryRecorderOptions,
} from './HistoryRecorder';
import { HistoryStore } from './HistoryStore';
import { LastKnownEngines } from './LastKnownEngines';
import { createHistoryReader, type HistoryReader } from './readHistory';
import type { HistoryTimes } from './times';

/** History of the engines, with a life cycle. */
export interface RunningHistory extends HistoryReader {
  /** The engines, with those that were last seen before the start. */
  engines: EnginesService;
  /** Whether this backend is the one of several that writes, as far as it knows. */
  isWriter(): boolean;
  /** Begins to remember; returns at once, whatever the state of the database. */
  start(): void;
  /** Writes what is left and frees the lease. */
  stop(): Promise<void>;
}

/**
 * Puts a memory behind the engines that clusters show.
 *
 * @throws InputError for a configuration that makes no sense
 */
export function createHistory(options: {
  engines: EnginesService;
  database: DatabaseService;
  config: Config;
  logger: LoggerService;
  times?: HistoryTimes;
  /** Called with what this backend, and so no other, has written; must not throw. */
  onWritten?: HistoryRecorderOptions['onWritten'];
}): RunningHistory {
  const { database, config, logger } = options;
  const { retentionDays } = readHistoryConfig(config);
  const store = new HistoryStore(new HistoryDatabase(database));
  const engines = new LastKnownEngines({ ...options, store });
  const recorder = new HistoryRecorder({
    ...options,
    engines,
    store,
    retentionDays,
  });
  const reader = createHistoryReader({ store, retentionDays, logger });
  return {
    engines,
    history: reader.history,
    lastOwner: reader.lastOwner,
    remembersPool: reader.remembersPool,
    isWriter: () => recorder.writing,
    start() {
      engines.start();
      recorder.start();
    },
    async stop() {
      engines.stop();
      await recorder.stop();
    },
  };
}
