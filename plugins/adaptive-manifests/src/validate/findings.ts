import type { Finding, FindingFix } from '../model';

/** Collects findings in the order in which rules report them. */
export class Findings {
  readonly all: Finding[] = [];

  /** An error; `fix` is the remedy as a change of the input, where a machine can make it. */
  error(
    rule: string,
    path: string,
    sentence: string,
    remedy: string,
    fix?: FindingFix[],
  ): void {
    this.add('error', { rule, path, sentence, remedy, fix });
  }

  warning(
    rule: string,
    path: string,
    sentence: string,
    remedy: string,
    fix?: FindingFix[],
  ): void {
    this.add('warning', { rule, path, sentence, remedy, fix });
  }

  info(
    rule: string,
    path: string,
    sentence: string,
    remedy: string,
    fix?: FindingFix[],
  ): void {
    this.add('info', { rule, path, sentence, remedy, fix });
  }

  private add(
    severity: Finding['severity'],
    { rule, path, sentence, remedy, fix }: Omit<Finding, 'severity'>,
  ): void {
    this.all.push({
      rule,
      severity,
      path,
      sentence,
      remedy,
      ...(fix ? { fix } : {}),
    });
  }
}

const ORDER: Array<Finding['severity']> = ['error', 'warning', 'info'];

/** Errors first, then warnings, then notes; what is said twice once. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const said = new Set<string>();
  const once = findings.filter(({ rule, path, sentence }) => {
    const key = JSON.stringify([rule, path, sentence]);
    const isNew = !said.has(key);
    said.add(key);
    return isNew;
  });
  return ORDER.flatMap(severity =>
    once.filter(finding => finding.severity === severity),
  );
}
