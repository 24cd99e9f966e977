import type { EngineGitOps } from '@adaptive-portal/plugin-adaptive-common';
import type {
  ApplicationObject,
  ClusterObjects,
  WorkloadObject,
} from '../objects/types';
import type { ViewConfig } from './config';

/** An Argo CD Application and the engine it deploys. */
export interface GitOpsEntry {
  /** Cluster that holds the Application. */
  hub: string;
  application: ApplicationObject;
  /** Cluster that the Application deploys to. */
  cluster: string;
  namespace: string;
  release: string;
}

const IN_CLUSTER_SERVER = 'https://kubernetes.default.svc';
const IN_CLUSTER_NAME = 'in-cluster';

function destinationCluster(
  application: ApplicationObject,
  hub: string,
  config: ViewConfig,
): string | undefined {
  const { name, server } = application.destination;
  if (name === IN_CLUSTER_NAME || server === IN_CLUSTER_SERVER) {
    return hub;
  }
  return name === undefined
    ? server && config.clusterOfServer(server)
    : config.clusterOfDestination(name);
}

/** Applications of one cluster that deploy something to a namespace, with where they deploy it. */
export function indexApplications(
  objects: ClusterObjects,
  config: ViewConfig,
): GitOpsEntry[] {
  const hub = objects.cluster;
  if (config.applicationsCluster && config.applicationsCluster !== hub) {
    return [];
  }
  const entries: GitOpsEntry[] = [];
  for (const application of objects.list('argoproj.io/applications')) {
    const cluster = destinationCluster(application, hub, config);
    const namespace = application.destination.namespace;
    if (cluster === undefined || namespace === undefined) continue;
    const release =
      application.sources.find(s => s.releaseName)?.releaseName ??
      application.metadata.name;
    entries.push({ hub, application, cluster, namespace, release });
  }
  return entries;
}

const TRACKING_ID = 'argocd.argoproj.io/tracking-id';

/** Name of the Application that Argo CD says an object belongs to (`<application>:<group>/<kind>:<namespace>/<name>`). */
function trackedBy(workload: WorkloadObject): string | undefined {
  return workload.metadata.annotations?.[TRACKING_ID]?.split(':')[0];
}

/** Applications outside Argo CD's own namespace are tracked as `<namespace>_<name>`. */
function trackingNames({ metadata }: ApplicationObject): string[] {
  return [metadata.name, `${metadata.namespace ?? ''}_${metadata.name}`];
}

/**
 * The Application that deploys a release, among those that name it as their destination. What Argo CD wrote on the
 * workloads decides, as anybody who may create Applications may name any destination; without that, one that deploys
 * the chart counts before others, then the first by name.
 */
export function chooseApplication(
  entries: readonly GitOpsEntry[],
  workloads: readonly WorkloadObject[],
): GitOpsEntry | undefined {
  const tracked = new Set(workloads.map(trackedBy).filter(Boolean));
  const candidates = entries.filter(
    ({ application }) =>
      tracked.size === 0 ||
      trackingNames(application).some(name => tracked.has(name)),
  );
  const rank = ({ application, hub }: GitOpsEntry) =>
    [
      application.sources.some(s => s.chart === 'adaptive') ? '0' : '1',
      hub,
      application.metadata.namespace,
      application.metadata.name,
    ].join(' ');
  return [...candidates].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
}

/** The chart's version, where the Application pins one (a range names no version). */
export function pinnedChartVersion(
  application: ApplicationObject | undefined,
): string | undefined {
  const revision = application?.sources.find(s => s.chart)?.targetRevision;
  return revision && /^v?\d+\.\d+\.\d+(-[\w.]+)?$/.test(revision)
    ? revision.replace(/^v/, '')
    : undefined;
}

const FAILED_PHASES = new Set(['Failed', 'Error']);

/** What went wrong with the Application, in its own words. */
export function gitOpsMessage(
  application: ApplicationObject,
): string | undefined {
  const { status } = application;
  const failed = FAILED_PHASES.has(status.operationPhase ?? '');
  return (
    (failed ? status.operationMessage : undefined) ??
    status.conditions.find(c => /Error|Warning/.test(c.type))?.message
  );
}

export function assembleGitOps(entry: GitOpsEntry): EngineGitOps {
  const { application, hub } = entry;
  const { metadata, sources, status } = application;
  const message = gitOpsMessage(application);
  // Of several sources the one in git is where people change things.
  const source = sources.find(s => s.ref) ?? sources[0];
  return {
    tool: 'argocd',
    kind: 'Application',
    object: `${metadata.namespace ?? ''}/${metadata.name}`,
    cluster: hub,
    ...(status.sync !== undefined && { sync: status.sync }),
    ...(status.health !== undefined && { health: status.health }),
    ...(status.revision !== undefined && { revision: status.revision }),
    ...(source && { repoUrl: source.repoUrl }),
    ...(FAILED_PHASES.has(status.operationPhase ?? '') && { failed: true }),
    ...(message !== undefined && { message }),
  };
}
