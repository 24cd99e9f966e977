import type { Finding } from '../model';

/** Collects findings in the order in which rules report them. */
export class Findings {
  readonly all: Finding[] = [];

  error(rule: string, path: string, sentence: string, remedy: string): void {
    this.all.push({ rule, severity: 'error', path, sentence, remedy });
  }

  warning(rule: string, path: string, sentence: string, remedy: string): void {
    this.all.push({ rule, severity: 'warning', path, sentence, remedy });
  }

  info(rule: string, path: string, sentence: string, remedy: string): void {
    this.all.push({ rule, severity: 'info', path, sentence, remedy });
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
