import {
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

  it('counts what was changed within the period of a policy', () => {
    const rules = scaleUpRules({
      scaleUp: { policies: [{ type: 'Pods', value: 3, periodSeconds: 60 }] },
    });
    const added = (pods: number, secondsAgo: number) => ({
      now: NOW,
      changes: [{ at: NOW - secondsAgo * SECOND, pods }],
    });
    expect(scaleUpLimit(6, rules, added(2, 30))).toBe(7);
    expect(scaleUpLimit(6, rules, added(3, 30))).toBe(6);
    expect(scaleUpLimit(6, rules, added(5, 30))).toBe(6);
    expect(scaleUpLimit(6, rules, added(2, 60))).toBe(9);
    // What was removed may be added again on top.
    expect(scaleUpLimit(6, rules, added(-2, 30))).toBe(11);
    const down = scaleDownRules({
      scaleDown: { policies: [{ type: 'Pods', value: 3, periodSeconds: 60 }] },
    });
    expect(scaleDownLimit(6, down, added(-2, 30))).toBe(5);
    expect(scaleDownLimit(6, down, added(-5, 30))).toBe(6);
  });

  it('has a limit beside a policy that is used up, whatever it had', () => {
    const policies = [
      { type: 'Percent' as const, value: 100, periodSeconds: 15 },
      { type: 'Pods' as const, value: 1, periodSeconds: 60 },
    ];
    const spent = { now: NOW, changes: [{ at: NOW - 5000, pods: -Infinity }] };
    const limit = (selectPolicy: 'Min' | 'Max') =>
      scaleDownLimit(
        6,
        scaleDownRules({ scaleDown: { policies, selectPolicy } }),
        spent,
      );
    expect(limit('Min')).toBe(6);
    expect(limit('Max')).toBe(0);
  });

  it('rounds percentages as Go does', () => {
    const percent = (value: number) => ({
      policies: [{ type: 'Percent' as const, value, periodSeconds: 60 }],
    });
    // 50 * 1.1 is a hair above 55, 10 * (1 - 0.9) a hair below 1.
    expect(scaleUpLimit(50, scaleUpRules({ scaleUp: percent(10) }))).toBe(56);
    expect(scaleDownLimit(10, scaleDownRules({ scaleDown: percent(90) }))).toBe(
      0,
    );
  });
});
