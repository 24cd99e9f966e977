/** Helm and the chart itself, where the environment variable ADAPTIVE_CHARTS names a folder with charts. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import { CHART_VERSIONS } from '../capabilities';
import type { EngineInput, RenderTarget } from '../model';
import { isObject, layOver } from '../predict/valuesView';
import { renderEngine } from '../render';
import { suppliedSecrets } from '../render/suppliedSecrets';

/** Folder with one chart per version (`0.23.0/Chart.yaml`), and maybe `helm`. */
export const chartsFolder = process.env.ADAPTIVE_CHARTS;

/** Version that a folder's chart behaves like; the branch of the seed was never published, and left main early. */
export function versionOf(name: string): string {
  return name === '0.13-branch' ? '0.12.1' : name;
}

/** Names of the charts in the folder. */
export function charts(): string[] {
  const folder = chartsFolder;
  return folder === undefined
    ? []
    : readdirSync(folder)
        .filter(
          name =>
            CHART_VERSIONS.includes(versionOf(name)) &&
            existsSync(join(folder, name, 'Chart.yaml')),
        )
        .sort();
}

function objectsIn(text: string): JsonObject[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter(isObject);
}

/** Runs `helm template`; fails when Helm does. */
function template(args: string[]): string {
  const own = join(chartsFolder ?? '', 'helm');
  const { status, stdout, stderr } = spawnSync(
    existsSync(own) ? own : 'helm',
    ['template', ...args],
    { encoding: 'utf8', maxBuffer: 100_000_000 },
  );
  if (status !== 0) throw new Error(`helm ends with ${status}: ${stderr}`);
  return stdout;
}

/** Values as Helm gets them, and the objects that it makes of them. */
export function renderedByHelm(
  name: string,
  input: EngineInput,
  target: RenderTarget,
): { objects: JsonObject[]; values: JsonObject } {
  const work = mkdtempSync(join(tmpdir(), 'adaptive-chart-'));
  try {
    const files = renderEngine(input, target).filter(({ path }) =>
      /\/values(\.extra)?\.yaml$/.test(path),
    );
    const args = files
      .sort((a, b) => b.path.length - a.path.length)
      .reverse()
      .flatMap(({ path, content }) => {
        const file = join(work, basename(path));
        writeFileSync(file, content);
        return ['-f', file];
      });
    // The value that Flux, or a Secret that is there, supplies.
    const supplied = suppliedSecrets(input).flatMap(({ valuesPath }) => [
      '--set',
      `${valuesPath}=supplied`,
    ]);
    const chart = join(chartsFolder ?? '', name);
    const stdout = template([
      input.name,
      chart,
      '-n',
      input.namespace,
      ...args,
      ...supplied,
    ]);
    const values = files
      .map(({ content }) => objectsIn(content)[0])
      .reduce((base, over) => layOver(base, over), {});
    // Helm puts what names no namespace into that of the release; the branch calls itself 0.13.0.
    const objects = objectsIn(
      stdout
        .replaceAll(
          'helm.sh/chart: adaptive-0.13.0',
          `helm.sh/chart: adaptive-${input.chartVersion}`,
        )
        .replaceAll(
          // Only the branch has an account for the sandbox.
          `serviceAccountName: ${input.name}-adaptive-sandkasten-sa\n`,
          name === '0.13-branch'
            ? 'serviceAccountName: serviceaccount.adaptive-ml.com\n'
            : '$&',
        ),
    ).map(object =>
      layOver({ metadata: { namespace: input.namespace } }, object),
    );
    return { objects, values };
  } finally {
    rmSync(work, { recursive: true });
  }
}
