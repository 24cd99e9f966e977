import { inTurn } from './turns';

/** Holds the turn for as long as a slow piece of work would. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('inTurn', () => {
  it('lets others have their turn when the work took long, and keeps the order', async () => {
    const order: string[] = [];
    const note = () => {
      order.push('other');
      if (order.length < 20) setImmediate(note);
    };
    setImmediate(note);
    await Promise.all(
      ['a', 'b', 'c'].map(name =>
        inTurn(() => {
          work(10);
          order.push(name);
        }),
      ),
    );
    expect(order.join(' ')).toMatch(/a( other)+ b( other)+ c/);
  });

  it('does what takes no time in one turn', async () => {
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(Array.from({ length: 100 }, () => inTurn(() => {})));
    isOver = true;
    expect(turns).toBeLessThan(50);
  });

  it('goes on after work that failed', async () => {
    const failing = inTurn(() => {
      throw new Error('no');
    });
    const next = inTurn(() => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
