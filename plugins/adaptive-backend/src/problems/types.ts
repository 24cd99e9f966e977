import type {
  EngineComponent,
  EngineRef,
  Freshness,
  Problem,
  ProblemSeverity,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { MetricsSourceInfo } from '../metrics/types';
import type { WorkloadObject } from '../objects/types';
import type { GitOpsEntry } from '../view/gitops';
import type { PoolContext } from '../view/poolContext';

/** One occurrence of a problem; the mapper that found it knows its code and severity. */
export type Finding = Pick<
  Problem,
  'sentence' | 'evidence' | 'remedy' | 'since'
>;

/** Detects one kind of problem. `detect` is pure; several findings are several problems. */
export interface ProblemMapper<Context> {
  /** Stable, kebab case. */
  code: string;
  severity: ProblemSeverity;
  detect(context: Context): Finding[];
}

export type PoolProblemMapper = ProblemMapper<PoolContext>;

/** What problems of a whole engine are detected from. */
export interface EngineContext {
  ref: EngineRef;
  now: number;
  clusterTitle: string;
  /** Of the kinds that the engine is made of. */
  kubernetes: Freshness;
  /** Metric sources that serve this cluster. */
  metrics: ReadonlyArray<{ info: MetricsSourceInfo; status: SourceStatus }>;
  gitops?: GitOpsEntry;
  components: ReadonlyArray<{
    component: EngineComponent;
    workload: WorkloadObject;
  }>;
  pools: readonly PoolContext[];
}

export type EngineProblemMapper = ProblemMapper<EngineContext>;
