import { clip, compact } from './raw';

describe('clip', () => {
  it('keeps what was tried and why it failed of a message that is too long', () => {
    const message = `error requesting metrics: Get "http://p/?query=${'x'.repeat(
      5_000,
    )}": dial tcp: connection refused`;
    const clipped = clip(message) ?? '';
    expect(clipped).toHaveLength(1024);
    expect(clipped).toMatch(/^error requesting metrics: Get /);
    expect(clipped).toMatch(/ … .*dial tcp: connection refused$/);
  });

  it('leaves alone what fits', () => {
    expect(clip('x'.repeat(1024))).toBe('x'.repeat(1024));
    expect(clip(undefined)).toBeUndefined();
  });
});

describe('compact', () => {
  it('leaves out what is undefined, and nothing else', () => {
    const value = { a: undefined, b: 0, c: '', d: null, e: false };
    const compacted = compact(value);
    expect(Object.entries(compacted)).toEqual([
      ['b', 0],
      ['c', ''],
      ['d', null],
      ['e', false],
    ]);
    expect(compact({ ...value, b: 1 })).toEqual({ ...compacted, b: 1 });
  });
});
