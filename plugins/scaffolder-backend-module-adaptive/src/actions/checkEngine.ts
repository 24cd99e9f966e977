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

/**
 * Checks an engine, and refuses one with findings that are errors, all of them in one message.
 *
 * @returns the other findings
 */
export function checkEngine(
  input: EngineInput,
  target: RenderTarget,
): Finding[] {
  const findings = validateEngine(input, target);
  const errors = findings.filter(finding => finding.severity === 'error');
  if (errors.length > 0) {
    throw new InputError(
      `Engine '${input.name}' cannot be rendered, ${errors.length} ${
        errors.length === 1 ? 'rule is' : 'rules are'
      } broken:\n${formatFindings(errors)}`,
    );
  }
  return findings.filter(finding => finding.severity !== 'error');
}

/** Writes findings into a task's log. */
export function logFindings(
  logger: { warn(line: string): void; info(line: string): void },
  findings: Finding[],
): void {
  for (const { severity, sentence, remedy } of findings) {
    const line = `${sentence}. ${remedy}.`;
    if (severity === 'info') logger.info(line);
    else logger.warn(line);
  }
}
