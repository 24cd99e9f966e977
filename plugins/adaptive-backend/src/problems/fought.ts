import type { EventObject } from '../objects/types';
import { directionOf } from '../view/namespaceIndex';
import { count } from '../view/text';
import { evidence } from './evidence';
import { recentEvents, timesInHour } from './events';
import type { PoolProblemMapper } from './types';

/** How often the HPA must set the same size again before somebody must be setting it back. */
const TIMES = 3;

/** `New size: 4; reason: …` */
function sizeOf({ message }: EventObject): string | undefined {
  return message.match(/^New size: (\d+)/)?.[1];
}

const TOOLS = { argocd: 'Argo CD', flux: 'Flux' };

/*
 * Who wrote spec.replicas last is not kept of an object. It shows in the events: an HPA that sets one size again and
 * again without ever leaving it finds another one there every time.
 */
export const replicasFoughtOver: PoolProblemMapper = {
  code: 'replicas-fought-over',
  severity: 'critical',
  detect(context) {
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
          evidence(
            'HPA',
            hpa.metadata,
            'event SuccessfulRescale',
            last.message,
          ),
          evidence(
            workload.kind,
            workload.metadata,
            'spec.replicas',
            workload.replicas,
          ),
        ],
        remedy:
          installer?.tool === 'flux'
            ? 'Leave replicas out of the values and manifests of this pool, and ignore /spec/replicas in driftDetection.ignore of the HelmRelease: the scaler owns them.'
            : 'Ignore /spec/replicas of this workload (ignoreDifferences with the sync option RespectIgnoreDifferences=true), or leave replicas out of the manifest: the scaler owns them.',
        since: last.firstAt ?? last.at,
      },
    ];
  },
};
