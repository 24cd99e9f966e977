import { nextSizes, resolveStrategy, type SetSize } from './rollout';

function set(name: string, replicas: number, available = replicas): SetSize {
  return { name, replicas, available };
}

describe('rolling update', () => {
  it.each([
    [1, { maxSurge: 1, maxUnavailable: 0 }],
    [4, { maxSurge: 1, maxUnavailable: 1 }],
    [6, { maxSurge: 2, maxUnavailable: 1 }],
  ])('turns 25 %% of %d replicas into whole pods', (replicas, expected) => {
    expect(resolveStrategy(replicas)).toEqual(expected);
  });

  it('never lets surge and unavailability both be 0', () => {
    expect(resolveStrategy(2, 0, '25%')).toEqual({
      maxSurge: 0,
      maxUnavailable: 1,
    });
  });

  it('scales a lone ReplicaSet straight to the wanted size', () => {
    const sizes = nextSizes({
      replicas: 6,
      maxSurge: 2,
      maxUnavailable: 1,
      current: set('new', 2),
      old: [set('older', 0)],
    });
    expect([...sizes]).toEqual([['new', 6]]);
  });

  it('with fewer than 4 replicas needs room for a spare pod before it gives one up', () => {
    const one = { replicas: 1, maxSurge: 1, maxUnavailable: 0 };
    const start = { ...one, current: set('new', 0), old: [set('old', 1)] };
    expect([...nextSizes(start)]).toEqual([['new', 1]]);
    const waiting = { ...one, current: set('new', 1, 0), old: [set('old', 1)] };
    expect([...nextSizes(waiting)]).toEqual([]);
    const ready = { ...one, current: set('new', 1), old: [set('old', 1)] };
    expect([...nextSizes(ready)]).toEqual([['old', 0]]);
  });

  it('removes broken old pods first', () => {
    const sizes = nextSizes({
      replicas: 4,
      maxSurge: 1,
      maxUnavailable: 1,
      current: set('new', 1, 1),
      old: [set('broken', 2, 0), set('good', 2)],
    });
    expect([...sizes]).toEqual([['broken', 0]]);
  });

  it('ends with all replicas new, never below what must be available', () => {
    let current = set('new', 0);
    let old = set('old', 4);
    for (let i = 0; i < 20 && (current.available < 4 || old.replicas); i++) {
      const sizes = nextSizes({
        replicas: 4,
        maxSurge: 1,
        maxUnavailable: 1,
        current,
        old: [old],
      });
      current = set('new', sizes.get('new') ?? current.replicas);
      old = set('old', sizes.get('old') ?? old.replicas);
      expect(current.replicas + old.replicas).toBeLessThanOrEqual(5);
      expect(current.available + old.available).toBeGreaterThanOrEqual(3);
    }
    expect([current.replicas, old.replicas]).toEqual([4, 0]);
  });
});
