import { LIVE, TestPlatform } from './__testUtils__/TestPlatform';
import { ClusterState } from './ClusterState';

describe('ClusterState.awaitsLists', () => {
  const connecting = { ...LIVE, status: 'connecting' as const };

  it('waits for the kinds of a cluster that has begun to answer, ten seconds at most', () => {
    const platform = new TestPlatform();
    const state = new ClusterState('eu-1');
    platform.freshness.set('eu-1', connecting);
    const look = (now: number) =>
      state.awaitsLists(platform.clusterStatus('eu-1'), now);
    expect(look(0)).toBe(Infinity);
    platform.freshness.set('eu-1 nodes', LIVE);
    expect(look(50_000)).toBe(10_000);
    expect(look(51_000)).toBe(9_000);
    expect(look(60_000)).toBe(0);
    expect(look(60_001)).toBe(0);
  });

  it('waits no more when every kind has answered or failed', () => {
    const platform = new TestPlatform();
    const state = new ClusterState('eu-1');
    platform.freshness.set('eu-1 pods', { ...LIVE, status: 'unreachable' });
    expect(state.awaitsLists(platform.clusterStatus('eu-1'), 0)).toBe(0);
    platform.freshness.set('eu-1 pods', connecting);
    expect(state.awaitsLists(platform.clusterStatus('eu-1'), 1)).toBe(0);
  });
});
