import { describeEntry } from './describeEntry';

describe('describeEntry', () => {
  const changed = {
    id: '1',
    at: '2026-08-01T00:00:00Z',
    kind: 'condition' as const,
    pool: 'llama-70b',
    of: 'hpa' as const,
    type: 'ScalingLimited',
  };

  it('names a condition, its reason, and how it was', () => {
    expect(
      describeEntry({
        ...changed,
        status: 'True',
        before: 'False',
        reason: 'TooManyReplicas',
      }),
    ).toBe('HPA: ScalingLimited is True (TooManyReplicas), before: False');
  });

  const counts = { current: 3, ready: 3, starting: 0, pending: 0 };
  const resized = {
    id: '2',
    at: '2026-08-01T00:00:00Z',
    kind: 'replicas' as const,
    pool: 'llama-70b',
    before: { ...counts, desired: 3, min: 1, max: 8 },
  };

  it.each([
    [{ desired: 5 }, 'Wanted replicas: 5 (before: 3)'],
    [
      { min: 2, max: 4 },
      'Min replicas: 2 (before: 1); Max replicas: 4 (before: 8)',
    ],
    [
      { desired: 5, starting: 2 },
      'Replicas: 3 ready, 2 starting (before: 3 ready)',
    ],
  ])('names the counts that changed: %j', (changes, text) => {
    const replicas = { ...resized.before, ...changes };
    expect(describeEntry({ ...resized, replicas })).toBe(text);
  });

  it('says of a problem that another one replaces that it is not over', () => {
    expect(
      describeEntry({
        id: '3',
        at: '2026-08-01T00:00:00Z',
        kind: 'problemCleared',
        code: 'timeouts-above-threshold',
        severity: 'warning',
        sentence: '11 % time out.',
        since: '2026-08-01T00:00:00Z',
        replacedBy: '33 % time out, and nothing scales this pool.',
      }),
    ).toMatch(
      /^Problem replaced \(since .+\): 11 % time out\. Now: 33 % time out, and nothing scales this pool\.$/,
    );
  });

  it('says when an object no longer has a condition', () => {
    expect(describeEntry({ ...changed, before: 'True' })).toBe(
      'HPA: ScalingLimited is no longer told, before: True',
    );
  });
});
