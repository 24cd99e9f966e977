import { inOwnTurn } from './turns';

describe('inOwnTurn', () => {
  it('lets others have their turn between two pieces of work, in order', async () => {
    const order: string[] = [];
    const note = () => {
      order.push('other');
      if (order.length < 10) setImmediate(note);
    };
    setImmediate(note);
    await Promise.all(
      ['a', 'b', 'c'].map(name => inOwnTurn(() => void order.push(name))),
    );
    const own = order.filter(name => name !== 'other');
    expect(own).toEqual(['a', 'b', 'c']);
    expect(order.join(' ')).toMatch(/a( other)+ b( other)+ c/);
  });

  it('goes on after work that failed', async () => {
    const failing = inOwnTurn(() => {
      throw new Error('no');
    });
    const next = inOwnTurn(() => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
