import { Interner } from './Interner';

describe('Interner', () => {
  it('gives the value that it saw first for each that equals it', () => {
    const interner = new Interner();
    const first = { a: 1 };
    expect(interner.object(first)).toBe(first);
    expect(interner.object({ a: 1 })).toBe(first);
    expect(interner.object({ a: 2 })).toEqual({ a: 2 });
    expect(interner.text('{"a":1}')).toBe('{"a":1}');
  });

  it('remembers nothing of before it was told to forget', () => {
    const interner = new Interner();
    const first = interner.object({ a: 1 });
    interner.forget();
    const second = interner.object({ a: 1 });
    expect(second).not.toBe(first);
    expect(interner.object({ a: 1 })).toBe(second);
  });

  it('remembers so many values at most', () => {
    const interner = new Interner(2);
    const first = interner.object({ a: 1 });
    interner.text('b');
    interner.text('c');
    expect(interner.object({ a: 1 })).not.toBe(first);
  });
});
