import { UNWANTED_POD_PHASES } from '../fieldSelectors';
import { Condition, ContainerState, PodObject } from '../types';
import { message, projectIdentity, projectMeta } from './projectMeta';
import {
  projectConditions,
  projectContainers,
  projectDemand,
  projectTolerations,
} from './projectParts';
import {
  compact,
  number,
  oneOf,
  Raw,
  record,
  records,
  snug,
  text,
  textMap,
} from './raw';
import { Projected, ProjectionContext } from './types';
import { hasEngineLabel } from './engineLabels';

const PHASES = [
  'Pending',
  'Running',
  'Succeeded',
  'Failed',
  'Unknown',
] as const;

function projectContainerState(
  raw: Raw,
  context: ProjectionContext,
): ContainerState {
  const state = record(raw.state);
  const current = { ...record(state.waiting), ...record(state.terminated) };
  const last = record(record(raw.lastState).terminated);
  return compact<ContainerState>({
    name: context.interner.text(text(raw.name) ?? ''),
    ready: raw.ready === true,
    restartCount: number(raw.restartCount) ?? 0,
    reason: context.interner.text(text(current.reason)),
    message: context.interner.text(message(current)),
    lastReason: context.interner.text(text(last.reason)),
  });
}

/** States of the containers; those that are well are one shared value for all pods. */
function projectContainerStates(
  status: Raw,
  context: ProjectionContext,
): ContainerState[] {
  const raw = [
    ...records(status.containerStatuses),
    // A finished init container is history; one that waits or failed holds the pod up.
    ...records(status.initContainerStatuses).filter(item => !isFinished(item)),
  ];
  return context.interner.object(
    raw.map(item => projectContainerState(item, context)),
  );
}

function isFinished(raw: Raw): boolean {
  const state = record(raw.state);
  return record(state.terminated).exitCode === 0 || 'running' in state;
}

/** A pod outside the engines: it matters only for what it takes away from a node. */
function projectForeignPod(
  raw: unknown,
  context: ProjectionContext,
): Projected<PodObject> {
  const metadata = projectIdentity(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const phase = oneOf(status.phase, PHASES) ?? 'Unknown';
  if (phase === 'Succeeded' || phase === 'Failed') return 'unwanted';
  return compact<PodObject>({
    metadata,
    accountingOnly: true,
    nodeName: context.interner.text(text(spec.nodeName)),
    tolerations: context.interner.object([]),
    containers: projectDemand(spec, context),
    phase,
    conditions: context.interner.object([]),
    containerStates: context.interner.object([]),
  });
}

/** Since when a pod is Ready, and what is not as it should be: the rest is true of every pod that runs. */
function projectPodConditions(
  status: Raw,
  context: ProjectionContext,
): Condition[] {
  return snug(
    projectConditions(status.conditions, context).filter(
      ({ type, status: value }) => type === 'Ready' || value !== 'True',
    ),
  );
}

/** Pod; outside the engines' namespaces reduced to what GPU accounting needs (`accountingOnly`). */
export function projectPod(
  raw: unknown,
  context: ProjectionContext,
): Projected<PodObject> {
  const rawMeta = record(record(raw).metadata);
  const namespace = text(rawMeta.namespace) ?? '';
  if (
    !context.isEngineNamespace(namespace) &&
    !hasEngineLabel(rawMeta.labels)
  ) {
    return projectForeignPod(raw, context);
  }
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const phase = oneOf(status.phase, PHASES) ?? 'Unknown';
  if (UNWANTED_POD_PHASES.includes(phase)) return 'unwanted';
  return compact<PodObject>({
    metadata,
    nodeName: context.interner.text(text(spec.nodeName)),
    nodeSelector: context.interner.object(textMap(spec.nodeSelector)),
    tolerations: projectTolerations(spec.tolerations, context),
    containers: projectContainers(spec, context),
    phase,
    reason: context.interner.text(text(status.reason)),
    conditions: projectPodConditions(status, context),
    containerStates: projectContainerStates(status, context),
  });
}
