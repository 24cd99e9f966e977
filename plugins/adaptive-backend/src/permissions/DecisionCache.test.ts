import { mockCredentials } from '@backstage/backend-test-utils';
import { DecisionCache } from './DecisionCache';

describe('DecisionCache', () => {
  const erin = mockCredentials.user('user:default/erin');
  const sam = mockCredentials.user('user:default/sam');

  function start() {
    const clock = { now: 0 };
    let count = 0;
    const decide = jest.fn(async () => {
      count += 1;
      return count;
    });
    return { clock, decide, cache: new DecisionCache<number>(() => clock.now) };
  }

  it('decides once for what a caller asks within five seconds', async () => {
    const { cache, clock, decide } = start();
    const both = [cache.get(erin, decide), cache.get(erin, decide)];
    expect(await Promise.all(both)).toEqual([1, 1]);
    clock.now = 4_999;
    expect(await cache.get(erin, decide)).toBe(1);
    clock.now = 5_000;
    expect(await cache.get(erin, decide)).toBe(2);
  });

  it('decides for everybody apart', async () => {
    const { cache, decide } = start();
    expect(await cache.get(erin, decide)).toBe(1);
    expect(await cache.get(sam, decide)).toBe(2);
    expect(await cache.get(mockCredentials.service('a'), decide)).toBe(3);
    expect(await cache.get(mockCredentials.service('b'), decide)).toBe(4);
  });

  it('keeps no failure', async () => {
    const { cache, decide } = start();
    await expect(
      cache.get(erin, async () => {
        throw new Error('policy is down');
      }),
    ).rejects.toThrow('policy is down');
    expect(await cache.get(erin, decide)).toBe(1);
  });

  it('forgets the oldest of very many callers', async () => {
    const { cache, decide } = start();
    for (let i = 0; i < 1_001; i++) {
      await cache.get(mockCredentials.user(`user:default/u${i}`), decide);
    }
    await cache.get(mockCredentials.user('user:default/u1'), decide);
    expect(decide).toHaveBeenCalledTimes(1_001);
    await cache.get(mockCredentials.user('user:default/u0'), decide);
    expect(decide).toHaveBeenCalledTimes(1_002);
  });
});
