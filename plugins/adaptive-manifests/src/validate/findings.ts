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
