import { Turns } from './Turns';

describe('Turns', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function start() {
    let now = 0;
    const done: string[] = [];
    const turns = new Turns(() => now);
    return {
      done,
      turns,
      /** Asks for work that takes so many milliseconds. */
      add: (name: string, ms: number) =>
        turns.add(() => {
          now += ms;
          done.push(name);
        }),
      pass: (ms: number) => {
        for (let i = 0; i < ms; i += 1) {
          now += 1;
          jest.advanceTimersByTime(1);
        }
      },
    };
  }

  it('does at once what is short', () => {
    const { add, done } = start();
    add('a', 3);
    add('b', 3);
    expect(done).toEqual(['a', 'b']);
  });

  it('lets work wait after much of it, for about as long as that took', () => {
    const { add, done, pass } = start();
    add('a', 20);
    add('b', 1);
    pass(10);
    expect(done).toEqual(['a']);
    pass(30);
    expect(done).toEqual(['a', 'b']);
  });

  it('does no more in one turn than a client notices', () => {
    const { add, done, pass } = start();
    add('first', 20);
    for (let i = 0; i < 10; i += 1) add(`${i}`, 4);
    pass(20);
    expect(done.length).toBeGreaterThan(1);
    expect(done.length).toBeLessThan(5);
    pass(200);
    expect(done).toHaveLength(11);
  });

  it('is not in debt for ever', () => {
    const { add, done, pass } = start();
    add('a', 20);
    pass(100);
    add('b', 1);
    expect(done).toEqual(['a', 'b']);
  });

  it('does not rest for as long as the whole process stood still', () => {
    const { add, done, pass } = start();
    add('a', 10_000);
    add('b', 1);
    pass(100);
    expect(done).toEqual(['a', 'b']);
  });

  it('does once what is asked for twice, and nothing after the end', () => {
    const { add, turns, pass } = start();
    const work = jest.fn();
    add('a', 20);
    turns.add(work);
    turns.add(work);
    pass(100);
    expect(work).toHaveBeenCalledTimes(1);
    add('b', 20);
    turns.add(work);
    turns.clear();
    pass(100);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
