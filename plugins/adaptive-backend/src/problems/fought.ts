import { directionOf, sizeOf } from '../view/pastScales';
import type { PoolContext } from '../view/poolContext';
import { count, parseTime } from '../view/text';
import { appliesFromGit } from './appliers';
import { evidence } from './evidence';
import { recentEvents, timesInHour } from './events';
import type { Finding, PoolProblemMapper } from './types';

/** How often the HPA must set the same size again before somebody must be setting it back. */
const TIMES = 3;
/** How long ago the HPA may have scaled. */
const RECENT_MS = 60 * 60_000;

const TOOLS = { argocd: 'Argo CD', flux: 'Flux' };

function remedyFor({ installer }: PoolContext): string {
  return installer?.tool === 'flux'
    ? 'Leave replicas out of the values and manifests of this pool, and ignore /spec/replicas in driftDetection.ignore of the HelmRelease: the scaler owns them.'
    : 'Ignore /spec/replicas of this workload (ignoreDifferences with the sync option RespectIgnoreDifferences=true), or leave replicas out of the manifest: the scaler owns them.';
}

/*
 * Whoever changes a field owns it, and the HPA owns what it scaled. A tool that owns the replicas although the HPA has
 * scaled since the workload was made, and that wrote after it, has set them back.
 */
function byOwnership(context: PoolContext): Finding[] {
  const { hpa, workload, now } = context;
  const scaledAt = parseTime(hpa?.status.lastScaleTime);
  const madeAt = parseTime(workload.metadata.creationTimestamp) ?? -Infinity;
  const owners = workload.replicasBy ?? [];
  const tool = owners.find(({ manager }) => appliesFromGit(manager));
  const writtenAt = parseTime(tool?.at);
  if (
    !hpa ||
    !tool ||
    scaledAt === undefined ||
    writtenAt === undefined ||
    // Who applies what is there already shares the field with the scaler.
    !owners.every(({ manager }) => appliesFromGit(manager)) ||
    scaledAt <= madeAt ||
    writtenAt < scaledAt ||
    now - scaledAt > RECENT_MS
  ) {
    return [];
  }
  const { desiredReplicas } = hpa.status;
  const wanted =
    desiredReplicas === undefined ? '' : `, where it wants ${desiredReplicas}`;
  return [
    {
      sentence: `After the HPA had scaled, ${tool.manager} set the size to ${workload.replicas}${wanted}: both write the replicas.`,
      evidence: [
        evidence(
          workload.kind,
          workload.metadata,
          `metadata.managedFields[${tool.manager}] f:spec.f:replicas`,
          tool.at,
        ),
        evidence(
          'HPA',
          hpa.metadata,
          'status.lastScaleTime',
          hpa.status.lastScaleTime,
        ),
      ],
      remedy: remedyFor(context),
      since: tool.at,
    },
  ];
}

/** An HPA that sets one size again and again without ever leaving it finds another one there every time. */
function byEvents(context: PoolContext): Finding[] {
  const { hpa, installer, workload, now } = context;
  const rescales = recentEvents(
    context,
    60,
    event => event.reason === 'SuccessfulRescale',
  );
  const directions = new Set(rescales.map(directionOf));
  const [last] = rescales;
  const size = last && sizeOf(last);
  const same = rescales.filter(event => sizeOf(event) === size);
  const times = same.reduce((sum, event) => sum + timesInHour(event, now), 0);
  if (!hpa || size === undefined || directions.size !== 1 || times < TIMES) {
    return [];
  }
  const who = installer
    ? `${TOOLS[installer.tool]} (${installer.kind} ${installer.object})`
    : 'something else';
  return [
    {
      sentence: `The HPA set the size to ${size}, ${count(
        times,
        'time',
      )} within an hour, and each time it was set back: ${who} writes the replicas too.`,
      evidence: [
        evidence('HPA', hpa.metadata, 'event SuccessfulRescale', last.message),
        evidence(
          workload.kind,
          workload.metadata,
          'spec.replicas',
          workload.replicas,
        ),
      ],
      remedy: remedyFor(context),
      since: last.firstAt ?? last.at,
    },
  ];
}

export const replicasFoughtOver: PoolProblemMapper = {
  code: 'replicas-fought-over',
  severity: 'critical',
  detect(context) {
    // How often says more; the owner says it after the first time.
    const often = byEvents(context);
    return often.length > 0 ? often : byOwnership(context);
  },
};
