import fc from 'fast-check';
import {
  decide,
  remember,
  type DecisionInput,
  type HpaHistory,
} from './limits';
import { proposeForAll, proposeReplicas, shownValue } from './proposal';

const RATIO_10 = 100;
const average = { targetType: 'AverageValue' as const, target: RATIO_10 };
const value = { targetType: 'Value' as const, target: RATIO_10 };

function counts(spec: number, ready = spec) {
  return { spec, status: spec, ready };
}

/** Runs syncs 15 s apart with one constant metric, as measured on the real controllers. */
function play(
  start: number,
  seconds: number,
  next: (now: number, replicas: number) => number,
  bounds: Pick<DecisionInput, 'min' | 'max' | 'behavior'>,
) {
  let replicas = start;
  let history: HpaHistory = {
    recommendations: [{ at: 0, replicas: start }],
    scaleEvents: [],
  };
  const sizes: number[] = [];
  for (let now = 15; now <= seconds; now += 15) {
    const input = {
      ...bounds,
      current: replicas,
      desired: next(now, replicas),
      history,
      now,
    };
    const decision = decide(input);
    history = remember(input, decision.replicas);
    replicas = decision.replicas;
    sizes.push(replicas);
  }
  return sizes;
}

const NO_WINDOW = { scaleDown: { stabilizationWindowSeconds: 0 } };

describe('what external metrics ask for', () => {
  it('AverageValue asks for metric ÷ target, whatever runs now', () => {
    expect(proposeReplicas(average, 230, counts(6))).toBe(3);
    expect(proposeReplicas(average, 230, counts(2))).toBe(3);
    expect(proposeReplicas(average, 1000, counts(6))).toBe(10);
  });

  it('Value multiplies the ready pods, not the current replicas', () => {
    expect(proposeReplicas(value, 230, counts(4))).toBe(10);
    expect(proposeReplicas(value, 230, counts(8, 4))).toBe(10);
    expect(proposeReplicas(value, 230, counts(4, 0))).toBe(0);
  });

  it('keeps the size while the ratio is within 10 % of the target', () => {
    expect(proposeReplicas(value, 110, counts(5))).toBe(5);
    expect(proposeReplicas(value, 90, counts(5))).toBe(5);
    expect(proposeReplicas(value, 111, counts(5))).toBe(6);
    expect(proposeReplicas(average, 430, counts(4))).toBe(4);
    expect(proposeReplicas(average, 450, counts(4))).toBe(5);
  });

  it('shows averages per replica, rounded up to thousandths', () => {
    expect(shownValue('AverageValue', 230, counts(6))).toBe(39);
    expect(shownValue('Value', 230, counts(6))).toBe(230);
  });

  it('takes the highest of several metrics', () => {
    const load = {
      targetType: 'AverageValue' as const,
      target: 4000,
      usage: { value: 18000 },
    };
    expect(
      proposeForAll([{ ...value, usage: { value: 0 } }, load], counts(3)),
    ).toEqual({ replicas: 5, metric: 1, errors: [] });
  });

  it('does not scale in while one metric is missing, but does scale out', () => {
    const missing = { ...value, usage: { error: 'gone' } };
    const low = { ...average, usage: { value: 100 } };
    const high = { ...average, usage: { value: 900 } };
    expect(proposeForAll([missing, low], counts(4)).replicas).toBeUndefined();
    expect(proposeForAll([missing, high], counts(4))).toEqual({
      replicas: 9,
      metric: 1,
      errors: [{ metric: 0, error: 'gone' }],
    });
    expect(proposeForAll([missing], counts(4)).replicas).toBeUndefined();
  });
});

describe('measured runs', () => {
  it('23 % with Value runs away from 4 to 20 in three syncs', () => {
    const sizes = play(
      4,
      45,
      (_now, replicas) => proposeReplicas(value, 230, counts(replicas)),
      { min: 1, max: 20 },
    );
    expect(sizes).toEqual([8, 16, 20]);
  });

  it('5 % with Value halves a pool of 6 down to 1', () => {
    const sizes = play(
      6,
      45,
      (_now, replicas) => proposeReplicas(value, 50, counts(replicas)),
      { min: 1, max: 20, behavior: NO_WINDOW },
    );
    expect(sizes).toEqual([3, 2, 1]);
  });

  it('23 % with Value and no pod ready falls from 4 to 1', () => {
    const sizes = play(
      4,
      15,
      (_now, replicas) => proposeReplicas(value, 230, counts(replicas, 0)),
      { min: 1, max: 20, behavior: NO_WINDOW },
    );
    expect(sizes).toEqual([1]);
  });

  it('23 % with AverageValue scales 6 in to 3 after the window of 300 s', () => {
    const sizes = play(
      6,
      315,
      (_now, replicas) => proposeReplicas(average, 230, counts(replicas)),
      { min: 2, max: 6 },
    );
    expect(sizes.slice(0, 18)).toEqual(Array(18).fill(6));
    expect(sizes.at(-1)).toBe(3);
  });
});

describe('limits', () => {
  const base: DecisionInput = {
    current: 2,
    desired: 9,
    min: 1,
    max: 20,
    history: { recommendations: [], scaleEvents: [] },
    now: 1000,
  };

  it('says why a size is limited', () => {
    expect(decide(base)).toMatchObject({
      replicas: 4,
      scalingLimited: { status: 'True', reason: 'ScaleUpLimit' },
    });
    expect(decide({ ...base, max: 3 })).toMatchObject({
      replicas: 3,
      scalingLimited: { status: 'True', reason: 'TooManyReplicas' },
    });
    expect(decide({ ...base, desired: 0, behavior: {} })).toMatchObject({
      replicas: 1,
      scalingLimited: { status: 'True', reason: 'TooFewReplicas' },
    });
    expect(decide({ ...base, desired: 2 })).toMatchObject({
      replicas: 2,
      ableToScale: { reason: 'ReadyForNewScale' },
      scalingLimited: { status: 'False', reason: 'DesiredWithinRange' },
    });
  });

  it('lets one pod or 50 % per 300 s through, whichever is more', () => {
    const behavior = {
      scaleUp: {
        policies: [
          { type: 'Pods' as const, value: 1, periodSeconds: 300 },
          { type: 'Percent' as const, value: 50, periodSeconds: 300 },
        ],
      },
    };
    const sizes = play(2, 615, () => 9, { min: 1, max: 20, behavior });
    expect(sizes[0]).toBe(3);
    expect(new Set(sizes.slice(0, 19))).toEqual(new Set([3]));
    expect(sizes[20]).toBe(5);
    expect(sizes.at(-1)).toBe(8);
  });

  it('takes the smallest change with Min and none with Disabled', () => {
    const policies = [
      { type: 'Pods' as const, value: 1, periodSeconds: 60 },
      { type: 'Percent' as const, value: 100, periodSeconds: 60 },
    ];
    const down = (selectPolicy: 'Min' | 'Max' | 'Disabled') =>
      decide({
        ...base,
        current: 8,
        desired: 1,
        behavior: { scaleDown: { policies, selectPolicy } },
      }).replicas;
    expect(down('Min')).toBe(7);
    expect(down('Max')).toBe(1);
    expect(down('Disabled')).toBe(8);
  });

  it('waits for the scale-up window before growing', () => {
    const behavior = { scaleUp: { stabilizationWindowSeconds: 60 } };
    const sizes = play(2, 90, () => 4, { min: 1, max: 9, behavior });
    expect(sizes).toEqual([2, 2, 2, 4, 4, 4]);
  });

  it('never leaves the bounds', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 1, max: 10 }),
        fc.nat(10),
        fc.nat(12),
        fc.boolean(),
        (desired, min, span, offset, withBehavior) => {
          const max = min + span;
          const current = Math.min(max, min + offset);
          const { replicas } = decide({
            ...base,
            current,
            desired,
            min,
            max,
            behavior: withBehavior ? NO_WINDOW : undefined,
          });
          expect(replicas).toBeGreaterThanOrEqual(min);
          expect(replicas).toBeLessThanOrEqual(max);
        },
      ),
    );
  });
});
