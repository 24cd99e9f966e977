import { Deadline } from './Deadline';

describe('Deadline', () => {
  const parent = new AbortController().signal;

  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins anew with everything that comes', () => {
    const deadline = new Deadline(parent, 1_000);
    jest.advanceTimersByTime(900);
    deadline.touch();
    jest.advanceTimersByTime(900);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(100);
    expect(String(deadline.signal.reason)).toContain(
      'did not answer within 1 s',
    );
  });

  it('does not pass while what came waits for us, and begins anew after it', async () => {
    const deadline = new Deadline(parent, 1_000);
    let finish: () => void = () => {};
    const handled = deadline.handle(
      () =>
        new Promise<void>(resolve => {
          finish = resolve;
        }),
    );
    jest.advanceTimersByTime(5_000);
    expect(deadline.signal.aborted).toBe(false);
    finish();
    await handled;
    jest.advanceTimersByTime(999);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
  });

  it('passes no more when the request is over', () => {
    const deadline = new Deadline(parent, 1_000);
    deadline.end();
    jest.advanceTimersByTime(5_000);
    expect(deadline.signal.aborted).toBe(false);
  });
});
