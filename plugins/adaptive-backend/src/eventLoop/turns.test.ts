import { inTurn, whenReadable } from './turns';

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

describe('whenReadable', () => {
  it('is at once while there is little to read', async () => {
    void inTurn(() => {});
    let isReadable = false;
    void whenReadable().then(() => {
      isReadable = true;
    });
    await Promise.resolve();
    expect(isReadable).toBe(true);
  });

  it('waits for some of the pieces when there are many, not for all, and lets everybody ask in the end', async () => {
    const order: string[] = [];
    const pieces = Array.from({ length: 100 }, () =>
      inTurn(() => {
        work(2);
        order.push('read');
      }),
    );
    await Promise.all([
      ...pieces,
      ...Array.from({ length: 50 }, () =>
        whenReadable().then(() => order.push('ask')),
      ),
    ]);
    expect(order.indexOf('ask')).toBeGreaterThan(60);
    expect(order.indexOf('ask')).toBeLessThan(100);
    expect(order.filter(what => what === 'ask')).toHaveLength(50);
  });
});
