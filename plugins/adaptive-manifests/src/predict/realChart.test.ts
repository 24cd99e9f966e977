/**
 * Compares the prediction with what Helm makes of the real chart. The chart has no licence and is not in this
 * repository: ADAPTIVE_CHARTS names a folder with one chart per version (`0.23.0/Chart.yaml`, …); Helm is `helm` in that
 * folder or on the PATH.
 */
import { readdirSync } from 'node:fs';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { chartKey } from '../capabilities';
import type { EngineInput, RenderTarget } from '../model';
import { usedSecrets } from '../render/secretManifests';
import { suppliedSecrets } from '../render/suppliedSecrets';
import {
  chartScenarios,
  INSTALLABLE_VERSIONS,
} from '../__testUtils__/chartScenarios';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import {
  charts,
  chartsFolder,
  renderedByHelm,
  versionOf,
} from '../__testUtils__/helm';
import { renderEngine } from '../render';
import { validateEngine } from '../validate';
import { predictObjects } from './predictObjects';
import { isObject, toText, ValuesView } from './valuesView';

const KINDS = [
  'Deployment',
  'StatefulSet',
  'Service',
  'ScaledObject',
  'Ingress',
  'PodDisruptionBudget',
];

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
  return ![undefined, 'adaptive', 's3proxy'].includes(
    labels['app.kubernetes.io/name']?.toString(),
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
  if (charts().length === 0) {
    it('is not compared: ADAPTIVE_CHARTS names no folder with charts', () => {
      expect(
        chartsFolder === undefined ? [] : readdirSync(chartsFolder),
      ).not.toContain('0.23.0');
    });
    return;
  }
  const cases = charts()
    .filter(name => INSTALLABLE_VERSIONS.includes(versionOf(name)))
    .flatMap(name =>
      chartScenarios(versionOf(name)).map(scenario => ({ name, scenario })),
    );

  it.each(cases)(
    'of $name renders "$scenario.title" as predicted',
    ({ name, scenario }) => {
      const { input, deep } = scenario;
      expect(
        validateEngine(input).filter(({ severity }) => severity === 'error'),
      ).toEqual([]);
      const { objects, values } = renderedByHelm(name, input, {
        ...exampleTarget,
        autoscaling:
          input.autoscaling.mode === 'bundled' ? {} : exampleTarget.autoscaling,
      });
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

  const refused = charts().filter(
    name => !INSTALLABLE_VERSIONS.includes(versionOf(name)),
  );
  it('refuses the Secrets of the portal where the table says so', () => {
    for (const chartVersion of refused) {
      const input = { ...exampleEngine, chartVersion };
      expect(() => renderedByHelm(chartVersion, input, exampleTarget)).toThrow(
        'secrets.modelRegistryUrl is required',
      );
    }
  });

  it.each(charts().filter(name => chartKey('extraObjects', name).known))(
    'of %s installs the objects of the portal as they are',
    name => {
      const input: EngineInput = {
        ...exampleEngine,
        chartVersion: name,
        autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
      };
      const target: RenderTarget = {
        ...exampleTarget,
        autoscaling: {
          ...exampleTarget.autoscaling,
          metrics: 'podMonitor',
          clusterLabel: {
            name: 'cluster',
            value:
              `{{ .Values.rootUrl }} {{- fail "x" -}} {{{\`}} \' \\ `.padEnd(
                200,
                'long ',
              ),
          },
        },
      };
      const ours = renderEngine(input, target)
        .filter(({ path }) => /\/(scaledobject-|podmonitor)/.test(path))
        .map(({ content }) => parse(content));
      expect(ours).toHaveLength(3);
      const { objects } = renderedByHelm(name, input, {
        ...target,
        autoscaling: { ...target.autoscaling, scalingObjects: 'extraObjects' },
      });
      expect(
        byId(
          objects.filter(({ kind }) =>
            ['PodMonitor', 'ScaledObject'].includes(toText(kind)),
          ),
        ),
      ).toEqual(byId(ours));
    },
    60_000,
  );
});
