import { Limiter } from './Limiter';

const signal = () => new AbortController().signal;

/** Work that ends when told to. */
function piece() {
  let end: () => void = () => {};
  const done = new Promise<void>(resolve => {
    end = resolve;
  });
  return { end, work: () => done };
}

const settle = () =>
  new Promise(resolve => {
    setImmediate(resolve);
  });

describe('Limiter', () => {
  it('runs no more than allowed, and the others in their order', async () => {
    const limiter = new Limiter(2);
    const started: number[] = [];
    const pieces = [0, 1, 2, 3].map(() => piece());
    const runs = pieces.map(({ work }, i) =>
      limiter.run(signal(), () => {
        started.push(i);
        return work();
      }),
    );
    await settle();
    expect(started).toEqual([0, 1]);
    pieces[1].end();
    await settle();
    expect(started).toEqual([0, 1, 2]);
    pieces.forEach(({ end }) => end());
    await Promise.all(runs);
    expect(started).toEqual([0, 1, 2, 3]);
  });

  it('frees the place of work that fails', async () => {
    const limiter = new Limiter(1);
    const failing = limiter.run(signal(), async () => {
      throw new Error('no');
    });
    const next = limiter.run(signal(), async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  it('lets who waits leave the line', async () => {
    const limiter = new Limiter(1);
    const first = piece();
    const running = limiter.run(signal(), first.work);
    const leaver = new AbortController();
    let ran = false;
    const left = limiter.run(leaver.signal, async () => {
      ran = true;
    });
    const last = limiter.run(signal(), async () => 'last');
    leaver.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    first.end();
    await running;
    expect(await last).toBe('last');
    expect(ran).toBe(false);
  });
});
