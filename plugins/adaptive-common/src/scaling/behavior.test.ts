import {
  earliestChange,
  scaleDownLimit,
  scaleDownRules,
  scaleUpLimit,
  scaleUpRules,
} from './behavior';

const NOW = Date.parse('2026-11-22T14:04:00Z');
const SECOND = 1000;

describe('limits of one step', () => {
  it('has the defaults of Kubernetes: +4 or +100 % out, everything in', () => {
    expect(scaleUpLimit(1, scaleUpRules())).toBe(5);
    expect(scaleUpLimit(6, scaleUpRules())).toBe(12);
    expect(scaleDownLimit(6, scaleDownRules())).toBe(0);
    expect(scaleDownRules().stabilizationWindowSeconds).toBe(300);
    expect(scaleUpRules().stabilizationWindowSeconds).toBe(0);
  });

  it('keeps a window of 0 that is set on purpose', () => {
    expect(
      scaleDownRules({ scaleDown: { stabilizationWindowSeconds: 0 } })
        .stabilizationWindowSeconds,
    ).toBe(0);
  });

  it('takes the policy that selectPolicy names', () => {
    const policies = [
      { type: 'Pods' as const, value: 1, periodSeconds: 300 },
      { type: 'Percent' as const, value: 50, periodSeconds: 300 },
    ];
    expect(scaleUpLimit(6, scaleUpRules({ scaleUp: { policies } }))).toBe(9);
    expect(
      scaleUpLimit(
        6,
        scaleUpRules({ scaleUp: { policies, selectPolicy: 'Min' } }),
      ),
    ).toBe(7);
    expect(scaleDownLimit(6, scaleDownRules({ scaleDown: { policies } }))).toBe(
      3,
    );
    expect(
      scaleDownLimit(
        6,
        scaleDownRules({ scaleDown: { policies, selectPolicy: 'Min' } }),
      ),
    ).toBe(5);
  });
});

describe('earliestChange', () => {
  it('is undefined when the size is right', () => {
    expect(
      earliestChange({ now: NOW, current: 3, desired: 3 }),
    ).toBeUndefined();
  });

  it('scales in only when the window has passed since the last scale-out', () => {
    expect(
      earliestChange({
        now: NOW,
        current: 6,
        desired: 3,
        lastScale: { at: NOW - 60 * SECOND, direction: 'out' },
      }),
    ).toEqual({
      replicas: 3,
      notBefore: NOW + 240 * SECOND,
      heldBy: 'stabilizationWindow',
    });
  });

  it('counts the window from the last time the metric asked for the current size', () => {
    expect(
      earliestChange({
        now: NOW,
        current: 6,
        desired: 3,
        lastScale: { at: NOW - 1000 * SECOND, direction: 'out' },
        lastOpposedAt: NOW - 100 * SECOND,
      })?.notBefore,
    ).toBe(NOW + 200 * SECOND);
  });

  it('scales out at once by default', () => {
    expect(earliestChange({ now: NOW, current: 2, desired: 3 })).toEqual({
      replicas: 3,
      notBefore: NOW,
      heldBy: 'nothing',
    });
  });

  it('goes step by step: one pod per period', () => {
    const behavior = {
      scaleDown: {
        stabilizationWindowSeconds: 0,
        policies: [{ type: 'Pods' as const, value: 1, periodSeconds: 600 }],
      },
    };
    expect(
      earliestChange({
        now: NOW,
        current: 6,
        desired: 3,
        behavior,
        lastScale: { at: NOW - 100 * SECOND, direction: 'in' },
      }),
    ).toEqual({
      replicas: 5,
      notBefore: NOW + 500 * SECOND,
      heldBy: 'policyPeriod',
    });
  });

  it('does not wait for a policy period after a change in the other direction', () => {
    expect(
      earliestChange({
        now: NOW,
        current: 2,
        desired: 5,
        behavior: {
          scaleUp: {
            policies: [{ type: 'Pods', value: 3, periodSeconds: 300 }],
          },
        },
        lastScale: { at: NOW - 10 * SECOND, direction: 'in' },
      })?.heldBy,
    ).toBe('nothing');
  });

  it('says when scaling in is disabled', () => {
    expect(
      earliestChange({
        now: NOW,
        current: 6,
        desired: 3,
        behavior: { scaleDown: { selectPolicy: 'Disabled' } },
      }),
    ).toEqual({ replicas: 6, notBefore: NOW, heldBy: 'disabled' });
  });
});
