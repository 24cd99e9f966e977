import { keyChanges } from './keyChanges';

describe('keyChanges', () => {
  it('names keys, items by what tells them apart, and odd keys in quotes', () => {
    expect(
      keyChanges(
        {
          pools: [
            { name: 'a', max: 1 },
            { name: 'b', max: 2 },
          ],
          selector: { 'nvidia.com/gpu.product': 'A100' },
          gone: { deep: true },
        },
        {
          pools: [
            { name: 'b', max: 3 },
            { name: 'c', max: 4 },
            { name: 'a', max: 1 },
          ],
          selector: { 'nvidia.com/gpu.product': 'H100' },
        },
      ),
    ).toEqual([
      { key: 'pools[b].max', change: 'changed', before: 2, after: 3 },
      { key: 'pools[c]', change: 'added', after: { name: 'c', max: 4 } },
      {
        key: 'selector["nvidia.com/gpu.product"]',
        change: 'changed',
        before: 'A100',
        after: 'H100',
      },
      { key: 'gone', change: 'removed', before: { deep: true } },
    ]);
  });

  it('takes order for no change where items have names, and for one where they do not', () => {
    const a = { name: 'a' };
    const b = { name: 'b' };
    expect(keyChanges({ x: [a, b], y: 1 }, { y: 1, x: [b, a] })).toEqual([]);
    expect(keyChanges({ args: ['1', '2'] }, { args: ['2', '1'] })).toEqual([
      {
        key: 'args',
        change: 'changed',
        before: ['1', '2'],
        after: ['2', '1'],
      },
    ]);
  });

  it('shows a list as a whole where two items have one name', () => {
    const twice = [{ name: 'a' }, { name: 'a' }];
    expect(keyChanges({ x: twice }, { x: [] })).toEqual([
      { key: 'x', change: 'changed', before: twice, after: [] },
    ]);
  });

  it('never shows what looks like a secret, wherever it is', () => {
    const changes = keyChanges(
      {
        dbPassword: 'old-value',
        env: [{ name: 'A', value: 'postgres://user:pass@host/db' }],
        plain: 'a',
      },
      {
        dbPassword: '',
        env: [],
        plain: { nested: { apiKey: 'new-value' } },
      },
    );
    expect(changes.map(({ hidden }) => hidden)).toEqual([true, true, true]);
    expect(JSON.stringify(changes)).not.toMatch(/value"|pass@/);
  });

  it('tells null from nothing', () => {
    expect(keyChanges({ a: null }, {})).toEqual([
      { key: 'a', change: 'removed', before: null },
    ]);
    expect(keyChanges({}, { a: null })).toEqual([
      { key: 'a', change: 'added', after: null },
    ]);
  });
});
