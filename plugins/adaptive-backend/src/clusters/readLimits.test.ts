import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { clusterConfig } from './clusterConfig';
import { readLimits } from './readLimits';

const read = (adaptive: JsonObject, cluster = 'eu-1') => {
  const config = new ConfigReader({ adaptive });
  return readLimits(config, clusterConfig(config, cluster));
};

describe('readLimits', () => {
  it('has defaults that a cold start does not notice', () => {
    expect(read({})).toEqual({
      requestsPerSecond: 50,
      burst: 100,
      concurrentLists: 4,
    });
  });

  it('takes what the cluster says, then what is said for all', () => {
    const adaptive = {
      watch: { limits: { requestsPerSecond: 20, burst: 30 } },
      clusters: { 'eu-1': { limits: { burst: 5, concurrentLists: 1 } } },
    };
    expect(read(adaptive)).toEqual({
      requestsPerSecond: 20,
      burst: 5,
      concurrentLists: 1,
    });
    expect(read(adaptive, 'us-1')).toEqual({
      requestsPerSecond: 20,
      burst: 30,
      concurrentLists: 4,
    });
  });

  it('reads a cluster whose name no path of a key can hold', () => {
    const name = 'arn:aws:eks:eu-west-1:1:cluster/eu.prod';
    const clusters = { [name]: { limits: { burst: 7 } } };
    expect(read({ clusters }, name).burst).toBe(7);
    expect(() =>
      read({ clusters: { [name]: { limits: { burst: 0 } } } }, name),
    ).toThrow(`adaptive.clusters.${name}.limits.burst is 0`);
  });

  it.each([
    [
      { watch: { limits: { requestsPerSecond: 0 } } },
      'adaptive.watch.limits.requestsPerSecond is 0, expected a whole number from 1 to 1000',
    ],
    [
      { watch: { limits: { burst: 1.5 } } },
      'adaptive.watch.limits.burst is 1.5, expected a whole number from 1 to 10000',
    ],
    [
      { clusters: { 'eu-1': { limits: { concurrentLists: 101 } } } },
      'adaptive.clusters.eu-1.limits.concurrentLists is 101, expected a whole number from 1 to 100',
    ],
    [
      { clusters: { 'eu-1': { limits: { burst: 'many' } } } },
      'adaptive.clusters.eu-1.limits.burst',
    ],
    [
      { clusters: { 'eu-1': 'x' } },
      "adaptive.clusters.eu-1 is 'x', expected an object",
    ],
  ])('refuses %j, naming the key', (adaptive, message) => {
    expect(() => read(adaptive)).toThrow(message);
  });
});
