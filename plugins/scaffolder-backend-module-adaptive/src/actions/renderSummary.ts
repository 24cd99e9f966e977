import {
  stringifyEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  EngineInput,
  Finding,
  RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';

/** What a summary tells. */
export interface RenderSummaryOptions {
  engine: EngineRef;
  input: EngineInput;
  files: RenderedFile[];
  /** Warnings and notes; errors have ended the task before. */
  findings: Finding[];
}

/** Keeps a value from being read as Markdown or as HTML. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]()<>|~#!]/g, character => `\\${character}`);
}

function code(text: string): string {
  return `\`${text.replace(/[`\s]+/g, ' ')}\``;
}

/** Lines of a list of findings with what is above it; none without findings. */
export function findingLines(findings: Finding[]): string[] {
  if (findings.length === 0) return [];
  const items = findings.map(
    ({ severity, sentence, remedy }) =>
      `- ${severity}: ${plain(sentence)}. ${plain(remedy)}.`,
  );
  return ['', 'To be looked at:', '', ...items];
}

/**
 * Markdown for the task's page and for the pull request: the engine, its pools with the GPUs they can come to use, what
 * the rules had to say, and the files.
 */
export function renderSummary(options: RenderSummaryOptions): string {
  const { engine, input, files, findings } = options;
  const pools = input.pools.map(pool => {
    const { minReplicas, maxReplicas, gpusPerReplica } = pool;
    const cells = [
      plain(pool.name),
      `${minReplicas} to ${maxReplicas}`,
      `${gpusPerReplica}`,
      `${minReplicas * gpusPerReplica} to ${maxReplicas * gpusPerReplica}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const lines = [
    `Engine ${code(stringifyEngineRef(engine))}, chart ${code(
      input.chartVersion,
    )}, owner ${code(input.owner)}`,
    '',
    '| compute pool | replicas | GPUs each | GPUs in all |',
    '| --- | --- | ---: | ---: |',
    ...pools,
  ];
  lines.push(...findingLines(findings));
  lines.push('', 'Files:', '', ...files.map(({ path }) => `- ${code(path)}`));
  return `${lines.join('\n')}\n`;
}
