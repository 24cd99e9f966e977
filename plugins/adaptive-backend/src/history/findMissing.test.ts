import { mockEngine, mockPool } from '../__testUtils__/FakeEnginesService';
import { findMissing } from './findMissing';
import { type Observation, observeEngine, observeRemoval } from './observation';
import type { EngineStatus } from '@adaptive-portal/plugin-adaptive-common';

/** The engine in a state, at a time. */
function seen(status: EngineStatus, at: number): Observation {
  const observation = observeEngine(mockEngine('eu-1/a/b', { status }), at);
  if (!observation) throw new Error('nothing to observe');
  return observation;
}

const gone = (at: number) =>
  observeRemoval({ cluster: 'eu-1', namespace: 'a', release: 'b' }, at);

const written = (observation: Observation, at = observation.at) =>
  observation.kind === 'gone' ? { at } : { state: observation.state, at };

const times = (observations: Observation[]) => observations.map(o => o.at);

describe('findMissing', () => {
  it('finds all of an engine that the database does not know', () => {
    const all = [seen('healthy', 1), seen('degraded', 2)];
    expect(findMissing(all, undefined)).toEqual(all);
  });

  it('finds what follows the state that was written', () => {
    const all = [
      seen('healthy', 10),
      seen('degraded', 20),
      seen('healthy', 30),
      seen('failed', 40),
    ];
    expect(times(findMissing(all, written(all[1])))).toEqual([30, 40]);
    expect(times(findMissing(all, written(all[2])))).toEqual([40]);
    expect(findMissing(all, written(all[3]))).toEqual([]);
  });

  it('takes a condition that is absent for a moment for no other state', () => {
    const withConditions = (at: number, ...types: string[]) => {
      const conditions = types.map(type => ({
        of: 'hpa' as const,
        type,
        status: 'True' as const,
      }));
      const engine = mockEngine('eu-1/a/b', {
        computePools: [mockPool({ conditions })],
      });
      const observation = observeEngine(engine, at);
      if (!observation) throw new Error('nothing to observe');
      return observation;
    };
    const whole = withConditions(10, 'AbleToScale');
    const bare = withConditions(20);
    // The other backend remembers the condition beside the state that it saw last.
    expect(findMissing([bare], { ...written(whole), at: 15 })).toEqual([]);
    expect(findMissing([whole], { ...written(bare), at: 5 })).toEqual([whole]);
  });

  it('knows the same change again although the other saw it a little earlier or later', () => {
    const all = [seen('healthy', 10), seen('degraded', 1005)];
    for (const at of [1000, 1005, 1010]) {
      expect(findMissing(all, written(all[1], at))).toEqual([]);
    }
  });

  it('makes no detour over states that were left when the last one was written', () => {
    const all = [
      seen('degraded', 990),
      seen('healthy', 1005),
      seen('degraded', 2000),
    ];
    expect(times(findMissing(all, written(all[1], 1010)))).toEqual([2000]);
  });

  it('ends with the newest, even if clocks differ', () => {
    const all = [seen('degraded', 80), seen('failed', 90)];
    const missing = findMissing(all, written(seen('healthy', 100)));
    expect(missing).toMatchObject([{ at: 100, state: { status: 'failed' } }]);
  });

  it('knows a removal again', () => {
    const all = [seen('healthy', 10), gone(20)];
    expect(findMissing(all, written(all[1], 25))).toEqual([]);
    expect(times(findMissing(all, written(all[0])))).toEqual([20]);
  });
});
