import {
  PROBLEM_TITLES,
  safeUrl,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';
import { ENGINE_PROBLEMS, POOL_PROBLEMS } from './detectProblems';
import { DOCS } from './docs';

describe('normal states are no problems', () => {
  it('finds nothing wrong with a sound pool at min', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND, hpa: { targetType: 'Value' } });
    expect(codes(platform)).toEqual([]);
    expect(platform.engine().status).toBe('healthy');
  });
});

describe('the table', () => {
  it('has a code once, in kebab case', () => {
    const all = [...POOL_PROBLEMS, ...ENGINE_PROBLEMS].map(m => m.code);
    expect(new Set(all).size).toBe(all.length);
    for (const code of all) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('has a page that explains each problem, and no page of another', () => {
    const all = [...POOL_PROBLEMS, ...ENGINE_PROBLEMS].map(m => m.code);
    expect(Object.keys(DOCS).sort()).toEqual([...all].sort());
    for (const url of Object.values(DOCS)) expect(safeUrl(url)).toBe(url);
    const platform = healthyPlatform();
    platform.pool();
    expect(problem(platform, 'no-fallback').docs).toBe(DOCS['no-fallback']);
  });

  it('has a title for each problem, none of another, and no two alike', () => {
    const all = [...POOL_PROBLEMS, ...ENGINE_PROBLEMS].map(m => m.code);
    expect(Object.keys(PROBLEM_TITLES).sort()).toEqual([...all].sort());
    const titles = Object.values(PROBLEM_TITLES);
    expect(new Set(titles).size).toBe(all.length);
    for (const title of titles) {
      expect(title).not.toMatch(/\b([Hh]pa|[Gg]pus?|[Kk]eda|[Pp]vc|[Oo]om)\b/);
      expect(title.length).toBeLessThanOrEqual(40);
    }
  });

  it('keeps the time at which a problem was first seen', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: { metricType: 'Value' } });
    const before = platform.engine();
    const [first] = before.problems;
    platform.now += 60_000;
    expect(platform.engine(before).problems[0].since).toBe(first.since);
    expect(platform.engine(before).version).toBe(before.version);
  });
});
