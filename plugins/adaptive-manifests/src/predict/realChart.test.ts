/**
 * Compares the prediction with what Helm makes of the real chart. The chart has no licence and is not in this
 * repository: ADAPTIVE_CHARTS names a folder with one chart per version (`0.23.0/Chart.yaml`, …); Helm is `helm` in that
 * folder or on the PATH.
 */
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
import { renderEngine } from '../render';
import { usedSecrets } from '../render/secretManifests';
import { suppliedSecrets } from '../render/suppliedSecrets';
import {
  chartScenarios,
  type ChartScenario,
} from '../__testUtils__/chartScenarios';
import { exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from '../validate';
import { predictObjects } from './predictObjects';
import { isObject, layOver, toText, ValuesView } from './valuesView';

const folder = process.env.ADAPTIVE_CHARTS;
const KINDS = [
  'Deployment',
  'StatefulSet',
  'Service',
  'ScaledObject',
  'Ingress',
];

/** Version that a folder's chart behaves like; the branch of the seed was never published, and left main early. */
function versionOf(name: string): string {
  return name === '0.13-branch' ? '0.12.1' : name;
}

const charts =
  folder === undefined
    ? []
    : readdirSync(folder)
        .filter(
          name =>
            CHART_VERSIONS.includes(versionOf(name)) &&
            existsSync(join(folder, name, 'Chart.yaml')),
        )
        .sort();

function objectsIn(text: string): JsonObject[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter(isObject);
}

/** Values as Helm gets them, and the objects that it makes of them. */
function renderedByHelm(chart: string, { input }: ChartScenario) {
  const work = mkdtempSync(join(tmpdir(), 'adaptive-chart-'));
  try {
    const files = renderEngine(input, {
      ...exampleTarget,
      autoscaling:
        input.autoscaling.mode === 'bundled' ? {} : exampleTarget.autoscaling,
    }).filter(({ path }) => /\/values(\.extra)?\.yaml$/.test(path));
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
    const own = join(folder ?? '', 'helm');
    const helm = spawnSync(
      existsSync(own) ? own : 'helm',
      [
        'template',
        input.name,
        chart,
        '-n',
        input.namespace,
        ...args,
        ...supplied,
      ],
      { encoding: 'utf8', maxBuffer: 100_000_000 },
    );
    expect([helm.status, helm.stderr]).toEqual([0, expect.any(String)]);
    const values = files
      .map(({ content }) => objectsIn(content)[0])
      .reduce((base, over) => layOver(base, over), {});
    // Helm puts what names no namespace into that of the release; the branch calls itself 0.13.0.
    const objects = objectsIn(
      helm.stdout
        .replaceAll(
          'helm.sh/chart: adaptive-0.13.0',
          `helm.sh/chart: adaptive-${input.chartVersion}`,
        )
        .replaceAll(
          // Only the branch has an account for the sandbox.
          `serviceAccountName: ${input.name}-adaptive-sandkasten-sa\n`,
          basename(chart) === '0.13-branch'
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

/** Lists with names as maps, nothing as absent: order and empty fields mean nothing to Kubernetes. */
function comparable(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const named = value.every(entry => isObject(entry) && 'name' in entry);
    return named && ['env', 'volumes', 'volumeMounts'].includes(key)
      ? Object.fromEntries(
          value.map(entry => [
            `${entry.name}${entry.mountPath ?? ''}`,
            comparable(entry),
          ]),
        )
      : value.map(entry => comparable(entry));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([name, entry]) =>
          entry !== null &&
          entry !== undefined &&
          !['{}', '[]'].includes(JSON.stringify(entry)) &&
          // A sum over a ConfigMap, which is not predicted.
          !JSON.stringify([name, entry]).startsWith(
            '["annotations",{"checksum/config":',
          ),
      )
      .map(([name, entry]) => [name, comparable(entry, name)]),
  );
}

/** What must be right even of parts that are not predicted in full. */
function outline(object: JsonObject): JsonObject {
  const view = new ValuesView(object);
  return {
    labels: view.object('metadata.labels'),
    selector: view.object('spec.selector'),
    replicas: view.at('spec.replicas'),
    target: view.at('spec.scaleTargetRef'),
  };
}

function byId(objects: readonly JsonObject[]): Map<string, JsonObject> {
  return new Map(
    objects.map(object => [
      `${toText(object.kind)}/${new ValuesView(object).text('metadata.name')}`,
      object,
    ]),
  );
}

/** Parts that are not predicted at all. */
function isUnpredicted(object: JsonObject): boolean {
  const labels = new ValuesView(object).object('metadata.labels');
  return (
    ![undefined, 'adaptive'].includes(
      labels['app.kubernetes.io/name']?.toString(),
    ) ||
    ['lgtm', 's3proxy'].includes(toText(labels['app.kubernetes.io/component']))
  );
}

function secretReferences(objects: readonly JsonObject[]): string[] {
  const found = [
    ...JSON.stringify(objects).matchAll(
      /"secretKeyRef":\{"name":"([^"]+)","key":"([^"]+)"/g,
    ),
  ].map(([, name, key]) => `${name}/${key}`);
  return [...new Set(found)];
}

describe('the real chart', () => {
  if (charts.length === 0) {
    it('is not compared: ADAPTIVE_CHARTS names no folder with charts', () => {
      expect(folder === undefined ? [] : readdirSync(folder)).not.toContain(
        '0.23.0',
      );
    });
    return;
  }
  const cases = charts.flatMap(name =>
    chartScenarios(versionOf(name)).map(scenario => ({ name, scenario })),
  );

  it.each(cases)(
    'of $name renders "$scenario.title" as predicted',
    ({ name, scenario }) => {
      const { input, deep } = scenario;
      expect(
        validateEngine(input).filter(({ severity }) => severity === 'error'),
      ).toEqual([]);
      const { objects, values } = renderedByHelm(
        join(folder ?? '', name),
        scenario,
      );
      const compared = objects.filter(
        object => KINDS.includes(toText(object.kind)) && !isUnpredicted(object),
      );
      const predicted = predictObjects({
        values,
        chartVersion: input.chartVersion,
        release: input.name,
        namespace: input.namespace,
      });
      const real = byId(compared);
      const ours = byId(predicted);
      expect([...ours.keys()].sort()).toEqual([...real.keys()].sort());
      for (const [id, object] of real) {
        const mine = ours.get(id) ?? {};
        const shape = deep ? (o: JsonObject) => o : outline;
        expect([id, comparable(shape(mine))]).toEqual([
          id,
          comparable(shape(object)),
        ]);
      }
      // Of the chart's own Secrets the chart makes only those whose value is supplied beside git.
      const known = usedSecrets(input).map(secret => secret.name);
      const made = objects
        .filter(({ kind }) => kind === 'Secret')
        .map(secret => new ValuesView(secret).text('metadata.name'));
      expect(made.filter(secret => known.includes(secret))).toEqual([]);
      for (const { chartSecret } of suppliedSecrets(input)) {
        expect(made).toContain(chartSecret);
      }
      const needed = usedSecrets(input).flatMap(({ name: secret, keys }) =>
        keys.map(key => `${secret}/${key}`),
      );
      const references = secretReferences(compared);
      expect(references).toEqual(expect.arrayContaining(needed));
    },
    60_000,
  );
});
