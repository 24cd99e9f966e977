import fc from 'fast-check';
import {
  clampReplicas,
  combineDesired,
  desiredForAverageValue,
  desiredForValue,
  isWithinTolerance,
  reachableMaximum,
} from './desired';
import { scaleUpLimit, scaleUpRules } from './behavior';

describe('AverageValue', () => {
  const at = (total: number, currentReplicas: number) =>
    desiredForAverageValue({ total, target: 0.1, currentReplicas });

  it('asks for ceil(metric / target) whatever runs, so 23 % scales 6 in to 3 and 2 out to 3', () => {
    expect(at(0.23, 6)).toBe(3);
    expect(at(0.23, 2)).toBe(3);
  });

  it('can never ask for more than 10 with a target of 0.1', () => {
    expect(at(1, 4)).toBe(10);
    expect(reachableMaximum(0.1)).toBe(10);
  });

  it('agrees with the recorded HPA: 100m average over 6 replicas keeps 6', () => {
    expect(at(6 * 0.1, 6)).toBe(6);
  });

  it('leaves the size alone within 10 % around the current size', () => {
    expect(at(0.43, 4)).toBe(4);
    expect(at(0.45, 4)).toBe(5);
  });

  it('does not round up on binary fractions', () => {
    expect(at(1.1, 5)).toBe(11);
    expect(at(0.3, 1)).toBe(3);
  });

  it('refuses a target of 0', () => {
    expect(() =>
      desiredForAverageValue({ total: 1, target: 0, currentReplicas: 1 }),
    ).toThrow('Invalid scaling target 0');
  });
});

describe('Value', () => {
  const at = (value: number, current: number, ready = current) =>
    desiredForValue({
      value,
      target: 0.1,
      currentReplicas: current,
      readyReplicas: ready,
    });

  it('runs away: 23 % takes 4 to 20 in three steps of 15 s with the default policies', () => {
    const rules = scaleUpRules();
    const sizes = [4];
    while (sizes[sizes.length - 1] < 20) {
      const size = sizes[sizes.length - 1];
      sizes.push(
        clampReplicas(Math.min(at(0.23, size), scaleUpLimit(size, rules)), {
          min: 1,
          max: 20,
        }),
      );
    }
    expect(sizes).toEqual([4, 8, 16, 20]);
  });

  it('empties: 5 %, half the target, takes 6 to 1', () => {
    const sizes = [6];
    while (at(0.05, sizes[sizes.length - 1]) < sizes[sizes.length - 1]) {
      sizes.push(at(0.05, sizes[sizes.length - 1]));
    }
    expect(sizes).toEqual([6, 3, 2, 1]);
  });

  it("rounds as Go does: the HPA's ratio times the Ready pods, not the other way round", () => {
    expect(at(0.028, 25)).toBe(8);
    expect(at(0.2, 7)).toBe(14);
  });

  it('multiplies Ready pods: with none Ready 23 % takes 4 to 1', () => {
    expect(clampReplicas(at(0.23, 4, 0), { min: 1, max: 20 })).toBe(1);
    expect(at(0.23, 4, 2)).toBe(5);
  });

  it('leaves the size alone within the tolerance even when pods are not Ready', () => {
    expect(at(0.11, 4, 0)).toBe(4);
    expect(at(0.09, 4)).toBe(4);
  });
});

describe('isWithinTolerance', () => {
  it('includes both ends', () => {
    expect(isWithinTolerance(1.1)).toBe(true);
    expect(isWithinTolerance(0.9)).toBe(true);
    expect(isWithinTolerance(1.11)).toBe(false);
    expect(isWithinTolerance(1.3, 0.5)).toBe(true);
  });
});

describe('the tolerance of an HPA', () => {
  it('is one for each direction', () => {
    const tolerance = { scaleUp: 0.05, scaleDown: 0.3 };
    expect(isWithinTolerance(1.08, tolerance)).toBe(false);
    expect(isWithinTolerance(0.75, tolerance)).toBe(true);
    expect(isWithinTolerance(0.65, tolerance)).toBe(false);
    // What it does not say is the default.
    expect(isWithinTolerance(0.92, { scaleUp: 0 })).toBe(true);
    expect(isWithinTolerance(1.01, { scaleUp: 0 })).toBe(false);
  });
});

describe('several triggers', () => {
  it('takes the largest', () => {
    expect(combineDesired([3, 6], 6)).toBe(6);
  });

  it('may scale out, but not in, while one cannot be read', () => {
    expect(combineDesired([7, undefined], 6)).toBe(7);
    expect(combineDesired([3, undefined], 6)).toBeUndefined();
    expect(combineDesired([undefined], 6)).toBeUndefined();
    expect(combineDesired([], 6)).toBeUndefined();
  });
});

describe('limits', () => {
  it('clamps, and never below 1', () => {
    expect(clampReplicas(0, { min: 0, max: 5 })).toBe(1);
    expect(clampReplicas(9, { min: 2, max: 6 })).toBe(6);
    expect(clampReplicas(1, { min: 2, max: 6 })).toBe(2);
  });

  it.each([
    [0.1, 10],
    [0.3, 4],
    [0.5, 2],
    [1, 1],
  ])('reaches with threshold %d at most %d', (threshold, max) => {
    expect(reachableMaximum(threshold)).toBe(max);
  });

  it('bounds every ratio by the reachable maximum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 10, max: 1000 }),
        (ratio, threshold) => {
          const desired = desiredForAverageValue({
            total: ratio / 1000,
            target: threshold / 1000,
            currentReplicas: 0,
          });
          expect(desired).toBeLessThanOrEqual(
            reachableMaximum(threshold / 1000),
          );
        },
      ),
    );
  });
});

describe('whatever the metric', () => {
  const size = fc.integer({ min: 1, max: 40 });
  const milli = fc.integer({ min: 0, max: 20_000 }).map(n => n / 1000);
  const target = fc.integer({ min: 1, max: 5000 }).map(n => n / 1000);

  it('asks for no less when the metric is higher, with either type, all pods Ready', () => {
    fc.assert(
      fc.property(milli, milli, target, size, (a, b, wanted, current) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const average = (total: number) =>
          desiredForAverageValue({
            total,
            target: wanted,
            currentReplicas: current,
          });
        const value = (metric: number) =>
          desiredForValue({
            value: metric,
            target: wanted,
            currentReplicas: current,
            readyReplicas: current,
          });
        expect(average(low)).toBeLessThanOrEqual(average(high));
        expect(value(low)).toBeLessThanOrEqual(value(high));
      }),
    );
  });

  it('changes nothing within the tolerance, and something outside of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        size,
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 400 }),
        (permille, current, up, down) => {
          const tolerance = { scaleUp: up / 1000, scaleDown: down / 1000 };
          const desired = desiredForValue({
            value: permille / 1000,
            target: 1,
            currentReplicas: current,
            readyReplicas: current,
            tolerance,
          });
          const least = permille > 1000 + up ? current + 1 : current;
          const most = permille > 1000 ? Infinity : current;
          const within = permille <= 1000 + up && permille >= 1000 - down;
          expect(desired).toBeGreaterThanOrEqual(
            permille < 1000 - down ? 0 : least,
          );
          expect(desired).toBeLessThanOrEqual(within ? current : most);
        },
      ),
    );
  });

  it('stays inside min and max, and never asks for less than the largest trigger', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined }),
          { maxLength: 4 },
        ),
        size,
        size,
        size,
        (desired, current, a, b) => {
          const limits = { min: Math.min(a, b), max: Math.max(a, b) };
          const combined = combineDesired(desired, current);
          if (combined === undefined) return;
          for (const one of desired) {
            expect(combined).toBeGreaterThanOrEqual(one ?? 0);
          }
          const clamped = clampReplicas(combined, limits);
          expect(clamped).toBeGreaterThanOrEqual(limits.min);
          expect(clamped).toBeLessThanOrEqual(limits.max);
        },
      ),
    );
  });
});
