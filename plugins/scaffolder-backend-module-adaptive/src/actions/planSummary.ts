import type {
  ChangeDescription,
  Finding,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { findingLines } from './renderSummary';

/** As much of the differences as people read, and every host takes with the rest of a text. */
const MAX_DIFF = 16_000;

type Totals = ChangeDescription['gpus']['before'];

function gpus(totals: Totals): string {
  if (!totals) return 'none';
  return totals.min === totals.max
    ? `${totals.min}`
    : `${totals.min} to ${totals.max}`;
}

/** A fence longer than any run of backticks in the text. */
function fenced(text: string): string {
  const runs = (text.match(/`+/g) ?? []).map(run => run.length);
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return `${fence}diff\n${text.replace(/\n$/, '')}\n${fence}`;
}

function difference(change: ChangeDescription): string {
  const all = change.files
    .filter(file => file.change === 'changed')
    .map(file => file.diff)
    .join('');
  return all.length <= MAX_DIFF
    ? all
    : `${all.slice(0, MAX_DIFF)}\n… and more, see the branch\n`;
}

/** Markdown that says what a change does to files and GPUs, and what the rules have to say. */
export function planSummary(
  change: ChangeDescription,
  findings: Finding[],
): string {
  if (change.files.length === 0) {
    return 'Changes no file.\n';
  }
  const { before, after } = change.gpus;
  const lines = [
    `GPUs: ${gpus(before)} → ${gpus(after)}`,
    '',
    '| change | file |',
    '| --- | --- |',
    ...change.files.map(file => `| ${file.change} | \`${file.path}\` |`),
  ];
  lines.push(...findingLines(findings));
  const diff = difference(change);
  if (diff !== '') lines.push('', fenced(diff));
  return `${lines.join('\n')}\n`;
}
