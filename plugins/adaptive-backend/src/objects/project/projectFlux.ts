import {
  FluxReference,
  FluxSourceObject,
  HelmReleaseObject,
  KustomizationObject,
} from '../partTypes';
import { projectMeta } from './projectMeta';
import { projectStatus } from './projectParts';
import {
  compact,
  number,
  Raw,
  record,
  records,
  text,
  textMap,
  withoutUserInfo,
} from './raw';
import { Projected, ProjectionContext } from './types';

function reference(value: unknown): FluxReference | undefined {
  const raw = record(value);
  const name = text(raw.name);
  return name === undefined
    ? undefined
    : compact<FluxReference>({
        kind: text(raw.kind) ?? '',
        name,
        namespace: text(raw.namespace),
      });
}

// Flux installs as `[targetNamespace-]name`; a name that would be too long it hashes, which is not repeated here.
function defaultReleaseName(spec: Raw, name: string): string {
  const target = text(spec.targetNamespace);
  return target === undefined ? name : `${target}-${name}`;
}

function installed(
  status: Raw,
): HelmReleaseObject['status']['installed'] | undefined {
  const newest = records(status.history)[0];
  return (
    newest &&
    compact({
      chartName: text(newest.chartName),
      chartVersion: text(newest.chartVersion),
      appVersion: text(newest.appVersion),
      status: text(newest.status),
      deployedAt: text(newest.lastDeployed),
    })
  );
}

/** Flux HelmRelease; its values are not kept, they may hold secrets. */
export function projectHelmRelease(
  raw: unknown,
  context: ProjectionContext,
): Projected<HelmReleaseObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const chart = record(record(spec.chart).spec);
  const chartName = text(chart.chart);
  return compact<HelmReleaseObject>({
    metadata,
    releaseName:
      text(spec.releaseName) ?? defaultReleaseName(spec, metadata.name),
    targetNamespace: text(spec.targetNamespace) ?? metadata.namespace ?? '',
    suspended: spec.suspend === true,
    chart:
      chartName === undefined
        ? undefined
        : compact({ name: chartName, version: text(chart.version) }),
    source: reference(spec.chartRef) ?? reference(chart.sourceRef),
    status: compact<HelmReleaseObject['status']>({
      ...projectStatus(status, context),
      lastAttemptedRevision: text(status.lastAttemptedRevision),
      failures: number(status.failures) ?? 0,
      installed: installed(status),
    }),
  });
}

/** Flux OCIRepository or GitRepository. */
export function projectFluxSource(
  raw: unknown,
  context: ProjectionContext,
): Projected<FluxSourceObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  return compact<FluxSourceObject>({
    metadata,
    url: withoutUserInfo(text(spec.url) ?? ''),
    ref: textMap(spec.ref) ?? {},
    suspended: spec.suspend === true,
    revision: text(record(status.artifact).revision),
    status: projectStatus(status, context),
  });
}

/** Flux Kustomization; its substitutions are not kept, they may hold secrets. */
export function projectKustomization(
  raw: unknown,
  context: ProjectionContext,
): Projected<KustomizationObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  return compact<KustomizationObject>({
    metadata,
    source: reference(spec.sourceRef),
    path: text(spec.path),
    targetNamespace: text(spec.targetNamespace),
    suspended: spec.suspend === true,
    lastAppliedRevision: text(status.lastAppliedRevision),
    lastAttemptedRevision: text(status.lastAttemptedRevision),
    status: projectStatus(status, context),
  });
}
