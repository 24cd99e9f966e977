import type { EngineInput, Finding, RenderTarget } from '../model';
import { checkAutoscaling } from './autoscaling';
import { Findings } from './findings';
import { checkIdentity } from './identity';
import { checkParts } from './parts';
import { checkPools } from './pools';
import { checkTarget } from './target';

const ORDER: Array<Finding['severity']> = ['error', 'warning', 'info'];

/**
 * Checks an engine against the rules of its chart version and, with a target, against what is configured for the
 * cluster and the repository. Knows no live facts: whether a cluster exists or has the GPUs is not its business.
 *
 * @returns findings, errors first, in a stable order; an engine with an error must not be committed
 * @public
 */
export function validateEngine(
  input: EngineInput,
  target?: RenderTarget,
): Finding[] {
  const findings = new Findings();
  if (checkIdentity(input, findings)) {
    checkPools(input, findings);
    checkParts(input, findings);
    checkAutoscaling(input, target, findings);
  }
  if (target) {
    checkTarget(input, target, findings);
  }
  return ORDER.flatMap(severity =>
    findings.all.filter(finding => finding.severity === severity),
  );
}
