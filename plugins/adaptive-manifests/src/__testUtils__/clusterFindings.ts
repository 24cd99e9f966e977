import type {
  ClusterFacts,
  NodeGroupFacts,
} from '@adaptive-portal/plugin-adaptive-common';
import type { EngineInput, Finding } from '../model';
import { renderEngine } from '../render';
import { validateAgainstCluster } from '../validate';
import { exampleEngine, exampleTarget } from './exampleEngine';
import { exampleFacts, nodeGroup } from './exampleFacts';

/** Findings of the example engine, changed, in the example cluster, changed. */
export function found(
  facts: Partial<ClusterFacts>,
  change: Partial<EngineInput> = {},
): Finding[] {
  const input = { ...exampleEngine, ...change };
  return validateAgainstCluster(input, renderEngine(input, exampleTarget), {
    ...exampleFacts,
    ...facts,
  });
}

/** The same as `<severity> <rule> <path>`. */
export function rules(
  facts: Partial<ClusterFacts>,
  change?: Partial<EngineInput>,
): string[] {
  return found(facts, change).map(
    ({ severity, rule, path }) => `${severity} ${rule} ${path}`,
  );
}

export function nodes(
  ...groups: Array<Partial<NodeGroupFacts>>
): Pick<ClusterFacts, 'nodes'> {
  return { nodes: { value: groups.map(nodeGroup) } };
}
