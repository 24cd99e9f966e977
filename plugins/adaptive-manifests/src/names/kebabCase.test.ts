import { kebabCase } from './kebabCase';

describe('kebabCase', () => {
  it.each([
    ['Pool-A', 'pool-a'],
    ['Inference Pool', 'inference-pool'],
    ['PoolA', 'pool-a'],
    ['H100_80GB', 'h100-80-gb'],
    ['Llama3-8B', 'llama3-8-b'],
    ['l40s', 'l-40s'],
    ['h100x8', 'h-100x8'],
    ['gpt4o', 'gpt-4o'],
    ['mixtral8x7b', 'mixtral-8x7b'],
    ['llama3b', 'llama-3b'],
    ['HTTPStatus', 'http-status'],
    ['b._9', 'b._9'],
    ['ABc1D', 'a-bc1-d'],
  ])('writes %s as %s, like Helm', (raw, key) => {
    expect(kebabCase(raw)).toBe(key);
  });

  it.each(['a100', 'gpu-a100', '7b', 'pool-2b', 'x-1-y', 'default', ''])(
    'keeps %s',
    raw => {
      expect(kebabCase(raw)).toBe(raw);
    },
  );
});
