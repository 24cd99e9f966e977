import { InputError } from '@backstage/errors';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, PoolInput } from '../model';
import { poolKey } from '../names';

/**
 * An engine with what its input does not say.
 *
 * @public
 */
export interface EngineState {
  engine: EngineInput;
  /** Names of the pools whose autoscaling is paused. */
  pausedPools: string[];
}

/**
 * A pool to add or to change; what is left out of a pool that is there stays as it is.
 *
 * @public
 */
export type PoolChange = Pick<PoolInput, 'name'> & Partial<PoolInput>;

/**
 * What to change about an engine; what is absent stays.
 *
 * @public
 */
export interface EngineChange {
  /** Pools to add, or to change where one has the same name after the chart's normalisation. */
  setPools?: PoolChange[];
  /** Names of pools to remove. */
  removePools?: string[];
  /** Another version of the chart, in which pools are the same kind of workload. */
  chartVersion?: string;
  /** Pauses or resumes the autoscaling of pools; of all pools without `pools`. */
  autoscaling?: { action: 'pause' | 'resume'; pools?: string[] };
}

function quoted(names: string[]): string {
  return names.map(name => `'${name}'`).join(', ');
}

/** The engine's own name of each pool that somebody named. */
function resolve(engine: EngineInput, names: string[], path: string): string[] {
  const { chartVersion, pools } = engine;
  return names.map((name, index) => {
    const key = poolKey(name, chartVersion);
    const found = pools.find(pool => poolKey(pool.name, chartVersion) === key);
    if (!found) {
      throw new InputError(
        `${path}[${index}] is ${JSON.stringify(
          name.slice(0, 80),
        )}, and the engine has no such pool; accepted are ${quoted(
          pools.map(pool => pool.name),
        )}`,
      );
    }
    return found.name;
  });
}

function setPools(engine: EngineInput, changes: PoolChange[]): EngineInput {
  const pools = [...engine.pools];
  for (const [index, { name, ...fields }] of changes.entries()) {
    const given = Object.fromEntries(
      Object.entries(fields).filter(
        ([, value]) => value !== undefined && value !== null,
      ),
    );
    const key = poolKey(name, engine.chartVersion);
    const at = pools.findIndex(
      pool => poolKey(pool.name, engine.chartVersion) === key,
    );
    if (at >= 0) {
      pools[at] = { ...pools[at], ...given };
      continue;
    }
    const { minReplicas, maxReplicas, gpusPerReplica } = fields;
    if (
      minReplicas === undefined ||
      maxReplicas === undefined ||
      gpusPerReplica === undefined
    ) {
      throw new InputError(
        `change.setPools[${index}] '${name}' is a new pool; it needs minReplicas, maxReplicas and gpusPerReplica`,
      );
    }
    pools.push({ ...given, name, minReplicas, maxReplicas, gpusPerReplica });
  }
  return { ...engine, pools };
}

function removePools(engine: EngineInput, names: string[]): EngineInput {
  const removed = resolve(engine, names, 'change.removePools');
  const pools = engine.pools.filter(({ name }) => !removed.includes(name));
  if (pools.length === 0) {
    throw new InputError(
      `change.removePools would leave the engine without a pool; it needs at least one, or delete the engine`,
    );
  }
  return { ...engine, pools };
}

function setChartVersion(
  engine: EngineInput,
  chartVersion: string,
): EngineInput {
  const before = chartCapabilities(engine.chartVersion).pools;
  const after = chartCapabilities(chartVersion).pools;
  if (before.shape !== after.shape) {
    throw new InputError(
      `change.chartVersion is '${chartVersion}', where pools are ${after.shape}s, and the engine's are ${before.shape}s with chart '${engine.chartVersion}'; an edit keeps their kind, as the cluster would have to replace all of them at once`,
    );
  }
  return { ...engine, chartVersion };
}

function setPaused(
  state: EngineState,
  change: NonNullable<EngineChange['autoscaling']>,
): string[] {
  const { engine, pausedPools } = state;
  const named =
    change.pools && change.pools.length > 0
      ? resolve(engine, change.pools, 'change.autoscaling.pools')
      : engine.pools.map(({ name }) => name);
  const isPaused = (name: string) =>
    named.includes(name)
      ? change.action === 'pause'
      : pausedPools.includes(name);
  return engine.pools.map(({ name }) => name).filter(isPaused);
}

/**
 * Applies a change to an engine. The result has the right shape; whether it keeps the rules is for `validateEngine` to
 * say.
 *
 * @throws InputError for pools that are not there, a new pool that is not complete, and a chart version with another
 * kind of workload
 * @public
 */
export function changeEngine(
  state: EngineState,
  change: EngineChange,
): EngineState {
  let { engine } = state;
  if (change.removePools && change.removePools.length > 0) {
    engine = removePools(engine, change.removePools);
  }
  if (change.setPools) engine = setPools(engine, change.setPools);
  if (change.chartVersion !== undefined) {
    engine = setChartVersion(engine, change.chartVersion);
  }
  const pausedPools = state.pausedPools.filter(paused =>
    engine.pools.some(({ name }) => name === paused),
  );
  return {
    engine,
    pausedPools: change.autoscaling
      ? setPaused({ engine, pausedPools }, change.autoscaling)
      : pausedPools,
  };
}
