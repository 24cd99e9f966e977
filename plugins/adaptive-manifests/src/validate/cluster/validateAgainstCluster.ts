import type { ClusterFacts } from '@adaptive-portal/plugin-adaptive-common';
import type { EngineInput, Finding, RenderedFile } from '../../model';
import { inOrder } from '../findings';
import { checkCapacity } from './capacity';
import { checkClasses } from './classes';
import { clusterContext, type ClusterContext } from './context';
import { checkInstalled } from './installed';
import { checkPlace } from './place';
import { checkQuotas } from './quota';
import { checkSeries } from './series';

/**
 * Checks an engine against what is known of its cluster: whether it is watched and new enough, the GPU Operator, room
 * for the pools by GPU, CPU, memory, labels and taints, quotas, storage and ingress classes, what must be installed and
 * what must not be there twice, the series that scale pools, and whether the namespace is taken.
 *
 * What is not known is a note that says so and why, never an error. Another engine is named only where the facts name
 * it.
 *
 * @param files - all files of the engine; without them sizes and kinds are not checked
 * @returns findings, errors first; paths lead into the input
 * @public
 */
export function validateAgainstCluster(
  input: EngineInput,
  files: readonly RenderedFile[],
  facts: ClusterFacts,
): Finding[] {
  return findingsOf(clusterContext(input, files, facts));
}

/** Findings of a context that is read already. */
export function findingsOf(context: ClusterContext): Finding[] {
  if (checkPlace(context)) {
    checkCapacity(context);
    checkQuotas(context);
    checkClasses(context);
    checkInstalled(context);
    checkSeries(context);
  }
  return inOrder(context.findings.all);
}
