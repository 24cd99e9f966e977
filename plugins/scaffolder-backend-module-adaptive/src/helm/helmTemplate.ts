import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  chartCapabilities,
  renderEngine,
  type EngineInput,
  type Finding,
  type RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { parseAllDocuments } from 'yaml';
import { findChart } from './findChart';
import type { HelmConfig } from './helmConfig';
import { runHelm } from './runHelm';

const MAX_WORDS = 2000;

/** What Helm makes of an engine. */
export interface HelmReport {
  /** False when there is no Helm, or no chart for it. */
  available: boolean;
  /** Whether Helm rendered the engine. */
  rendered: boolean;
  /** What Helm rendered, in its order. */
  objects: Array<{ kind: string; name: string }>;
  /** Helm's words, or why there are none. */
  findings: Finding[];
}

/** What is rendered, and with what. */
export interface HelmTemplateOptions {
  /** An engine without errors: names and version end up among Helm's arguments. */
  input: EngineInput;
  target: RenderTarget;
  helm: HelmConfig;
  env: NodeJS.ProcessEnv;
  /** Where a folder for the values is made. */
  workFolder?: string;
  signal?: AbortSignal;
}

function finding(
  severity: Finding['severity'],
  rule: string,
  sentence: string,
  remedy: string,
): Finding {
  return { rule, severity, path: '', sentence, remedy };
}

function notAvailable(sentence: string, remedy: string): HelmReport {
  return {
    available: false,
    rendered: false,
    objects: [],
    findings: [finding('info', 'helm-not-available', sentence, remedy)],
  };
}

/** Helm's words on one line, without credentials in addresses and without folders of this machine. */
function wordsOf(stderr: string, folders: string[]): string {
  const words = folders
    .reduce((text, folder) => text.replaceAll(folder, '…'), stderr)
    .replace(/(:\/\/)[^\s/@]+@/g, '$1***@')
    .replace(/\b(bearer|basic)\s+\S+/gi, '$1 ***')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
}

/** Values that are supplied beside git; without one the chart refuses to render. */
function suppliedArguments(input: EngineInput): string[] {
  const { s3proxy } = chartCapabilities(input.chartVersion);
  const paths = [
    ...(input.postgres ? ['installPostgres.password'] : []),
    ...(input.s3proxy && s3proxy === 'azure-storage-account'
      ? ['s3proxy.azure.storageAccount.accessKey']
      : []),
  ];
  return paths.flatMap(path => ['--set', `${path}=supplied`]);
}

function objectsIn(text: string): HelmReport['objects'] {
  return parseAllDocuments(text).flatMap(document => {
    const kind = document.getIn(['kind']);
    const name = document.getIn(['metadata', 'name']);
    return typeof kind === 'string' && typeof name === 'string'
      ? [{ kind, name }]
      : [];
  });
}

async function template(
  options: HelmTemplateOptions,
  folder: string,
): Promise<HelmReport> {
  const { input, target, helm, env, signal } = options;
  const { chartRegistry } = target.argocd;
  const chart = await findChart(helm, chartRegistry, input.chartVersion);
  if ('missing' in chart) {
    return notAvailable(chart.missing, 'Put the chart there to use Helm');
  }
  const files = renderEngine(input, target);
  const values: string[] = [];
  for (const name of ['values.yaml', 'values.extra.yaml']) {
    const file = files.find(({ path }) => basename(path) === name);
    if (file) {
      const path = join(folder, name);
      await writeFile(path, file.content, { mode: 0o600 });
      values.push('--values', path);
    }
  }
  const outcome = await runHelm({
    args: [
      'template',
      input.name,
      ...chart.args,
      '--namespace',
      input.namespace,
      ...values,
      ...suppliedArguments(input),
    ],
    env,
    timeoutMs: helm.timeoutMs,
    signal,
  });
  if (outcome.end === 'absent') {
    return notAvailable(
      'There is no helm on the PATH of the backend, so that the chart itself was not asked',
      "Install Helm where the backend runs to have the chart's own words",
    );
  }
  const failed = { available: true, rendered: false, objects: [] };
  if (outcome.end === 'killed') {
    const sentence = `Helm ${outcome.why}`;
    const remedy = 'See whether the registry of the chart can be reached';
    return {
      ...failed,
      findings: [finding('warning', 'helm-no-answer', sentence, remedy)],
    };
  }
  const words = wordsOf(outcome.stderr, [
    folder,
    ...(helm.chartFolder ? [helm.chartFolder] : []),
  ]);
  if (!outcome.ok) {
    return {
      ...failed,
      findings: [
        finding(
          'error',
          'helm-refused',
          `Helm does not render the engine: ${words || 'it gives no reason'}`,
          'Correct what it names, or see whether the chart can be reached',
        ),
      ],
    };
  }
  return {
    available: true,
    rendered: true,
    objects: objectsIn(outcome.stdout),
    findings:
      words === ''
        ? []
        : [
            finding(
              'warning',
              'helm-warned',
              `Helm says: ${words}`,
              'See whether it matters here',
            ),
          ],
  };
}

/**
 * Renders an engine with the real chart, by `helm template`: no cluster is asked, and nothing is written but values, into
 * a folder that is removed.
 */
export async function helmTemplate(
  options: HelmTemplateOptions,
): Promise<HelmReport> {
  const parent = options.workFolder ?? tmpdir();
  const folder = await mkdtemp(join(parent, 'adaptive-helm-'));
  try {
    return await template(options, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
