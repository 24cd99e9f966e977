import {
  codes,
  healthyPlatform,
  SOUND,
} from '../problems/__testUtils__/platform';
import type { PoolReading } from '../metrics/types';
import type { PodState } from './__testUtils__/objects';
import { LIVE, reading } from './__testUtils__/TestPlatform';

describe('a pool without series', () => {
  function platformOf(
    said: PoolReading,
    pods: PodState[] = ['ready', 'ready'],
  ) {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', said);
    platform.pool({ pods, scaledObject: { ...SOUND, load: false } });
    return platform;
  }
  const noSeries = reading('noSeries');
  const SAMPLED: PoolReading = {
    ...noSeries,
    metrics: {
      ...noSeries.metrics,
      ttftTimeoutHistory: [[Date.parse('2026-11-22T13:50:00Z') / 1000, 0.1]],
    },
  };

  it('gives one cause everywhere while its pods are scraped', () => {
    const platform = platformOf(reading('noSeries', { up: 2 }));
    const cause =
      '2 pods scraped, but no samples of harmony_generation_requests_count in the last 5m yet';
    const { metrics, scalingPath, problems } = platform.onlyPool();
    expect(metrics.ttftTimeoutRatio.reason).toBe(cause);
    expect(metrics.requestRate.reason).toBe(cause);
    expect(scalingPath.stages[0]).toMatchObject({
      verdict: 'unknown',
      sentence: `There is no timeout ratio: ${cause}.`,
    });
    const missing = problems.find(({ code }) => code === 'series-missing');
    expect(missing?.sentence).toContain(cause);
  });

  it('keeps the warning of its source', () => {
    const warned = reading('noSeries', { up: 2 });
    const warning = ', or the answer of main is incomplete, which warned: x';
    warned.metrics.ttftTimeoutRatio.reason = `no series${warning}`;
    expect(
      platformOf(warned).onlyPool().metrics.ttftTimeoutRatio.reason,
    ).toMatch(/ in the last 5m yet, or the answer of main is incomplete/);
  });

  it('counts no pod as scraped that does not run', () => {
    const said = reading('noSeries', { up: 4 });
    const { metrics } = platformOf(said, ['ready', 'pending']).onlyPool();
    expect(metrics.ttftTimeoutRatio.reason).toMatch(/^1 pod scraped, but /);
  });

  it('is not blind in the first minutes after its source came back', () => {
    const platform = platformOf(SAMPLED);
    platform.prometheus = { ...LIVE, since: '2026-11-22T14:03:00Z' };
    expect(codes(platform)).not.toContain('blind-trigger');
    expect(platform.onlyPool().scalingPath.stages[0]).toMatchObject({
      verdict: 'unknown',
      sentence:
        'There is no timeout ratio: no samples of harmony_generation_requests_count in the last 5m yet.',
    });
    platform.prometheus = { ...LIVE, since: '2026-11-22T14:00:00Z' };
    expect(codes(platform)).toContain('blind-trigger');
  });

  it('that had none before is blind from the first answer on', () => {
    const platform = platformOf(noSeries);
    platform.prometheus = { ...LIVE, since: '2026-11-22T14:03:00Z' };
    expect(codes(platform)).toContain('blind-trigger');
  });
});
