import {
  planEngine,
  type EnginePlan,
  type Finding,
  type PlanEngineOptions,
} from '@adaptive-portal/plugin-adaptive-manifests';

function keyOf({ rule, path, sentence }: Finding): string {
  return JSON.stringify([rule, path, sentence]);
}

function errorsOf(options: PlanEngineOptions): Set<string> {
  return new Set(
    planEngine(options)
      .findings.filter(({ severity }) => severity === 'error')
      .map(keyOf),
  );
}

/**
 * Plans a change. What a cluster lacks for the engine as it runs already is a warning for a change to it: nobody is kept
 * from pausing a pool because a label is gone from the nodes. All other errors stay errors.
 */
export function planChange(options: PlanEngineOptions): EnginePlan {
  const plan = planEngine(options);
  const { operation, before, target, facts } = options;
  if (operation === 'delete' || before.length === 0 || !facts) return plan;
  const had = errorsOf({ operation, before, after: before, target, facts });
  const withoutFacts = errorsOf({ ...options, facts: undefined });
  return {
    ...plan,
    findings: plan.findings.map(finding =>
      had.has(keyOf(finding)) && !withoutFacts.has(keyOf(finding))
        ? { ...finding, severity: 'warning' }
        : finding,
    ),
  };
}
