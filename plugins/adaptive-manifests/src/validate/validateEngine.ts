import type { EngineInput, Finding, RenderTarget } from '../model';
import { renderEngine } from '../render';
import { checkAutoscaling } from './autoscaling';
import { checkChartRefusals } from './chartRefusals';
import { checkExtraValues } from './extraValues';
import { checkEnvironments } from './environments';
import { checkLaterParts } from './laterParts';
import { Findings, inOrder } from './findings';
import { checkIdentity } from './identity';
import { checkOptions } from './options';
import { checkParts } from './parts';
import { checkPools } from './pools';
import { checkSecrets } from './secrets';
import { scanSecrets } from './scanSecrets';
import { checkTarget } from './target';
import { checkVersionedFields } from './versionedFields';

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
    checkSecrets(input, target, findings);
    checkOptions(input, findings);
    checkLaterParts(input, findings);
    checkVersionedFields(input, findings);
    checkExtraValues(input, findings);
    checkChartRefusals(input, findings);
    checkAutoscaling(input, target, findings);
  }
  if (target) {
    checkTarget(input, target, findings);
  }
  checkEnvironments(input, target, findings, validateEngine);
  // Only what could be committed is searched: with an error nothing is.
  if (target && !findings.all.some(({ severity }) => severity === 'error')) {
    findings.all.push(...scanSecrets(renderEngine(input, target)));
  }
  return inOrder(findings.all);
}
