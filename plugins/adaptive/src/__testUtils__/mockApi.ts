import type {
  AdaptiveApi,
  AdaptiveStreamEvent,
  AdaptiveStreamOptions,
} from '@adaptive-portal/plugin-adaptive-common';

/**
 * One opened stream of the mock, driven by the test.
 *
 * @internal
 */
export interface MockStream {
  options: AdaptiveStreamOptions;
  send(...events: AdaptiveStreamEvent[]): void;
  /** Ends normally. */
  end(): void;
  fail(error: Error): void;
}

class EventQueue {
  private readonly items: Array<AdaptiveStreamEvent | Error | 'end'> = [];
  private wake: () => void = () => {};

  push(...items: Array<AdaptiveStreamEvent | Error | 'end'>) {
    this.items.push(...items);
    this.wake();
  }

  async *read(): AsyncGenerator<AdaptiveStreamEvent> {
    for (;;) {
      const item = this.items.shift();
      if (item instanceof Error) {
        throw item;
      }
      if (item === 'end') {
        return;
      }
      if (item === undefined) {
        await this.pushed();
      } else {
        yield item;
      }
    }
  }

  private pushed() {
    return new Promise<void>(resolve => {
      this.wake = resolve;
    });
  }
}

/**
 * An API without a backend: requests answer what is given, streams do what the test says.
 *
 * @internal
 */
export class MockAdaptiveApi implements AdaptiveApi {
  readonly streams: MockStream[] = [];

  constructor(private readonly answers: Partial<AdaptiveApi> = {}) {}

  getEngines: AdaptiveApi['getEngines'] = async (...args) =>
    this.answers.getEngines?.(...args) ?? { items: [], totalItems: 0 };

  getEngine: AdaptiveApi['getEngine'] = async (...args) =>
    this.answers.getEngine?.(...args);

  getHistory: AdaptiveApi['getHistory'] = async (...args) =>
    this.answers.getHistory?.(...args);

  getPools: AdaptiveApi['getPools'] = async (...args) =>
    this.answers.getPools?.(...args) ?? { items: [], totalItems: 0 };

  getScalingPath: AdaptiveApi['getScalingPath'] = async (...args) =>
    this.answers.getScalingPath?.(...args);

  getMetricsRange: AdaptiveApi['getMetricsRange'] = async (...args) =>
    this.answers.getMetricsRange?.(...args);

  getProblems: AdaptiveApi['getProblems'] = async (...args) =>
    this.answers.getProblems?.(...args) ?? {
      items: [],
      totalItems: 0,
      counts: { critical: 0, warning: 0, info: 0 },
    };

  getCapacity: AdaptiveApi['getCapacity'] = async (...args) =>
    this.answers.getCapacity?.(...args) ?? { items: [] };

  getClusters: AdaptiveApi['getClusters'] = async (...args) =>
    this.answers.getClusters?.(...args) ?? { items: [] };

  getSources: AdaptiveApi['getSources'] = async (...args) =>
    this.answers.getSources?.(...args) ?? { items: [] };

  getRepositories: AdaptiveApi['getRepositories'] = async (...args) =>
    this.answers.getRepositories?.(...args) ?? { items: [] };

  plan: AdaptiveApi['plan'] = async (...args) => {
    const answer = await this.answers.plan?.(...args);
    if (!answer) {
      throw new Error('No answer is given to plan');
    }
    return answer;
  };

  /** The stream opened last. */
  lastStream(): MockStream {
    const last = this.streams[this.streams.length - 1];
    if (!last) {
      throw new Error('No stream was opened');
    }
    return last;
  }

  stream: AdaptiveApi['stream'] = options => {
    const queue = new EventQueue();
    options.signal.addEventListener('abort', () => queue.push('end'));
    this.streams.push({
      options,
      send: (...events) => queue.push(...events),
      end: () => queue.push('end'),
      fail: error => queue.push(error),
    });
    return queue.read();
  };
}
