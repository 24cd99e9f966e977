import type { ClusterStatus } from '@adaptive-portal/plugin-adaptive-common';
import {
  FakeEnginesService,
  mockCluster,
} from '../__testUtils__/FakeEnginesService';
import { ClusterTexts, type ToldClusters } from './ClusterTexts';

const SEEN = '2026-08-01T00:00:00Z';

function source(lastSeenAt: string, items: number) {
  return {
    id: 'kubernetes:eu-1:pods',
    kind: 'kubernetes' as const,
    cluster: 'eu-1',
    resource: 'pods',
    freshness: { status: 'live' as const, since: SEEN, lastSeenAt },
    items,
  };
}

describe('ClusterTexts', () => {
  let now = 0;
  const eu = (change: Partial<ClusterStatus> = {}) =>
    mockCluster('eu-1', { sources: [source(SEEN, 7)], ...change });
  const us = mockCluster('us-1');

  function start(...clusters: ClusterStatus[]) {
    now = 1_000_000;
    const engines = new FakeEnginesService();
    engines.clusterList = clusters;
    const read = jest.spyOn(engines, 'clusters');
    const texts = new ClusterTexts(engines, () => now);
    const tell = (
      told?: ToldClusters,
      options: { engines?: string[]; counts?: boolean; all?: boolean } = {},
    ) => {
      const { engines: visible = [], counts = true, all = false } = options;
      const answer = texts.tell(told, { clusters: visible, counts, all });
      const { clusters: sent } = JSON.parse(answer.event?.data ?? '{}');
      return { ...answer, type: answer.event?.type, sent };
    };
    const change = (...next: ClusterStatus[]) => {
      engines.clusterList = next;
      texts.changed();
      now += 1_000;
    };
    return { tell, change, read, texts };
  }

  it('tells everything first, with the engines that the viewer has', () => {
    const { tell } = start(eu(), us);
    const { type, sent, isOld } = tell(undefined, {
      engines: ['us-1', 'us-1', 'nowhere'],
    });
    expect({ type, isOld }).toEqual({ type: 'clusters', isOld: false });
    expect(sent).toEqual([
      { ...eu(), engines: 0 },
      { ...us, engines: 2 },
    ]);
  });

  it('tells then of those that changed, of nothing when none did', () => {
    const { tell, change } = start(eu(), us);
    const first = tell();
    expect(tell(first.told).event).toBeUndefined();
    change(eu({ kubernetesVersion: 'v2' }), us);
    const second = tell(first.told);
    expect(second).toMatchObject({
      type: 'clusters-changed',
      sent: [{ name: 'eu-1', kubernetesVersion: 'v2' }],
    });
    expect(second.sent).toHaveLength(1);
    expect(tell(second.told).event).toBeUndefined();
  });

  it('tells of a cluster whose engines come or go', () => {
    const { tell } = start(eu(), us);
    const { told } = tell(undefined, { engines: ['eu-1'] });
    expect(tell(told, { engines: ['eu-1', 'us-1'] }).sent).toMatchObject([
      { name: 'us-1', engines: 1 },
    ]);
  });

  it('tells everything when there are other clusters', () => {
    const { tell, change } = start(eu(), us);
    const { told } = tell();
    change(us);
    expect(tell(told)).toMatchObject({
      type: 'clusters',
      sent: [{ name: 'us-1' }],
    });
  });

  it('lets wait when live sources were last heard, not that one is no longer live', () => {
    const { tell, change } = start(eu());
    const { told } = tell();
    const later = '2026-08-01T00:01:00Z';
    change(eu({ sources: [source(later, 8)] }));
    expect(tell(told).event).toBeUndefined();
    expect(tell(told, { all: true }).sent).toMatchObject([
      { sources: [{ items: 8, freshness: { lastSeenAt: later } }] },
    ]);
    const dead = { status: 'unreachable' as const, since: later };
    change(eu({ sources: [{ ...source(later, 8), freshness: dead }] }));
    expect(tell(told).sent).toMatchObject([
      { sources: [{ freshness: { status: 'unreachable' } }] },
    ]);
  });

  it('tells of numbers of objects only who may know them', () => {
    const { tell } = start(eu());
    const { told, sent } = tell(undefined, { counts: false });
    expect(sent[0].sources[0]).not.toHaveProperty('items');
    expect(tell(told, { counts: true })).toMatchObject({
      type: 'clusters',
      sent: [{ sources: [{ items: 7 }] }],
    });
  });

  it('reads the clusters once for all streams, and says when that is old', () => {
    const { tell, texts, read } = start(eu());
    const { told } = tell();
    texts.changed();
    expect(tell(told).isOld).toBe(true);
    expect(tell().isOld).toBe(true);
    expect(read).toHaveBeenCalledTimes(1);
    now += 1_000;
    expect(tell(told).isOld).toBe(false);
    expect(read).toHaveBeenCalledTimes(2);
  });
});
