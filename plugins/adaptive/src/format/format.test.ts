import { age, clockTime, milliseconds, percent, perSecond } from '.';

describe('numbers', () => {
  it.each([
    [0, '0 %'],
    [0.0001, '< 0.1 %'],
    [0.004, '0.4 %'],
    [0.234, '23 %'],
    [1, '100 %'],
  ])('ratio %p is %p', (ratio, text) => {
    expect(percent(ratio)).toBe(text);
  });

  it.each([
    [412.4, '412 ms'],
    [8123, '8.1 s'],
  ])('%p milliseconds are %p', (ms, text) => {
    expect(milliseconds(ms)).toBe(text);
  });

  it.each([
    [0, '0.0 /s'],
    [0.04, '0.04 /s'],
    [12.34, '12.3 /s'],
    [140.4, '140 /s'],
  ])('rate %p is %p', (rate, text) => {
    expect(perSecond(rate)).toBe(text);
  });
});

describe('times', () => {
  const now = new Date(2026, 10, 22, 9, 5, 0);
  const before = (seconds: number) =>
    new Date(now.getTime() - seconds * 1000).toISOString();

  it('shows the clock, and the date when it is not today', () => {
    expect(clockTime(before(63), now)).toBe('09:03:57');
    expect(clockTime(before(86_400), now)).toBe('2026-11-21 09:05:00');
    expect(clockTime('yesterday', now)).toBe('an unknown time');
  });

  it.each([
    [12, '12 s'],
    [119, '119 s'],
    [180, '3 min'],
    [7200, '2 h'],
    [3 * 86_400, '3 d'],
    [-5, '0 s'],
  ])('an age of %p seconds is %p', (seconds, text) => {
    expect(age(before(seconds), now.getTime())).toBe(text);
  });
});
