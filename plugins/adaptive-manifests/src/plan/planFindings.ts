import { lintScaledObjects } from '../lint';
import type { Finding, RenderedFile } from '../model';
import { Findings, inOrder } from '../validate/findings';
import { scanSecrets } from '../validate/scanSecrets';
import { findingsOf } from '../validate/cluster/validateAgainstCluster';
import { validateChange } from '../validate/validateChange';
import { validateEngine } from '../validate/validateEngine';
import { checkApplied } from './appliedFindings';
import type { PlanEngineOptions } from './planEngine';
import type { PlanState } from './planState';
import { checkRollout } from './rolloutFindings';
import type { PoolPlan, WorkloadRestart } from './types';

/** What the findings of a plan are made of. */
export interface PlanFindingsOptions {
  options: PlanEngineOptions;
  before: PlanState;
  after: PlanState;
  pools: readonly PoolPlan[];
  restarts: readonly WorkloadRestart[];
}

/** Rules of the lint that say what a rule of the input has said already, with a path into the input. */
const SAME_RULE: Record<string, string> = { runaway: 'no-load-trigger' };

/** What cannot be read of the files before and after. */
function checkReadable(
  { options, before, after }: PlanFindingsOptions,
  findings: Findings,
): void {
  for (const { path, reason } of after.faults) {
    findings.error(
      'file-unreadable',
      '',
      `${path} ${reason}`,
      'Correct the file on the target branch, then repeat the change',
    );
  }
  for (const { path, reason } of before.faults) {
    findings.warning(
      'file-unreadable-before',
      '',
      `${path} on the target branch ${reason}; what the change does to it can only be seen in the difference of the file`,
      'Look at that difference with care',
    );
  }
  const refusal = after.engine?.refusal;
  if (refusal !== undefined) {
    findings.error(
      'chart-refuses',
      '',
      refusal,
      'Correct the values on the target branch, or in the change',
    );
  }
  if (options.input === undefined && after.inputFault !== undefined) {
    findings.error(
      'not-an-engine',
      '',
      `The files do not describe an engine: ${after.inputFault}`,
      'Correct what was changed by hand, or give the engine itself',
    );
  }
  if (before.inputFault !== undefined) {
    findings.info(
      'change-unchecked',
      '',
      `What the change takes away could not be checked, as the files on the target branch do not describe an engine: ${before.inputFault}`,
      'Look at the removed lines with care',
    );
  }
}

/** Layers 1, 2 and 4: the engine by itself; the secrets of its files are looked for in the files. */
function inputFindings({ options, after }: PlanFindingsOptions): Finding[] {
  const input = options.input ?? after.input;
  if (!input) return [];
  return validateEngine(input, options.target).filter(
    ({ rule }) => rule !== 'secret-in-git',
  );
}

/** Layer 4, of what people may have written: ScaledObjects in the files. Those of the chart follow from the input. */
function scalingFindings(
  { after }: PlanFindingsOptions,
  known: readonly Finding[],
): Finding[] {
  const rules = new Set(known.map(({ rule }) => rule));
  const objects = after.objects.map(({ object }) => object);
  return lintScaledObjects(objects).filter(
    ({ rule }) => !rules.has(rule) && !rules.has(SAME_RULE[rule] ?? rule),
  );
}

/** Files that would be committed: those that the branch does not have already. */
function committed({ before, after }: PlanEngineOptions): RenderedFile[] {
  const old = new Map(before.map(({ path, content }) => [path, content]));
  return after.filter(({ path, content }) => old.get(path) !== content);
}

function changeFindings({
  options: { operation, input },
  before,
  after,
}: PlanFindingsOptions): Finding[] {
  if (!before.input) return [];
  const next = operation === 'delete' ? undefined : input ?? after.input;
  if (operation !== 'delete' && !next) return [];
  try {
    return validateChange(before.input, next);
  } catch {
    // A chart version that is not known: the engine's own findings say so.
    return [];
  }
}

/** Layer 6: the engine against its cluster. */
function clusterFindings(about: PlanFindingsOptions): Finding[] {
  const { options, after, pools, restarts } = about;
  const { operation, facts } = options;
  const input = options.input ?? after.input;
  if (operation === 'delete' || !facts || !input) return [];
  const findings = new Findings();
  checkRollout(pools, restarts, findings);
  const { objects, engine } = after;
  const context = { input, facts, objects, engine, findings: new Findings() };
  return [...findingsOf(context), ...findings.all];
}

/** Findings of all layers, without repetitions, errors first. */
export function planFindings(about: PlanFindingsOptions): Finding[] {
  const { options } = about;
  const findings = new Findings();
  checkReadable(about, findings);
  checkApplied(options, about.after, findings);
  const known = inputFindings(about);
  findings.all.push(
    ...known,
    ...(options.schemaFindings ?? []),
    ...scalingFindings(about, known),
    ...scanSecrets(committed(options)),
    ...changeFindings(about),
    ...clusterFindings(about),
  );
  return inOrder(findings.all);
}
