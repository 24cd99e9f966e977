import {
  type Attributes,
  createNoopMeter,
  type ObservableCallback,
} from '@opentelemetry/api';
import {
  FakeEnginesService,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import { observeBackend } from './observeBackend';

/** A meter whose gauges can be read. */
function fakeMeter() {
  const callbacks = new Map<string, Set<ObservableCallback>>();
  const meter = createNoopMeter();
  jest.spyOn(meter, 'createObservableGauge').mockImplementation(name => {
    const own = new Set<ObservableCallback>();
    callbacks.set(name, own);
    return {
      addCallback: callback => void own.add(callback),
      removeCallback: callback => void own.delete(callback),
    };
  });
  const read = (name: string) => {
    const values: Array<[number, Attributes | undefined]> = [];
    for (const callback of callbacks.get(name) ?? []) {
      callback({
        observe: (value: number, attributes?: Attributes) =>
          values.push([value, attributes]),
      });
    }
    return values;
  };
  return { meter, read, names: () => [...callbacks.keys()] };
}

describe('observeBackend', () => {
  const problem = {
    code: 'paused',
    severity: 'warning' as const,
    sentence: '',
    evidence: [],
    remedy: '',
  };

  function start() {
    const engines = new FakeEnginesService([
      mockEngine('eu-1/n/a', { problems: [problem, problem] }),
      mockEngine('eu-1/n/b', { status: 'failed' }),
      mockEngine('eu-1/n/c', { status: 'failed' }),
    ]);
    const streams = { size: 3 };
    const { meter, read, names } = fakeMeter();
    const stop = observeBackend(meter, { engines, streams });
    return { engines, streams, read, names, stop };
  }

  it('tells engines, problems, sources, objects and streams as they are now', () => {
    const { read, engines, streams } = start();
    expect(read('adaptive.engines')).toEqual([
      [1, { status: 'healthy' }],
      [2, { status: 'failed' }],
    ]);
    expect(read('adaptive.problems')).toEqual([
      [2, { severity: 'warning', code: 'paused' }],
    ]);
    expect(read('adaptive.sources')).toEqual([
      [2, { kind: 'kubernetes', status: 'live' }],
    ]);
    expect(read('adaptive.store.objects')).toContainEqual([
      42,
      { kind: 'kubernetes', cluster: 'eu-1', resource: 'pods' },
    ]);
    expect(read('adaptive.streams.open')).toEqual([[3, {}]]);

    engines.remove({ cluster: 'eu-1', namespace: 'n', release: 'a' });
    streams.size = 0;
    expect(read('adaptive.problems')).toEqual([]);
    expect(read('adaptive.streams.open')).toEqual([[0, {}]]);
  });

  it('tells nothing after its end', () => {
    const { read, stop, names } = start();
    stop();
    expect(names().flatMap(read)).toEqual([]);
  });
});
