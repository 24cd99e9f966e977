import { reading } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

/** A pool whose pods became Ready so many minutes ago, of which so many are scraped. */
function scraped(
  up: number,
  options: { pods?: number; minutes?: number } = {},
) {
  const { pods = 3, minutes = 10 } = options;
  const platform = healthyPlatform();
  platform.readings.set('llama-70b', reading(0.05, { up }));
  platform.pool({ workload: { replicas: pods }, scaledObject: SOUND });
  // The pods of the platform became Ready half a minute before its time.
  platform.now += minutes * 60_000;
  return platform;
}

describe('pods that Prometheus does not scrape', () => {
  it('pods-not-scraped says how many are missing', () => {
    expect(problem(scraped(1), 'pods-not-scraped').sentence).toBe(
      '3 pods Ready, but Prometheus scrapes only 1 of them successfully: timeouts of the other 2 are not counted.',
    );
    expect(problem(scraped(2), 'pods-not-scraped').sentence).toContain(
      'timeouts of the other are not counted',
    );
  });

  it('ready-but-down says that none answers', () => {
    expect(problem(scraped(0), 'ready-but-down').sentence).toBe(
      '3 pods Ready, yet none answers Prometheus (up is 0): a pod hangs, or the scrape is kept out.',
    );
    expect(
      problem(scraped(0, { pods: 1 }), 'ready-but-down').sentence,
    ).toContain('1 pod Ready, yet it does not answer Prometheus');
  });

  it('are none while they have just become Ready: they are not found yet', () => {
    expect(codes(scraped(1, { minutes: 1 }))).toEqual([]);
    expect(codes(scraped(0, { minutes: 1 }))).toEqual([]);
  });

  it('are none when all are', () => {
    expect(codes(scraped(3))).toEqual([]);
  });
});
