import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  AdaptiveClient,
  type AdaptiveStreamEvent,
  type Engine,
  type HistoryEntry,
  parseEngineRef,
  type StreamPosition,
} from '@adaptive-portal/plugin-adaptive-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { HistoryTimes } from '../times';
import type { ReplicaAnswer, ReplicaCommand } from './replica';

/** Faster than in production, and slow enough for a machine that is busy. */
export const REPLICA_TIMES: HistoryTimes = {
  tickMs: 50,
  renewMs: 250,
  electionMs: 250,
  leaseTtlMs: 3_000,
};

/** A backend in a process of its own, as its parent sees it. */
export class Replica {
  readonly client: AdaptiveClient;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.client = new AdaptiveClient({
      discoveryApi: {
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      },
      fetchApi: { fetch },
    });
  }

  static async start(database: Knex.Config): Promise<Replica> {
    const transform = require.resolve(
      '@backstage/cli/config/nodeTransform.cjs',
    );
    const child = fork(join(__dirname, 'replica.ts'), {
      execArgv: ['--require', transform],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const { port = 0 } = await ask(child, { do: 'start', database });
    return new Replica(child, port);
  }

  /** A cluster shows the engine like this from now on. */
  async put(engine: Engine): Promise<void> {
    await ask(this.#child, { do: 'put', engine });
  }

  async isWriter(): Promise<boolean> {
    return (await ask(this.#child, { do: 'isWriter' })).isWriter === true;
  }

  /** Titles of the notifications that it sent. */
  async notified(): Promise<string[]> {
    return (await ask(this.#child, { do: 'notified' })).notified ?? [];
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  /** The whole timeline of an engine. */
  async timeline(ref: string): Promise<HistoryEntry[]> {
    const answer = await this.client.getHistory(
      parseEngineRef(ref),
      { limit: 1000 },
      { token: mockCredentials.user.token() },
    );
    return answer?.items ?? [];
  }

  /** Events of the fleet, until the caller leaves the loop. */
  stream(position: StreamPosition): AsyncIterable<AdaptiveStreamEvent> {
    return this.client.stream({
      position,
      signal: new AbortController().signal,
      token: mockCredentials.user.token(),
    });
  }
}

function ask(
  child: ChildProcess,
  command: ReplicaCommand,
): Promise<ReplicaAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('A replica ended'));
    // The loader of TypeScript sends messages of its own.
    const onMessage = (message: {
      answer?: ReplicaAnswer;
      failed?: string;
    }) => {
      if (!message.answer && !message.failed) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (message.answer) resolve(message.answer);
      else reject(new Error(message.failed));
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send(command);
  });
}
