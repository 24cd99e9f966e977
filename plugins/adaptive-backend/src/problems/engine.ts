import type {
  Freshness,
  ProblemEvidence,
} from '@adaptive-portal/plugin-adaptive-common';
import type { ApplicationObject } from '../objects/types';
import { gitOpsMessage } from '../view/gitops';
import { count, parseTime, sentence } from '../view/text';
import { evidence } from './evidence';
import type { EngineProblemMapper, Finding } from './types';

const LAST_KNOWN = 'What is shown is the last that is known.';

/** A source that cannot be trusted, in words; `shown` is what that means for what it said before, if it ever did. */
export function sourceFinding(
  title: string,
  object: string,
  freshness: Freshness,
  remedy: string,
  shown = LAST_KNOWN,
): Finding {
  const seen = freshness.lastSeenAt && shown ? ` ${shown}` : '';
  const what = {
    unreachable: 'does not answer',
    notPermitted: 'refuses the portal',
    notWatchable: 'cannot be watched with the credentials the portal has',
    stale: 'is late',
    connecting: 'has not answered yet',
    notInstalled: 'is not installed',
    live: 'is live',
  }[freshness.status];
  const message = freshness.message ? `: ${freshness.message}` : '';
  const item: ProblemEvidence = {
    object,
    field: 'freshness',
    value: freshness.status,
  };
  return {
    sentence: `${sentence(`${title} ${what}${message}`)}${seen}`,
    evidence: [item],
    remedy,
    since: freshness.since,
  };
}

export const clusterUnreachable: EngineProblemMapper = {
  code: 'cluster-unreachable',
  severity: 'critical',
  detect({ kubernetes, clusterTitle, ref }) {
    return kubernetes.status === 'unreachable'
      ? [
          sourceFinding(
            `Cluster ${clusterTitle}`,
            `Cluster ${ref.cluster}`,
            kubernetes,
            'Check the API server and the network between it and the portal. The engine itself may be well.',
          ),
        ]
      : [];
  },
};

const UNTRUSTED = new Set(['stale', 'notPermitted', 'notWatchable']);

export const clusterStale: EngineProblemMapper = {
  code: 'cluster-not-live',
  severity: 'warning',
  detect({ kubernetes, clusterTitle, ref }) {
    return UNTRUSTED.has(kubernetes.status)
      ? [
          sourceFinding(
            `Cluster ${clusterTitle}`,
            `Cluster ${ref.cluster}`,
            kubernetes,
            'Check the credentials and the role of the portal in this cluster.',
          ),
        ]
      : [];
  },
};

const DOWN = new Set(['unreachable', 'notPermitted', 'stale']);

export const prometheusDown: EngineProblemMapper = {
  code: 'prometheus-down',
  severity: 'warning',
  detect({ metrics }) {
    return metrics
      .filter(({ status }) => DOWN.has(status.freshness.status))
      .map(({ info, status }) =>
        sourceFinding(
          `Metric source ${info.title}`,
          `Prometheus ${info.id}`,
          status.freshness,
          'Check Prometheus and the URL and headers of the source. KEDA may be blind as well, if it asks the same one.',
          // Unlike objects, measurements are soon dropped; what is late may still be fresh enough.
          status.freshness.status === 'stale'
            ? ''
            : 'Metrics are unknown until it answers.',
        ),
      );
  },
};

function nameOf({ metadata }: ApplicationObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

export const outOfSync: EngineProblemMapper = {
  code: 'out-of-sync',
  severity: 'warning',
  detect({ gitops }) {
    const app = gitops?.application;
    if (!app || app.status.sync !== 'OutOfSync') return [];
    return [
      {
        sentence: `What runs is not what git says: Application ${nameOf(
          app,
        )} is OutOfSync.`,
        evidence: [
          evidence(
            'Application',
            app.metadata,
            'status.sync.status',
            app.status.sync,
          ),
        ],
        remedy:
          'Look at the difference in Argo CD; sync it, or undo the change in the cluster. If only replicas differ, ignore them (ignoreDifferences), as the scaler owns them.',
      },
    ];
  },
};

export const applicationDegraded: EngineProblemMapper = {
  code: 'application-degraded',
  severity: 'warning',
  detect({ gitops }) {
    const app = gitops?.application;
    const health = app?.status.health;
    if (!app || (health !== 'Degraded' && health !== 'Missing')) return [];
    return [
      {
        sentence: sentence(
          `Argo CD calls Application ${nameOf(app)} ${health}${
            gitOpsMessage(app) ? `: ${gitOpsMessage(app)}` : ''
          }`,
        ),
        evidence: [
          evidence('Application', app.metadata, 'status.health.status', health),
        ],
        remedy: 'Look at the resources of the Application in Argo CD.',
      },
    ];
  },
};

export const syncFailed: EngineProblemMapper = {
  code: 'sync-failed',
  severity: 'critical',
  detect({ gitops }) {
    const app = gitops?.application;
    const phase = app?.status.operationPhase;
    if (!app || (phase !== 'Failed' && phase !== 'Error')) return [];
    return [
      {
        sentence: sentence(
          `The last sync of Application ${nameOf(app)} failed: ${
            app.status.operationMessage ?? 'no message'
          }`,
        ),
        evidence: [
          evidence(
            'Application',
            app.metadata,
            'status.operationState.phase',
            phase,
          ),
        ],
        remedy: 'Fix what the message names in git, then sync again.',
      },
    ];
  },
};

/** A tool that changes over takes the old workload away within this time. */
const CHANGE_OVER_MS = 10 * 60_000;

export const poolTwice: EngineProblemMapper = {
  code: 'pool-twice',
  severity: 'warning',
  detect({ leftovers, now }) {
    return leftovers
      .filter(
        ({ current }) =>
          now - (parseTime(current.metadata.creationTimestamp) ?? 0) >
          CHANGE_OVER_MS,
      )
      .map(({ pool, workload, current }) => ({
        sentence: `Pool ${pool} has two workloads: ${current.kind} ${
          current.metadata.name
        }, and the earlier ${workload.kind} ${
          workload.metadata.name
        } with ${count(
          workload.status.readyReplicas,
          'replica',
        )} Ready that nothing counts.`,
        evidence: [
          evidence(
            workload.kind,
            workload.metadata,
            'metadata.creationTimestamp',
            workload.metadata.creationTimestamp,
          ),
          evidence(
            current.kind,
            current.metadata,
            'metadata.creationTimestamp',
            current.metadata.creationTimestamp,
          ),
        ],
        remedy:
          'Delete the earlier one, and let whatever installs the engine prune: Argo CD does so with the sync option Prune, helm upgrade always.',
        since: current.metadata.creationTimestamp,
      }));
  },
};

/** A component may need this long to start. */
const GRACE_MS = 5 * 60_000;

export const componentNotReady: EngineProblemMapper = {
  code: 'component-not-ready',
  severity: 'warning',
  detect({ components, now }) {
    return components
      .filter(
        ({ component, workload }) =>
          component.ready < component.desired &&
          now - (parseTime(workload.metadata.creationTimestamp) ?? 0) >
            GRACE_MS,
      )
      .map(({ component: { title, desired, ready }, workload }) => ({
        sentence: `${title}: ${ready} of ${count(desired, 'replica')} Ready.`,
        evidence: [
          evidence(
            workload.kind,
            workload.metadata,
            'status.readyReplicas',
            ready,
          ),
        ],
        remedy: 'Look at the pods and events of this workload.',
      }));
  },
};
