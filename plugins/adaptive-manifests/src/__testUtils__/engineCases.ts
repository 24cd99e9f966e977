import type { EngineInput, PoolInput, RenderTarget } from '../model';
import { exampleEngine, exampleTarget } from './exampleEngine';

/** What an engine must be told. */
export type EngineCase = [
  severity: string,
  rule: string,
  path: string,
  input: EngineInput,
  target?: RenderTarget,
];

export const [big, judge] = exampleEngine.pools;

/** The example engine with other fields. */
export function engine(change: Partial<EngineInput>): EngineInput {
  return { ...exampleEngine, ...change };
}

/** The example engine with one pool, of which fields are other ones. */
export function pool(change: Partial<PoolInput>): EngineInput {
  return engine({ pools: [{ ...big, ...change }] });
}

export const withoutKeda: RenderTarget = { ...exampleTarget, autoscaling: {} };
export const off = { mode: 'off' as const };
export const store = { name: 'aws', kind: 'SecretStore' as const };
