import {
  ADAPTIVE_ENGINE_ANNOTATION,
  parseEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { InputError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, RenderedFile } from '../model';
import { engineNames } from '../names';
import { parseEngineInput } from '../parse';
import {
  isObject,
  toText,
  ValuesView,
  type Maybe,
} from '../predict/valuesView';
import {
  DEFAULT_COOL_DOWN_SECONDS,
  DEFAULT_THRESHOLD,
} from '../render/scaledObject';
import { DEFAULT_RESOURCES } from '../render/values';
import {
  chartSource,
  readEngineFiles,
  type EngineFiles,
} from './manifestReader';

function needed(view: ValuesView | undefined, what: string): ValuesView {
  if (!view) {
    throw new InputError(
      `No ${what} is among the files, so that the engine cannot be read back; accepted are the files that the portal writes`,
    );
  }
  return view;
}

function numberOf(value: Maybe): number | undefined {
  const number = value === undefined ? NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function triggerThreshold(
  scaledObject: ValuesView | undefined,
  name: string,
): number | undefined {
  const trigger = scaledObject
    ?.list('spec.triggers')
    .filter(isObject)
    .find(candidate => candidate.name === name);
  return trigger && isObject(trigger.metadata)
    ? numberOf(trigger.metadata.threshold)
    : undefined;
}

function resourcesOf(pool: JsonObject): JsonValue | undefined {
  const requests = new ValuesView(pool).object('resources.requests');
  const { cpu, memory } = requests;
  const isDefault =
    cpu === DEFAULT_RESOURCES.cpu && memory === DEFAULT_RESOURCES.memory;
  return cpu === undefined || memory === undefined || isDefault
    ? undefined
    : { cpu, memory };
}

function poolsOf(
  values: ValuesView,
  release: string,
  chartVersion: string,
  scaledObjects: ValuesView[],
): JsonValue[] {
  const { pools } = chartCapabilities(chartVersion);
  const names = engineNames(release, chartVersion);
  return values
    .list(`harmony.${pools.valuesKey}`)
    .filter(isObject)
    .map(pool => {
      const name = toText(pool.name);
      const scaled = scaledObjects.find(
        object => object.text('metadata.name') === names.scaledObject(name),
      );
      const fixed = pool.replicas ?? pool.minReplicaCount ?? 1;
      const min = scaled?.at('spec.minReplicaCount') ?? fixed;
      const max =
        scaled?.at('spec.maxReplicaCount') ?? pool.maxReplicaCount ?? fixed;
      return {
        name,
        minReplicas: min,
        maxReplicas: max,
        gpusPerReplica:
          pool.gpusPerReplica ?? values.at('harmony.gpusPerReplica') ?? 8,
        requestsPerSecondPerReplica: triggerThreshold(scaled, 'load'),
        nodeSelector: pool.nodeSelector,
        resources: resourcesOf(pool),
      };
    });
}

function autoscalingOf(scaledObjects: ValuesView[]): JsonObject {
  const [first] = scaledObjects;
  if (!first) {
    return { mode: 'off' };
  }
  const threshold = triggerThreshold(first, 'ttft');
  const coolDown = numberOf(
    first.at(
      'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds',
    ),
  );
  return {
    mode: 'platform',
    ttftTimeoutThreshold:
      threshold === DEFAULT_THRESHOLD ? undefined : threshold,
    coolDownSeconds:
      coolDown === DEFAULT_COOL_DOWN_SECONDS ? undefined : coolDown,
  };
}

function mlflowOf(values: ValuesView): JsonObject {
  if (values.at('mlflow.enabled') === false) {
    return { mode: 'off' };
  }
  return values.has('mlflow.external.enabled')
    ? { mode: 'external', url: values.at('mlflow.external.url') }
    : { mode: 'internal' };
}

function clusterOf(component: ValuesView): string {
  const annotations = component.object('metadata.annotations');
  return parseEngineRef(toText(annotations[ADAPTIVE_ENGINE_ANNOTATION]))
    .cluster;
}

function image(values: ValuesView, part: string): JsonValue | undefined {
  const { repository, tag } = values.object(`${part}.image`);
  return repository === undefined ? undefined : { repository, tag };
}

function assemble({ scaledObjects, ...files }: EngineFiles): JsonObject {
  const values = needed(files.values, 'values.yaml');
  const application = needed(files.application, 'Argo CD Application');
  const component = needed(files.component, 'catalog Component');
  const chart = needed(
    chartSource(application),
    'Application with the chart adaptive as source',
  );
  const name = chart.text('helm.releaseName');
  const chartVersion = chart.text('targetRevision');
  return {
    name,
    owner: component.at('spec.owner'),
    description: component.at('metadata.description'),
    cluster: clusterOf(component),
    namespace: application.at('spec.destination.namespace'),
    chartVersion,
    containerRegistry: values.at('containerRegistry'),
    images: {
      harmony: image(values, 'harmony'),
      controlPlane: image(values, 'controlPlane'),
      sandkasten: image(values, 'sandkasten'),
    },
    rootUrl: values.at('controlPlane.rootUrl'),
    secrets: {
      controlPlane: values.at('secrets.existingControlPlaneSecret'),
      harmony: values.at('secrets.existingHarmonySecret'),
      redis: values.text('secrets.existingRedisSecret') || undefined,
    },
    pools: poolsOf(values, name, chartVersion, scaledObjects),
    autoscaling: autoscalingOf(scaledObjects),
    mlflow: mlflowOf(values),
  };
}

/**
 * Reads an engine back from the files that {@link renderEngine} wrote, wherever the layout put them.
 *
 * What has no trace in the files comes back as it renders: values equal to a default are left out, and a pool
 * that nothing scales on a chart from 0.24 has the same minimum and maximum. What people added by hand is not
 * read.
 *
 * @throws InputError when files are missing, or were changed so that they describe no engine any more
 * @public
 */
export function extractEngine(files: readonly RenderedFile[]): EngineInput {
  return parseEngineInput(assemble(readEngineFiles(files)));
}
