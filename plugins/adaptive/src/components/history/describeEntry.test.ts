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

  it('says when an object no longer has a condition', () => {
    expect(describeEntry({ ...changed, before: 'True' })).toBe(
      'HPA: ScalingLimited is no longer told, before: True',
    );
  });
});
