import type {
  ClusterFacts,
  PlanOperation,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  EngineInput,
  Finding,
  RenderedFile,
  RenderTarget,
} from '../model';
import { fileChanges } from './describeChange';
import type { ReadContents } from './documents';
import { sumGpus } from './gpuTotals';
import { objectChanges } from './objectChanges';
import { poolFit } from './fits';
import { planFindings } from './planFindings';
import { planState, type PlanState } from './planState';
import { pairWorkloads, restartOf, type WorkloadPair } from './restarts';
import { peakWhileRolling } from './rollout';
import type { EnginePlan, GpuPlan, PoolPlan, PoolSize } from './types';
import type { Workload } from './workloads';

/**
 * What {@link planEngine} needs to know.
 *
 * @public
 */
export interface PlanEngineOptions {
  operation: PlanOperation;
  /** Files of the engine on the target branch; empty for a new engine. */
  before: readonly RenderedFile[];
  /** Files to be: with `apply` all files of the engine, changed or not; with `delete` none. */
  after: readonly RenderedFile[];
  /** The engine as it was asked for. Default: what `after` says, which has less to tell. */
  input?: EngineInput;
  /** What is configured for the cluster and the repository; absent, nothing is checked against it. */
  target?: RenderTarget;
  /** Live facts of the cluster; absent, nothing is checked against it, and findings do not say so. */
  facts?: ClusterFacts;
  /** Findings of the strict schemas of the manifests (`findings` of a `PlanResponse`). */
  schemaFindings?: readonly Finding[];
}

function sizeOf(workload: Workload | undefined): PoolSize | undefined {
  if (!workload) return undefined;
  const { min, max, needs, paused } = workload;
  return { min, max, gpusPerReplica: needs.gpus, paused };
}

function poolPlan(
  { before, after }: WorkloadPair,
  facts: ClusterFacts | undefined,
): PoolPlan[] {
  const found = after ?? before;
  if (found?.pool === undefined) return [];
  const was = sizeOf(before);
  const is = sizeOf(after);
  const nodes = facts?.nodes.value;
  const fit = after && nodes ? poolFit(after, nodes) : undefined;
  return [
    {
      pool: found.pool,
      defaultGroup: found.defaultGroup,
      workload: `${found.kind}/${found.name}`,
      ...(was ? { before: was } : {}),
      ...(is ? { after: is } : {}),
      ...(fit ? { fit } : {}),
    },
  ];
}

function gpuPlan(
  before: PlanState,
  after: PlanState,
  pairs: readonly WorkloadPair[],
  facts: ClusterFacts | undefined,
): GpuPlan {
  const totals = ({ engine }: PlanState) =>
    engine && engine.refusal === undefined
      ? sumGpus(engine.workloads)
      : undefined;
  const was = totals(before);
  const is = totals(after);
  const unknown = [before, after].some(
    ({ engine }) => engine?.refusal !== undefined,
  );
  const held = facts?.engineGpus.value;
  return {
    ...(was ? { before: was } : {}),
    ...(is ? { after: is } : {}),
    ...(pairs.length === 0 || unknown
      ? {}
      : { peakWhileRolling: peakWhileRolling(pairs) }),
    ...(held === undefined ? {} : { held }),
  };
}

/**
 * Tells what a change of an engine would do, and whether it may be done: files, the values and objects that differ,
 * replicas and GPUs against what the cluster has, pods that would restart, and the findings of every layer of
 * validation. Pure, and the same in a browser and in a backend; never throws, whatever is in the files: what cannot be
 * read is a finding.
 *
 * Secrets are never part of it: what looks like one is left out of differences too.
 *
 * @public
 */
export function planEngine(options: PlanEngineOptions): EnginePlan {
  const { operation, facts } = options;
  const known: ReadContents = new Map();
  const before = planState(options.before, known);
  const after = planState(options.after, known);
  const pairs = pairWorkloads(
    before.engine?.workloads ?? [],
    after.engine?.workloads ?? [],
  );
  const pools = pairs.flatMap(pair => poolPlan(pair, facts));
  const restarts = pairs.flatMap(restartOf);
  return {
    operation,
    files: fileChanges(options.before, options.after),
    changes: objectChanges(before.objects, after.objects),
    pools,
    gpus: gpuPlan(before, after, pairs, facts),
    restarts,
    findings: planFindings({ options, before, after, pools, restarts }),
  };
}
