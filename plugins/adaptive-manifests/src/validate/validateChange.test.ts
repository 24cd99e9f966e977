import type { EngineInput } from '../model';
import { exampleEngine } from '../__testUtils__/exampleEngine';
import { validateChange } from './validateChange';

const bundled: EngineInput = {
  ...exampleEngine,
  autoscaling: { mode: 'bundled' },
};

const rules = (before: EngineInput, after?: EngineInput) =>
  validateChange(before, after).map(({ rule, severity }) => [severity, rule]);

describe('validateChange', () => {
  it('refuses to take the KEDA of a cluster away', () => {
    const pruned = ['error', 'keda-pruned'];
    expect(rules(bundled, exampleEngine)).toEqual([pruned]);
    expect(rules(bundled)).toEqual([pruned]);
    expect(rules(bundled, { ...bundled, chartVersion: '0.24.0' })).toEqual([
      pruned,
      ['warning', 'pools-replaced'],
    ]);
  });

  it('has nothing against changes that keep it, or never had it', () => {
    expect(rules(bundled, { ...bundled, chartVersion: '0.21.0' })).toEqual([]);
    expect(rules(exampleEngine, bundled)).toEqual([]);
    expect(rules(exampleEngine)).toEqual([]);
  });
});
