import fc from 'fast-check';
import {
  scaleDownLimit,
  scaleDownRules,
  scaleUpLimit,
  scaleUpRules,
} from './behavior';
import type { ScalingBehavior } from './behavior';
import { earliestChange, stabilizedSize } from './earliestChange';
import type { ChangeInput } from './earliestChange';

const NOW = Date.parse('2026-11-22T14:04:00Z');
const SECOND = 1000;
const ago = (seconds: number) => NOW - seconds * SECOND;

describe('stabilizedSize', () => {
  const behavior: ScalingBehavior = {
    scaleUp: { stabilizationWindowSeconds: 60 },
    scaleDown: { stabilizationWindowSeconds: 300 },
  };
  const size = (desired: number, ...before: Array<[number, number]>) =>
    stabilizedSize({
      now: NOW,
      current: 6,
      desired,
      behavior,
      recommendations: before.map(([secondsAgo, replicas]) => ({
        at: ago(secondsAgo),
        replicas,
      })),
    });

  it('scales in to the highest recommendation of the window, and out to the lowest', () => {
    expect(size(3)).toBe(3);
    expect(size(3, [200, 5], [100, 4])).toBe(5);
    expect(size(3, [200, 9])).toBe(6);
    expect(size(9, [30, 8], [50, 7])).toBe(7);
    expect(size(9, [30, 4])).toBe(6);
  });

  it('forgets what is as old as the window', () => {
    expect(size(3, [300, 9])).toBe(3);
    expect(size(3, [299, 9])).toBe(6);
    expect(size(9, [60, 4])).toBe(9);
  });
});

describe('earliestChange', () => {
  it('is undefined when the size is right', () => {
    expect(
      earliestChange({ now: NOW, current: 3, desired: 3 }),
    ).toBeUndefined();
  });

  it('scales in only when the window has passed since the metric asked for as much', () => {
    expect(
      earliestChange({
        now: NOW,
        current: 6,
        desired: 3,
        recommendations: [{ at: ago(60), replicas: 6 }],
      }),
    ).toEqual({
      replicas: 3,
      notBefore: NOW + 240 * SECOND,
      heldBy: 'stabilizationWindow',
    });
  });

  it('goes in as far as the highest recommendation in the window lets it', () => {
    expect(
      earliestChange({
        now: NOW,
        current: 6,
        desired: 2,
        recommendations: [
          { at: ago(250), replicas: 6 },
          { at: ago(100), replicas: 4 },
        ],
      }),
    ).toEqual({
      replicas: 4,
      notBefore: NOW + 50 * SECOND,
      heldBy: 'stabilizationWindow',
    });
  });

  it('scales out at once by default', () => {
    expect(earliestChange({ now: NOW, current: 2, desired: 3 })).toEqual({
      replicas: 3,
      notBefore: NOW,
      heldBy: 'nothing',
    });
  });

  it('doubles at most where the HPA has no behaviour, and begins with 4', () => {
    const first = (current: number) =>
      earliestChange({ now: NOW, current, desired: 20 })?.replicas;
    expect([first(1), first(3), first(6)]).toEqual([4, 6, 12]);
  });

  it('goes step by step: one pod per period', () => {
    const behavior: ScalingBehavior = {
      scaleDown: {
        stabilizationWindowSeconds: 0,
        policies: [{ type: 'Pods', value: 1, periodSeconds: 600 }],
      },
    };
    expect(
      earliestChange({
        now: NOW,
        current: 6,
        desired: 3,
        behavior,
        changes: [{ at: ago(100), pods: -1 }],
      }),
    ).toEqual({
      replicas: 5,
      notBefore: NOW + 500 * SECOND,
      heldBy: 'policyPeriod',
    });
  });

  it('takes what a policy has left, and the policy that lets it go first', () => {
    const behavior = (selectPolicy: 'Max' | 'Min'): ScalingBehavior => ({
      scaleUp: {
        selectPolicy,
        policies: [
          { type: 'Pods', value: 2, periodSeconds: 60 },
          { type: 'Percent', value: 25, periodSeconds: 300 },
        ],
      },
    });
    const next = (selectPolicy: 'Max' | 'Min', pods: number) =>
      earliestChange({
        now: NOW,
        current: 8,
        desired: 20,
        behavior: behavior(selectPolicy),
        changes: [{ at: ago(20), pods }],
      });
    expect(next('Max', 1)).toMatchObject({ replicas: 9, notBefore: NOW });
    expect(next('Max', 2)).toEqual({
      replicas: 10,
      notBefore: NOW + 40 * SECOND,
      heldBy: 'policyPeriod',
    });
    expect(next('Min', 2)).toEqual({
      replicas: 10,
      notBefore: NOW + 280 * SECOND,
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
        changes: [{ at: ago(10), pods: -1 }],
      }),
    ).toMatchObject({ replicas: 5, heldBy: 'nothing' });
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

describe('whatever the behaviour', () => {
  const size = fc.integer({ min: 1, max: 50 });
  const seconds = fc.integer({ min: 0, max: 1800 });
  const rules = fc.record(
    {
      stabilizationWindowSeconds: seconds,
      selectPolicy: fc.constantFrom<'Max' | 'Min'>('Max', 'Min'),
      policies: fc.array(
        fc.record({
          type: fc.constantFrom<'Pods' | 'Percent'>('Pods', 'Percent'),
          value: fc.integer({ min: 1, max: 200 }),
          periodSeconds: fc.integer({ min: 1, max: 1800 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: [] },
  );
  const input = fc.record({
    now: fc.constant(NOW),
    current: size,
    desired: size,
    behavior: fc.record({ scaleUp: rules, scaleDown: rules }),
    changes: fc.array(
      fc.record({
        at: seconds.map(ago),
        pods: fc.integer({ min: -5, max: 5 }),
      }),
      { maxLength: 3 },
    ),
    recommendations: fc.array(
      fc.record({ at: seconds.map(ago), replicas: size }),
      { maxLength: 5 },
    ),
  });

  it('steps towards what is wanted, never beyond it, never before now', () => {
    fc.assert(
      fc.property(input, given => {
        const { current, desired } = given;
        const change = earliestChange(given);
        const { replicas, notBefore } = change ?? {
          replicas: current,
          notBefore: NOW,
        };
        expect(notBefore).toBeGreaterThanOrEqual(NOW);
        expect(change === undefined).toBe(desired === current);
        expect(replicas === current).toBe(desired === current);
        expect(replicas).toBeGreaterThanOrEqual(Math.min(current, desired));
        expect(replicas).toBeLessThanOrEqual(Math.max(current, desired));
      }),
    );
  });

  it('is what an HPA does that looks every second', () => {
    /** The first second at which windows and policies together let the size change. */
    const firstChange = (given: ChangeInput) => {
      const { current, desired, behavior, changes = [] } = given;
      for (let second = 0; second <= 3600; second++) {
        const now = NOW + second * SECOND;
        const stabilized = stabilizedSize({ ...given, now });
        const recent = { now, changes };
        const reached =
          desired > current
            ? Math.min(
                stabilized,
                scaleUpLimit(current, scaleUpRules(behavior), recent),
              )
            : Math.max(
                stabilized,
                scaleDownLimit(current, scaleDownRules(behavior), recent),
              );
        if (reached !== current) return { replicas: reached, notBefore: now };
      }
      return undefined;
    };
    fc.assert(
      fc.property(input, given => {
        const change = earliestChange(given);
        expect(
          change && {
            replicas: change.replicas,
            notBefore: change.notBefore,
          },
        ).toEqual(firstChange(given));
      }),
    );
  });

  it('is never earlier for knowing more', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 0, max: 4 }), (given, known) => {
        const less = earliestChange({
          ...given,
          changes: [],
          recommendations: given.recommendations.slice(0, known),
        });
        const more = earliestChange({ ...given, changes: [] });
        expect(less?.notBefore ?? 0).toBeLessThanOrEqual(more?.notBefore ?? 0);
      }),
    );
  });

  it('stabilises between the size that is and those that were asked for', () => {
    fc.assert(
      fc.property(input, given => {
        const sizes = [
          given.current,
          given.desired,
          ...given.recommendations.map(({ replicas }) => replicas),
        ];
        const stabilized = stabilizedSize(given);
        expect(stabilized).toBeGreaterThanOrEqual(Math.min(...sizes));
        expect(stabilized).toBeLessThanOrEqual(Math.max(...sizes));
        // A window holds back; it never makes a step longer, nor turns it round.
        const step = stabilized - given.current;
        const wanted = given.desired - given.current;
        expect(Math.abs(step)).toBeLessThanOrEqual(Math.abs(wanted));
        expect(step * wanted).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
