import fc from 'fast-check';
import { fallbackSize, isTriggerActive, kedaChange } from './keda';
import type { KedaLimits } from './keda';

const NOW = Date.parse('2026-11-22T14:04:00Z');
const ago = (seconds: number) => NOW - seconds * 1000;

describe('isTriggerActive', () => {
  it('is above the activation threshold, not at it', () => {
    expect(isTriggerActive(0)).toBe(false);
    expect(isTriggerActive(0.001)).toBe(true);
    expect(isTriggerActive(0.2, 0.2)).toBe(false);
    expect(isTriggerActive(0.3, 0.2)).toBe(true);
  });
});

describe('kedaChange', () => {
  const change = (
    limits: KedaLimits,
    current: number,
    more: { active?: boolean; lastActiveAt?: number; createdAt?: number } = {},
  ) => kedaChange({ now: NOW, current, active: false, limits, ...more });

  it('wakes a pool at 0: to min, or to 1', () => {
    expect(change({ minReplicaCount: 0 }, 0, { active: true })).toEqual({
      replicas: 1,
      notBefore: NOW,
      heldBy: 'nothing',
    });
    expect(change({ minReplicaCount: 3 }, 0, { active: true })?.replicas).toBe(
      3,
    );
    expect(change({}, 1, { active: true })).toBeUndefined();
  });

  it('puts a pool to sleep when the cooldown has passed, 300 s by default', () => {
    expect(change({}, 2, { lastActiveAt: ago(100) })).toEqual({
      replicas: 0,
      notBefore: NOW + 200_000,
      heldBy: 'cooldownPeriod',
    });
    expect(
      change({ cooldownPeriod: 60 }, 2, { lastActiveAt: ago(100) }),
    ).toEqual({ replicas: 0, notBefore: NOW, heldBy: 'nothing' });
  });

  it('waits for the initial cooldown where no trigger was ever active', () => {
    const createdAt = ago(30);
    expect(change({}, 1, { createdAt })?.heldBy).toBe('nothing');
    expect(change({ initialCooldownPeriod: 120 }, 1, { createdAt })).toEqual({
      replicas: 0,
      notBefore: NOW + 90_000,
      heldBy: 'initialCooldownPeriod',
    });
  });

  it('has an idle size below min', () => {
    const limits = { minReplicaCount: 2, idleReplicaCount: 0 };
    expect(change(limits, 2, { lastActiveAt: ago(400) })?.replicas).toBe(0);
    expect(change(limits, 0)).toBeUndefined();
    expect(change(limits, 0, { active: true })?.replicas).toBe(2);
  });

  it('lifts a pool below min', () => {
    expect(change({ minReplicaCount: 2 }, 1)?.replicas).toBe(2);
  });

  it('does nothing with a min of at least 1, whatever the cooldown', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 10 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 10_000 }),
        (min, above, active, cooldownPeriod) => {
          expect(
            change({ minReplicaCount: min, cooldownPeriod }, min + above, {
              active,
              lastActiveAt: ago(5000),
            }),
          ).toBeUndefined();
        },
      ),
    );
  });
});

describe('fallbackSize', () => {
  it.each([
    [undefined, 2, 2],
    ['static', 2, 2],
    ['currentReplicas', 5, 1],
    ['currentReplicasIfHigher', 5, 2],
    ['currentReplicasIfLower', 2, 1],
    ['triggerScoped', undefined, undefined],
  ])('%s of 2 holds 5 at %s and 1 at %s', (behavior, at5, at1) => {
    expect(fallbackSize({ replicas: 2, behavior }, 5)).toBe(at5);
    expect(fallbackSize({ replicas: 2, behavior }, 1)).toBe(at1);
  });
});
