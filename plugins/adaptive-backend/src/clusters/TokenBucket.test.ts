import { Clock } from './Clock';
import { TokenBucket } from './TokenBucket';

/** Time that passes only when told to. Sleepers do not look at what the clock says, as timers do not. */
function standingClock() {
  let passed = 0;
  let skew = 0;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  const clock: Clock = {
    now: () => passed + skew,
    random: () => 0,
    sleep: (ms, signal) =>
      new Promise(resolve => {
        const sleeper = { until: passed + ms, wake: () => {} };
        sleeper.wake = () => {
          sleepers.delete(sleeper);
          resolve();
        };
        signal.addEventListener('abort', sleeper.wake, { once: true });
        if (signal.aborted) resolve();
        else sleepers.add(sleeper);
      }),
  };
  const settle = () => new Promise(resolve => setImmediate(resolve));
  return {
    clock,
    sleepers,
    settle,
    /** Sets the clock forward, or back. */
    shift: (ms: number) => {
      skew += ms;
    },
    /** Lets the time pass, one waking after the other. */
    pass: async (ms: number) => {
      const end = passed + ms;
      for (;;) {
        const next = [...sleepers]
          .filter(({ until }) => until <= end)
          .sort((x, y) => x.until - y.until)[0];
        if (!next) break;
        passed = next.until;
        next.wake();
        await settle();
      }
      passed = end;
    },
  };
}

describe('TokenBucket', () => {
  const never = new AbortController().signal;

  function open(perSecond: number, burst: number) {
    const time = standingClock();
    const bucket = new TokenBucket({ perSecond, burst }, time.clock);
    const entered: string[] = [];
    const take = (name: string, signal = never) =>
      bucket.take(signal).then(
        () => void entered.push(name),
        error => void entered.push(`${name}: ${error.message}`),
      );
    const takeAll = async (count: number) => {
      for (let i = 0; i < count; i += 1) void take(String(i));
      await time.settle();
    };
    return { ...time, bucket, entered, take, takeAll };
  }

  it('lets a burst through at once, and the rest at the rate, in order', async () => {
    const { entered, pass, takeAll } = open(10, 3);
    await takeAll(6);
    expect(entered).toEqual(['0', '1', '2']);
    await pass(99);
    expect(entered).toHaveLength(3);
    await pass(1);
    expect(entered).toEqual(['0', '1', '2', '3']);
    await pass(200);
    expect(entered).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('keeps to the rate over a long time', async () => {
    const { entered, pass, takeAll } = open(8, 5);
    await takeAll(500);
    await pass(60_000);
    expect(entered).toHaveLength(5 + 60 * 8);
  });

  it('saves up no more than a burst', async () => {
    const { entered, pass, takeAll } = open(10, 3);
    await pass(3_600_000);
    await takeAll(5);
    expect(entered).toHaveLength(3);
  });

  it('lets nobody who comes later overtake', async () => {
    const { entered, pass, settle, take, shift } = open(10, 1);
    void take('first');
    void take('second');
    await settle();
    // A token is there now, but nobody has told the second yet.
    shift(100);
    void take('third');
    await settle();
    expect(entered).toEqual(['first']);
    await pass(100);
    expect(entered).toEqual(['first', 'second']);
    await pass(100);
    expect(entered).toEqual(['first', 'second', 'third']);
  });

  it('lets who is urgent go before all who wait', async () => {
    const { bucket, entered, pass, settle, take } = open(10, 1);
    for (const name of ['first', 'second', 'third']) void take(name);
    void bucket.take(never, true).then(() => entered.push('urgent'));
    await settle();
    await pass(300);
    expect(entered).toEqual(['first', 'urgent', 'second', 'third']);
  });

  it('lets who waits leave the line, with the reason of the signal', async () => {
    const { entered, pass, settle, sleepers, take } = open(10, 1);
    const leaver = new AbortController();
    void take('first');
    void take('second', leaver.signal);
    void take('third');
    await settle();
    leaver.abort(new Error('gone'));
    await settle();
    await pass(100);
    expect(entered).toEqual(['first', 'second: gone', 'third']);
    expect(sleepers.size).toBe(0);
  });

  it('waits for nothing after the last one left, and serves who comes then', async () => {
    const { entered, pass, settle, sleepers, take } = open(10, 1);
    const leaver = new AbortController();
    void take('first');
    void take('second', leaver.signal);
    await settle();
    expect(sleepers.size).toBe(1);
    leaver.abort(new Error('gone'));
    void take('third');
    await settle();
    await pass(100);
    expect(entered).toEqual(['first', 'second: gone', 'third']);
    expect(sleepers.size).toBe(0);
  });

  it('does not begin what was aborted before', async () => {
    const { bucket, entered, take } = open(10, 1);
    await expect(
      bucket.take(AbortSignal.abort(new Error('gone'))),
    ).rejects.toThrow('gone');
    await take('next');
    expect(entered).toEqual(['next']);
  });

  it('goes on when the clock is set back', async () => {
    const { entered, pass, settle, shift, take } = open(10, 1);
    void take('first');
    await settle();
    shift(-3_600_000);
    void take('second');
    await pass(100);
    expect(entered).toEqual(['first', 'second']);
  });
});
