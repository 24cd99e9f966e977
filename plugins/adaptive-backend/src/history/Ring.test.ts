import { mockEngine } from '../__testUtils__/FakeEnginesService';
import { observeEngine, observeRemoval } from './observation';
import { Ring } from './Ring';

const STATUSES = ['healthy', 'degraded'] as const;

/** An engine that differs from the one observed just before. */
function observe(release: string, at: number) {
  const engine = mockEngine(`eu-1/a/${release}`, { status: STATUSES[at % 2] });
  const observation = observeEngine(engine, at);
  if (!observation) throw new Error('nothing to observe');
  return observation;
}

describe('Ring', () => {
  it('keeps changes only', () => {
    const ring = new Ring(10, 0);
    expect([1, 3, 4, 6].map(at => ring.push(observe('b', at)))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(ring.byEngine().get('eu-1/a/b')).toHaveLength(2);
  });

  it('forgets the oldest when it is full, never the newest of an engine', () => {
    const ring = new Ring(8, 0);
    ring.push(observe('quiet', 1));
    for (let at = 2; at < 100; at += 1) ring.push(observe('busy', at));
    const busy = ring.byEngine().get('eu-1/a/busy') ?? [];
    expect(busy.length).toBeLessThanOrEqual(10);
    expect(busy[busy.length - 1].at).toBe(99);
    expect(ring.byEngine().get('eu-1/a/quiet')).toMatchObject([{ at: 1 }]);
    expect(ring.completeSince).toBe(busy[0].at - 1);
  });

  it('forgets engines that are long gone', () => {
    const ring = new Ring(4, 0);
    const ref = { cluster: 'eu-1', namespace: 'a', release: 'old' };
    ring.push(observe('old', 1));
    ring.push(observeRemoval(ref, 2));
    for (let at = 3; at < 20; at += 1) ring.push(observe('busy', at));
    expect([...ring.byEngine().keys()]).toEqual(['eu-1/a/busy']);
  });
});
