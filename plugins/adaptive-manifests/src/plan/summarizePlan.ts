import type { Finding } from '../model';
import { code as inlineCode, plain as escaped } from '../render/markdown';
import type { GpuTotals } from './gpuTotals';
import type {
  EnginePlan,
  KeyChange,
  ObjectChange,
  PoolPlan,
  PoolSize,
  WorkloadRestart,
} from './types';

/** Lines of each part; a request is read by people, and hosts limit its length. */
const MAX_LINES = 25;
const MAX_VALUE = 80;

/** Line breaks would end what the text stands in. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function code(text: string): string {
  return inlineCode(oneLine(text));
}

function plain(text: string): string {
  return escaped(oneLine(text));
}

function range({ min, max }: GpuTotals): string {
  return min === max ? `${min}` : `${min} to ${max}`;
}

function change(
  before: string | undefined,
  after: string | undefined,
  none: string,
): string {
  return before === after
    ? before ?? none
    : `${before ?? none} → ${after ?? none}`;
}

function replicas(size: PoolSize | undefined): string | undefined {
  return size && `${range(size)}${size.paused ? ' (paused)' : ''}`;
}

const FITS: Record<string, string> = {
  fits: 'yes',
  maxTooLarge: 'not the largest',
  minTooLarge: 'no',
  never: 'never',
};

function poolRow({ pool, before, after, fit }: PoolPlan): string {
  const each = (size: PoolSize | undefined) => size && `${size.gpusPerReplica}`;
  const cells = [
    code(pool),
    change(replicas(before), replicas(after), 'none'),
    change(each(before), each(after), '–'),
    fit ? `${FITS[fit.verdict]}, ${fit.free} now` : '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

function limited(lines: string[], what: string): string[] {
  const more = lines.length - MAX_LINES;
  return more > 0
    ? [...lines.slice(0, MAX_LINES), `- and ${more} more ${what}`]
    : lines;
}

function section(title: string, lines: string[], what: string): string[] {
  return lines.length === 0 ? [] : ['', title, '', ...limited(lines, what)];
}

function shownValue(value: KeyChange['before']): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return code(
    text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text || '""',
  );
}

function keyLine({ key, change: kind, before, after, hidden }: KeyChange) {
  if (hidden) return `- ${code(key)} ${kind}, its value is not shown`;
  if (before === undefined || after === undefined) {
    const value = before ?? after;
    return `- ${code(key)} ${kind}${
      value === undefined ? '' : `: ${shownValue(value)}`
    }`;
  }
  return `- ${code(key)}: ${shownValue(before)} → ${shownValue(after)}`;
}

function objectLines({ kind, name, change: what, keys }: ObjectChange) {
  const title = kind === 'Values' ? code(name) : `${plain(kind)} ${code(name)}`;
  return what === 'changed'
    ? keys.map(key => `- ${title} ${keyLine(key).slice(2)}`)
    : [`- ${title} ${what}`];
}

function restartLines(restarts: readonly WorkloadRestart[]): string[] {
  return restarts
    .filter(({ effect }) => effect === 'restarted' || effect === 'replaced')
    .map(
      ({ workload, effect, pods }) =>
        `- ${code(workload)} ${effect}: ${range(pods)} pods`,
    );
}

function findingLines(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ severity, sentence, remedy }) =>
      `- **${severity}** ${plain(sentence)}\\. ${plain(remedy)}\\.`,
  );
}

function gpuLine({ gpus }: EnginePlan): string {
  const { before, after, peakWhileRolling: peak, held } = gpus;
  const notes = [
    ...(peak ? [`${range(peak)} while it rolls out`] : []),
    ...(held === undefined ? [] : [`${held} in use now`]),
  ];
  const line = change(before && range(before), after && range(after), 'none');
  return `GPUs: ${line}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

/**
 * Writes a plan as Markdown for the body of a request and the page of a task: GPUs, compute pools, findings, what
 * differs, what restarts, and the files. Long parts are cut; nothing in it that people wrote is taken as markup.
 *
 * @returns lines that end with a line feed
 * @public
 */
export function summarizePlan(plan: EnginePlan): string {
  if (plan.files.length === 0) {
    const found = section('Findings:', findingLines(plan.findings), 'findings');
    return `${['Changes no file.', ...found].join('\n')}\n`;
  }
  const lines = [gpuLine(plan)];
  if (plan.pools.length > 0) {
    lines.push(
      '',
      '| compute pool | replicas | GPUs each | fits the cluster |',
      '| --- | --- | --- | --- |',
      ...plan.pools.slice(0, MAX_LINES).map(poolRow),
    );
  }
  lines.push(
    ...section('Findings:', findingLines(plan.findings), 'findings'),
    ...section(
      'Values and objects:',
      plan.changes.flatMap(objectLines),
      'changes, see the files',
    ),
    ...section('Pods made anew:', restartLines(plan.restarts), 'workloads'),
    ...section(
      'Files:',
      plan.files.map(({ change: what, path }) => `- ${what} ${code(path)}`),
      'files',
    ),
  );
  return `${lines.join('\n')}\n`;
}
