import type { ChartFault } from '@adaptive-portal/plugin-adaptive-manifests';
import {
  CHART_VERSIONS,
  chartCapabilities,
  DEFAULT_CHART_VERSION,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type {
  ProblemEvidence,
  ProblemFix,
} from '@adaptive-portal/plugin-adaptive-common';
import { CHART_LABEL } from '../view/labels';
import { count } from '../view/text';
import { evidence } from './evidence';
import { chartFix } from './fixes';
import type { EngineContext, EngineProblemMapper } from './types';

function position(version: string | undefined): number {
  return version === undefined ? -1 : CHART_VERSIONS.indexOf(version);
}

/** Where the version was read: from what installs the engine, or else from a label. */
function versionEvidence({
  chartVersion,
  gitops,
  flux,
  workloads,
}: Pick<
  EngineContext,
  'chartVersion' | 'gitops' | 'flux' | 'workloads'
>): ProblemEvidence {
  if (flux) {
    return evidence(
      'HelmRelease',
      flux.helmRelease.metadata,
      'status.history[0].chartVersion',
      chartVersion,
    );
  }
  if (gitops) {
    return evidence(
      'Application',
      gitops.application.metadata,
      'spec.sources[].targetRevision',
      chartVersion,
    );
  }
  const [{ kind, metadata }] = workloads;
  return evidence(
    kind,
    metadata,
    `metadata.labels['${CHART_LABEL}']`,
    chartVersion,
  );
}

export const chartBehind: EngineProblemMapper = {
  code: 'chart-behind',
  severity: 'info',
  detect({ chartVersion, gitops, flux, workloads }) {
    const at = position(chartVersion);
    const scaled = position(DEFAULT_CHART_VERSION);
    const newest = CHART_VERSIONS.length - 1;
    // The last chart whose pools are made to scale is a place to stay at; from there on the newest counts.
    const target = at <= scaled ? scaled : newest;
    if (at < 0 || at >= target) return [];
    const what =
      target === scaled
        ? 'the last version whose pools are made to scale'
        : 'the newest one known here';
    return [
      {
        sentence: `Chart ${chartVersion} is ${count(
          target - at,
          'version',
        )} behind ${CHART_VERSIONS[target]}, ${what}.`,
        evidence: [versionEvidence({ chartVersion, gitops, flux, workloads })],
        remedy:
          'Read the chart’s upgrade notes, then raise the version in git; the edit form shows what would change.',
        fix: sameShape(chartVersion, CHART_VERSIONS[target]),
      },
    ];
  },
};

/** The upgrade, where pools stay the same kind of workload; others need people. */
function sameShape(
  from: string | undefined,
  to: string | undefined,
): ProblemFix | undefined {
  return from !== undefined &&
    to !== undefined &&
    position(to) >= 0 &&
    chartCapabilities(from).pools.shape === chartCapabilities(to).pools.shape
    ? chartFix(to)
    : undefined;
}

type Applies = (context: EngineContext) => ProblemEvidence | undefined;

/** Names of the chart's objects are cut at 30: from this length of what they begin with on they are all the same. */
const COLLAPSING_LENGTH = 29;

/** What the names of the chart's objects begin with. */
function fullName(release: string): string {
  return release.includes('adaptive') ? release : `${release}-adaptive`;
}

function component(context: EngineContext, id: string) {
  return context.components.find(c => c.component.id === id);
}

/** Faults that leave a trace in the cluster, and how to tell that one applies to an engine. */
const APPLIES: Partial<Record<string, Applies>> = {
  'names-collapse': ({ ref, workloads }) =>
    fullName(ref.release).length >= COLLAPSING_LENGTH
      ? evidence(
          workloads[0].kind,
          workloads[0].metadata,
          'metadata.name',
          workloads[0].metadata.name,
        )
      : undefined,
  'default-group-cut-without-mlflow': context => {
    const group = component(context, 'harmony');
    return group && group.component.desired > 0 && context.mlflow === 'off'
      ? evidence(
          group.workload.kind,
          group.workload.metadata,
          'spec.template.spec.volumes',
          'cut off',
        )
      : undefined;
  },
  'mlflow-artifacts-outside-volume': context => {
    const mlflow = component(context, 'mlflow');
    const destination = mlflow?.workload.containers
      .map(c => c.settings?.MLFLOW_ARTIFACTS_DESTINATION)
      .find(Boolean);
    return mlflow && destination === '/artifacts'
      ? evidence(
          mlflow.workload.kind,
          mlflow.workload.metadata,
          'env.MLFLOW_ARTIFACTS_DESTINATION',
          destination,
        )
      : undefined;
  },
};

const REMEDIES: Partial<Record<string, string>> = {
  'names-collapse':
    'Install the engine under a shorter release name; a release cannot be renamed.',
  'default-group-cut-without-mlflow':
    'Switch the default group off (harmony.replicaCount 0), or MLflow on.',
  'mlflow-artifacts-outside-volume':
    'Set mlflow.mountPath to the path of the volume, and copy the artifacts there before the pod is replaced.',
};

function remedyOf({ id, before }: ChartFault): string {
  const mended = before ? ` Chart ${before} no longer has the fault.` : '';
  return `${REMEDIES[id] ?? 'Step around it in the values.'}${mended}`;
}

export const chartFault: EngineProblemMapper = {
  code: 'chart-fault',
  severity: 'warning',
  detect(context) {
    const { chartVersion } = context;
    if (chartVersion === undefined || position(chartVersion) < 0) return [];
    return chartCapabilities(chartVersion).faults.flatMap(fault => {
      const found = APPLIES[fault.id]?.(context);
      return found
        ? [
            {
              sentence: `A fault of chart ${chartVersion} applies here: ${fault.sentence}`,
              evidence: [found],
              remedy: remedyOf(fault),
              fix: sameShape(chartVersion, fault.before),
            },
          ]
        : [];
    });
  },
};
