import {
  formatFindings,
  validateEngine,
  type EngineInput,
  type Finding,
  type RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { InputError } from '@backstage/errors';
import type { z as zod } from 'zod/v3';

/** Schema of the findings that actions put out. */
export function findingsSchema(z: typeof zod) {
  return z.array(
    z.object({
      rule: z.string(),
      severity: z.string(),
      path: z.string(),
      sentence: z.string(),
      remedy: z.string(),
    }),
  );
}

/** From which severity on findings end a task. */
export type FailOn = 'error' | 'warning' | 'never';

/** Schema of the choice from which severity on findings end a task. */
export function failOnSchema(z: typeof zod) {
  return z
    .enum(['error', 'warning', 'never'])
    .optional()
    .describe('Severity that ends the task; default error');
}

/** Schema of the word that an engine may be changed although it brought the KEDA of its cluster. */
export function kedaIsIndependentSchema(z: typeof zod) {
  return z
    .boolean()
    .optional()
    .describe(
      "The cluster's KEDA no longer belongs to this engine: goes on with a warning where a change would take it away",
    );
}

const FAILS: Record<FailOn, Array<Finding['severity']>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  never: [],
};

/**
 * Ends the task at findings of a severity, all of them in one message.
 *
 * @throws InputError when there is one
 */
export function stopAt(failOn: FailOn, findings: readonly Finding[]): void {
  const fatal = findings.filter(({ severity }) =>
    FAILS[failOn].includes(severity),
  );
  if (fatal.length > 0) {
    throw new InputError(
      `The engine has ${fatal.length} ${
        fatal.length === 1 ? 'finding' : 'findings'
      }:\n${formatFindings(fatal)}`,
    );
  }
}

/**
 * Refuses what findings do not allow, all of it in one message.
 *
 * @param refused - what cannot be, for example `Engine 'chat' cannot be rendered`
 * @throws InputError when a finding is an error
 */
export function refuseErrors(
  refused: string,
  findings: readonly Finding[],
): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new InputError(
      `${refused}, ${errors.length} ${
        errors.length === 1 ? 'rule is' : 'rules are'
      } broken:\n${formatFindings(errors)}`,
    );
  }
}

/**
 * Checks an engine by itself, without asking any server, and refuses one with findings that are errors.
 *
 * @returns the other findings
 */
export function checkEngine(
  input: EngineInput,
  target: RenderTarget,
): Finding[] {
  const findings = validateEngine(input, target);
  refuseErrors(`Engine '${input.name}' cannot be rendered`, findings);
  return findings;
}

/** Makes the removal of KEDA a warning, where somebody says that it no longer belongs to the engine. */
export function withIndependentKeda(
  findings: readonly Finding[],
  kedaIsIndependent = false,
): Finding[] {
  return findings.map(finding =>
    kedaIsIndependent && finding.rule === 'keda-pruned'
      ? { ...finding, severity: 'warning' }
      : finding,
  );
}

/** Writes findings into a task's log. */
export function logFindings(
  logger: { warn(line: string): void; info(line: string): void },
  findings: readonly Finding[],
): void {
  for (const { severity, sentence, remedy } of findings) {
    const line = `${sentence}. ${remedy}.`;
    if (severity === 'info') logger.info(line);
    else logger.warn(line);
  }
}

/** Findings as an output: plain data of the schema's fields. */
export function outputFindings(findings: readonly Finding[]) {
  return findings.map(({ rule, severity, path, sentence, remedy }) => ({
    rule,
    severity,
    path,
    sentence,
    remedy,
  }));
}
