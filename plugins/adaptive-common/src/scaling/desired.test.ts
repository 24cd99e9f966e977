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
