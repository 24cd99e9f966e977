import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { predictObjects } from '@adaptive-portal/plugin-adaptive-manifests';
import { parse, parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../kube/object';
import { asArray, asKubernetesObject, asObject } from './resources';

const execFileAsync = promisify(execFile);

export interface ChartRequest {
  name: string;
  version: string;
  releaseName: string;
  namespace: string;
  /** Texts of the values files, later ones override earlier ones. */
  values: string[];
}

export interface RenderedChart {
  objects: KubernetesObject[];
  /** Which renderer made them, in words for the Application's status. */
  renderedBy: string;
}

export type ChartRenderer = (request: ChartRequest) => Promise<RenderedChart>;

/** Values of several files, maps merged deeply as Helm does. */
export function mergeValues(texts: string[]): Record<string, unknown> {
  const merge = (
    base: Record<string, unknown>,
    over: Record<string, unknown>,
  ): Record<string, unknown> => {
    const result = { ...base };
    for (const [key, value] of Object.entries(over)) {
      const old = result[key];
      const bothMaps = [old, value].every(
        side =>
          typeof side === 'object' && side !== null && !Array.isArray(side),
      );
      result[key] = bothMaps ? merge(asObject(old), asObject(value)) : value;
    }
    return result;
  };
  return texts
    .map(text => asObject(parse(text)) as Record<string, unknown>)
    .reduce(merge, {});
}

/** Objects as the portal's own generator predicts them; needs neither Helm nor the chart. */
export const predictedChart: ChartRenderer = async request => ({
  objects: predictObjects({
    values: mergeValues(request.values),
    chartVersion: request.version,
    release: request.releaseName,
    namespace: request.namespace,
  }).map(asKubernetesObject),
  renderedBy: `objects of chart ${request.version} predicted by the portal's generator`,
});

/**
 * Renders with a real Helm when a folder holds the chart (`<name>-<version>.tgz` or `<name>-<version>/`),
 * and predicts the objects otherwise.
 */
export function createChartRenderer(options: {
  chartsFolder?: string;
  helm?: string;
}): ChartRenderer {
  const { chartsFolder, helm } = options;
  if (!chartsFolder || !helm) return predictedChart;
  return async request => {
    const base = join(chartsFolder, `${request.name}-${request.version}`);
    const chart = [`${base}.tgz`, base].find(existsSync);
    return chart
      ? await renderWithHelm(helm, chart, request)
      : await predictedChart(request);
  };
}

async function renderWithHelm(
  helm: string,
  chart: string,
  request: ChartRequest,
): Promise<RenderedChart> {
  const folder = await mkdtemp(join(tmpdir(), 'adaptive-values-'));
  try {
    const valueFlags: string[] = [];
    for (const [index, text] of request.values.entries()) {
      const file = join(folder, `values-${index}.yaml`);
      await writeFile(file, text);
      valueFlags.push('--values', file);
    }
    const { stdout } = await execFileAsync(
      helm,
      [
        'template',
        request.releaseName,
        chart,
        '--namespace',
        request.namespace,
        '--include-crds',
        ...valueFlags,
      ],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    return {
      objects: parseObjects(stdout),
      renderedBy: `chart ${request.version} rendered by Helm`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Kubernetes objects of a YAML text with one or more documents; empty documents are skipped. */
export function parseObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text).flatMap(document => {
    if (document.errors.length > 0) throw document.errors[0];
    const value = asObject(document.toJS());
    if (Object.keys(value).length === 0) return [];
    const items = value.kind === 'List' ? asArray(value.items) : [value];
    return items.map(asKubernetesObject);
  });
}
