import type { Problem } from '@adaptive-portal/plugin-adaptive-common';
import { reading, TestPlatform } from '../../view/__testUtils__/TestPlatform';

/** A platform on which a pool of the default name has nothing to complain about. */
export function healthyPlatform(): TestPlatform {
  const platform = new TestPlatform();
  const names = Array.from({ length: 8 }, (_, n) => `gpu-${n + 2}`);
  platform.nodes(['gpu-1'], ...names.map((name): [string] => [name]));
  platform.readings.set('llama-70b', reading(0.02));
  return platform;
}

/** A ScaledObject with which nothing is wrong. */
export const SOUND = {
  fallback: { failureThreshold: 3, replicas: 2 },
  metricType: 'Value' as const,
  load: true,
};

export function codes(platform: TestPlatform): string[] {
  return platform.engine().problems.map(p => p.code);
}

/** The problem of this code; its sentence may hold no clock time, as readers live in other zones. */
export function problem(platform: TestPlatform, code: string): Problem {
  const found = platform.engine().problems.find(p => p.code === code);
  if (!found) throw new Error(`${code} not among ${codes(platform)}`);
  expect(found.sentence).not.toMatch(/\dT\d\d:|UTC|\d\d:\d\d:\d\d/);
  return found;
}
