import type { ChildProcess } from 'node:child_process';
import type { Answers, Command } from './apiServers';
import { ask, startChild } from './children';
import type { FleetSize } from './fleet';

/** The API servers of a fleet, in a process of their own. */
export class FleetServers {
  readonly #process: ChildProcess;
  /** Configuration of both plugins under test. */
  readonly config: {
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' };
      clusterLocatorMethods: [{ type: 'config'; clusters: object[] }];
    };
  };

  private constructor(child: ChildProcess, urls: string[], ca: string) {
    this.#process = child;
    const clusters = urls.map((url, i) => ({
      name: `cluster-${i}`,
      url,
      authProvider: 'serviceAccount',
      serviceAccountToken: 'bench',
      caData: Buffer.from(ca).toString('base64'),
    }));
    this.config = {
      kubernetes: {
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [{ type: 'config', clusters }],
      },
    };
  }

  static async start(size: FleetSize): Promise<FleetServers> {
    const child = startChild('apiServers.ts');
    const { urls, ca } = await tell(child, 'start', { size });
    return new FleetServers(child, urls, ca);
  }

  /** Requests for objects, and bytes of lists, so far. */
  async count(): Promise<{ requests: number; bytes: number }> {
    return tell(this.#process, 'count', {});
  }

  /** Changes pods for a while; resolves when the last change was sent. */
  async change(perSecond: number, seconds: number): Promise<void> {
    await tell(this.#process, 'change', { perSecond, seconds });
  }

  /** Scales pools for a while, to as many replicas as microseconds have passed since a moment (ms since the epoch). */
  async scale(
    perSecond: number,
    seconds: number,
    since: number,
  ): Promise<number> {
    const told = { perSecond, seconds, since };
    return (await tell(this.#process, 'scale', told)).changes;
  }

  /** Lets the API server of a cluster accept everything and answer nothing. */
  async hang(cluster: number): Promise<void> {
    await tell(this.#process, 'hang', { cluster });
  }

  stop(): void {
    this.#process.kill();
  }
}

function tell<D extends Command['do']>(
  child: ChildProcess,
  what: D,
  details: Omit<Extract<Command, { do: D }>, 'do'>,
): Promise<Answers[D]> {
  return ask(child, { do: what, ...details });
}
