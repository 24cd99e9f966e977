import { readQuantity } from '@adaptive-portal/plugin-adaptive-common';
import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import { firstScaledObjects } from '../extract/extractEnvironments';
import {
  installation,
  readEngineFiles,
  type EngineFiles,
} from '../extract/manifestReader';
import type { RenderedFile } from '../model';
import { predictObjects } from '../predict';
import {
  isObject,
  layOver,
  toInt,
  toText,
  ValuesView,
} from '../predict/valuesView';

/** What one pod asks for. */
export interface PodNeeds {
  gpus: number;
  /** Cores. */
  cpu: number;
  memoryBytes: number;
  nodeSelector: Record<string, string>;
  tolerations: JsonObject[];
}

/** One workload that the chart would render, with what scales it. */
export interface Workload {
  kind: string;
  name: string;
  component: string;
  /** Raw name of a pool, or of the default group. */
  pool?: string;
  defaultGroup: boolean;
  min: number;
  max: number;
  paused: boolean;
  template: JsonObject;
  needs: PodNeeds;
  /** Share or number of replicas that are started before old ones end; 0 for a StatefulSet. */
  maxSurge: string;
}

/** What the files of an engine would run. */
export interface EngineWorkloads {
  workloads: Workload[];
  /** Objects that the chart renders by itself. */
  predicted: JsonObject[];
  /** Why there are none although the files install an engine: the chart refuses the values. */
  refusal?: string;
}

const GPU = 'nvidia.com/gpu';

function podNeeds(template: JsonObject): PodNeeds {
  const spec = new ValuesView(new ValuesView(template).object('spec'));
  const containers = spec
    .list('containers')
    .filter(isObject)
    .map(container => new ValuesView(container));
  const asked = (resource: string) =>
    containers.reduce((sum, container) => {
      const limit = container.object('resources.limits')[resource];
      const request = container.object('resources.requests')[resource];
      return sum + (readQuantity(toText(request ?? limit)) ?? 0);
    }, 0);
  return {
    gpus: asked(GPU),
    cpu: asked('cpu'),
    memoryBytes: asked('memory'),
    nodeSelector: Object.fromEntries(
      Object.entries(spec.object('nodeSelector')).map(([key, value]) => [
        key,
        toText(value),
      ]),
    ),
    tolerations: spec.list('tolerations').filter(isObject),
  };
}

function maxSurge(view: ValuesView): string {
  if (view.text('kind') !== 'Deployment') return '0';
  if (view.text('spec.strategy.type') === 'Recreate') return '0';
  return view.text('spec.strategy.rollingUpdate.maxSurge') || '25%';
}

/** Pods beyond its replicas that a workload starts while it rolls, as the Deployment controller counts them. */
export function surge({ maxSurge: share }: Workload, replicas: number): number {
  return share.endsWith('%')
    ? Math.ceil((replicas * (Number(share.slice(0, -1)) || 0)) / 100)
    : toInt(share);
}

function groupOf(view: ValuesView): string | undefined {
  const variables = view
    .list('spec.template.spec.containers')
    .filter(isObject)
    .flatMap(container => new ValuesView(container).list('env'));
  const group = variables
    .filter(isObject)
    .find(variable => variable.name === 'GROUP');
  return group && toText(group.value);
}

function scalerOf(
  scalers: readonly ValuesView[],
  kind: string,
  name: string,
): ValuesView | undefined {
  return scalers.find(
    scaler =>
      scaler.text('spec.scaleTargetRef.name') === name &&
      (scaler.text('spec.scaleTargetRef.kind') || 'Deployment') === kind,
  );
}

function workloadOf(
  view: ValuesView,
  scalers: readonly ValuesView[],
  poolLabel: string,
): Workload {
  const kind = view.text('kind');
  const name = view.text('metadata.name');
  const labels = view.object('metadata.labels');
  const scaler = scalerOf(scalers, kind, name);
  const replicas = view.at('spec.replicas') ?? 1;
  const template = view.object('spec.template');
  const pool = groupOf(view);
  return {
    kind,
    name,
    component: toText(labels['app.kubernetes.io/component']),
    ...(pool === undefined ? {} : { pool }),
    defaultGroup: pool !== undefined && labels[poolLabel] === undefined,
    min: toInt(scaler?.at('spec.minReplicaCount') ?? replicas),
    max: toInt(scaler?.at('spec.maxReplicaCount') ?? replicas),
    paused: scaler
      ? ['paused', 'paused-replicas'].some(
          annotation =>
            scaler.object('metadata.annotations')[
              `autoscaling.keda.sh/${annotation}`
            ] !== undefined,
        )
      : false,
    template,
    needs: podNeeds(template),
    maxSurge: maxSurge(view),
  };
}

function mergedValues(files: EngineFiles): JsonObject | undefined {
  const { values, extraValues } = files;
  return values && extraValues
    ? layOver(values.root, extraValues.root)
    : values?.root;
}

/**
 * The workloads of an engine's files, with the objects that its chart would render; of several environments the first,
 * which is the engine itself.
 *
 * @returns `undefined` when the files are no complete engine
 * @throws InputError when a file is no YAML
 */
export function engineWorkloads(
  files: readonly RenderedFile[],
): EngineWorkloads | undefined {
  return workloadsIn(readEngineFiles(files));
}

/** What {@link engineWorkloads} does, for files that have been read already. */
export function workloadsIn(read: EngineFiles): EngineWorkloads | undefined {
  const values = mergedValues(read);
  const installed = installation(read);
  if (!values || !installed) return undefined;
  const { release, chartVersion, namespace } = installed;
  try {
    const predicted = predictObjects({
      values,
      chartVersion,
      release,
      namespace,
    });
    const views = predicted.map(object => new ValuesView(object));
    const { pools } = chartCapabilities(chartVersion);
    const scalers = [
      ...firstScaledObjects(read),
      ...views.filter(view => view.text('kind') === 'ScaledObject'),
    ];
    const workloads = views
      .filter(view => ['Deployment', 'StatefulSet'].includes(view.text('kind')))
      .map(view => workloadOf(view, scalers, pools.label));
    return { workloads, predicted };
  } catch (error) {
    if (error instanceof InputError) {
      return { workloads: [], predicted: [], refusal: error.message };
    }
    throw error;
  }
}
