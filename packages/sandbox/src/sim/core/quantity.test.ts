import { formatMilli, parseQuantity } from './quantity';

describe('quantities', () => {
  it.each([
    ['500Gi', 500 * 2 ** 30],
    ['30', 30],
    ['100m', 0.1],
    ['1e3', 1000],
    ['.5', 0.5],
    ['2k', 2000],
    [8, 8],
  ])('reads %s', (text, expected) => {
    expect(parseQuantity(text)).toBeCloseTo(expected, 10);
  });

  it.each(['', 'eight', '5 Gi', '1KB'])('refuses %p', text => {
    expect(() => parseQuantity(text)).toThrow(`Invalid quantity '${text}'`);
  });

  it.each([
    [100, '100m'],
    [2000, '2'],
    [0, '0'],
    [1500, '1500m'],
  ])('writes %d thousandths as %s', (milli, expected) => {
    expect(formatMilli(milli)).toBe(expected);
  });
});
