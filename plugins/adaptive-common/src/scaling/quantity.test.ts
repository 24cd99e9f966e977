import { InputError } from '@backstage/errors';
import { parseQuantity, readQuantity } from './quantity';

describe('parseQuantity', () => {
  it.each([
    ['100m', 0.1],
    ['0', 0],
    ['8', 8],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['-200m', -0.2],
    ['30k', 30000],
    ['2E', 2e18],
    ['2e3', 2000],
    ['2E3', 2000],
    ['1Ki', 1024],
    ['500Gi', 500 * 2 ** 30],
    ['1Ti', 2 ** 40],
    ['250u', 0.00025],
  ])('reads %s as %d', (text, value) => {
    expect(parseQuantity(text)).toBeCloseTo(value, 9);
  });

  it.each(['', 'abc', '1 Gi', '1gi', '--1', 'Gi', '1.2.3', '0x10'])(
    'refuses %p, naming it',
    text => {
      expect(() => parseQuantity(text)).toThrow(InputError);
      expect(() => parseQuantity(text)).toThrow(`Invalid quantity '${text}'`);
    },
  );

  it('gives exactly 0.1 for 100m', () => {
    expect(parseQuantity('100m')).toBe(0.1);
  });
});

describe('readQuantity', () => {
  it('treats what cannot be read as unknown, not as 0', () => {
    expect(readQuantity(undefined)).toBeUndefined();
    expect(readQuantity('<unknown>')).toBeUndefined();
    expect(readQuantity('0')).toBe(0);
  });
});
