import { pastScales } from './pastScales';
import { meta, NAMESPACE } from './__testUtils__/objects';
import { TestPlatform } from './__testUtils__/TestPlatform';

/** What the events of one HPA tell, by minute, message and how many came before. */
function read(...events: Array<[number, string]>) {
  const platform = new TestPlatform();
  for (const [minute, message] of events) {
    platform.put('events', {
      metadata: meta(`e-${minute}`),
      type: 'Normal',
      reason: 'SuccessfulRescale',
      message,
      involved: { kind: 'HorizontalPodAutoscaler', name: 'h' },
      count: 1,
      at: `2026-11-22T13:${minute}:00Z`,
    });
  }
  const objects = platform.store.cluster('eu-1');
  if (!objects) throw new Error('The store has no cluster eu-1');
  const scales = pastScales(objects, NAMESPACE).get('h') ?? [];
  return scales.map(({ direction, to, pods }) => [direction, to, pods]);
}

describe('what an HPA did', () => {
  it('is read from its events, oldest first, with the pods of each step', () => {
    expect(
      read(
        [30, 'New size: 3; reason: All metrics below target'],
        [10, 'New size: 4; reason: external metric s0-prometheus above target'],
        [20, 'New size: 7; reason: external metric s0-prometheus above target'],
      ),
    ).toEqual([
      ['out', 4, undefined],
      ['out', 7, 3],
      ['in', 3, 4],
    ]);
  });

  it('has a direction too when a pool left its limits', () => {
    expect(
      read(
        [
          10,
          'New size: 2; reason: Current number of replicas below Spec.MinReplicas',
        ],
        [
          20,
          'New size: 6; reason: Current number of replicas above Spec.MaxReplicas',
        ],
      ),
    ).toEqual([
      ['out', 2, undefined],
      // From 2 to 6 is no way in: somebody had set more in between.
      ['in', 6, undefined],
    ]);
  });

  it('leaves out what tells no direction', () => {
    expect(read([10, 'New size: 2; reason: the moon'])).toEqual([]);
  });
});
