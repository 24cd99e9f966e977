import type { ProblemEvidence } from '@adaptive-portal/plugin-adaptive-common';
import type { PodObject } from '../objects/types';
import type { FitReport } from '../view/capacity';
import { mayTake } from '../view/capacity';
import { isTerminating, reasonOf } from '../view/pods';
import { describeRoom } from '../view/room';
import { plainMessage } from '../view/plainMessage';
import type { PoolContext } from '../view/poolContext';
import { count, parseTime, sentence } from '../view/text';
import {
  isRoomNew,
  lackRoom,
  unplaced,
  wantedWithoutWaiting,
} from '../view/waiting';
import { evidence } from './evidence';
import { limitsFix } from './fixes';
import type { PoolProblemMapper } from './types';

function waitingSince(pods: readonly PodObject[]): string | undefined {
  return pods
    .map(pod => pod.metadata.creationTimestamp)
    .filter((at): at is string => at !== undefined)
    .sort()[0];
}

/** The scheduler looks again within this time when something changed; our nodes are as late. */
const SCHEDULING_MS = 60_000;

/** What the scheduler says of the first few pods that it refuses. */
function refusals(pods: readonly PodObject[]): ProblemEvidence[] {
  return pods
    .slice(0, 3)
    .map(pod =>
      evidence(
        'Pod',
        pod.metadata,
        'status.conditions[PodScheduled].message',
        reasonOf(pod),
      ),
    );
}

/** Room is there by our account, or no GPU is asked for: then the scheduler's own word is all there is. */
export const pendingForNode: PoolProblemMapper = {
  code: 'pending-for-node',
  severity: 'critical',
  detect(context) {
    const { waiting, refused, message } = unplaced(context);
    const since = waitingSince(refused);
    const waited = context.now - (parseTime(since) ?? context.now);
    const early = waited < SCHEDULING_MS || isRoomNew(context);
    if (!message || lackRoom(context) || early) return [];
    const one = waiting.length === 1;
    return [
      {
        sentence: sentence(
          `${count(waiting.length, 'pod')} ${
            one ? 'waits' : 'wait'
          } for a node: ${plainMessage(message)}`,
        ),
        evidence: refusals(refused),
        remedy:
          'The scheduler names what keeps each group of nodes out: node affinity, a volume, a port, CPU or memory.',
        since,
      },
    ];
  },
};

export const pendingForGpus: PoolProblemMapper = {
  code: 'pending-for-gpus',
  severity: 'critical',
  detect(context) {
    const { gpus, fit } = context;
    const { waiting, refused } = unplaced(context);
    if (!gpus || refused.length === 0 || !lackRoom(context)) return [];
    const one = waiting.length === 1;
    const room = fit ? `: ${describeRoom(fit, gpus, one ? 'it' : 'they')}` : '';
    const wanted = wantedWithoutWaiting(context);
    const needless =
      wanted === undefined
        ? undefined
        : `, but ${
            one ? 'is' : 'are'
          } not needed any more: the metrics ask for ${count(
            wanted,
            'replica',
          )}`;
    return [
      {
        ...(needless !== undefined && { severity: 'info' }),
        sentence: `${count(waiting.length, 'pod')} ${
          one ? 'waits' : 'wait'
        } for ${count(gpus.perReplica, 'GPU')}${one ? '' : ' each'}${
          needless ?? room
        }.`,
        evidence: refusals(refused),
        remedy:
          needless === undefined
            ? 'Add GPU nodes of this kind, free GPUs that other pools hold, or lower max. If nodes are excluded by a taint or the node selector, fix that.'
            : `Nothing: the HPA takes ${
                one ? 'it' : 'them'
              } away when its scale-in window has passed. The scaling path says when.`,
        since: waitingSince(refused),
      },
    ];
  },
};

/** `only 2 fit on the 3 nodes that …`: a clause without a full stop. */
function whatFits({ fitEmpty, nodes }: FitReport): string {
  if (nodes === 0) return 'no Ready node of this cluster may take one';
  const fit =
    fitEmpty === 0
      ? 'none fits'
      : `only ${fitEmpty} fit${fitEmpty === 1 ? 's' : ''}`;
  return `${fit} on the ${count(
    nodes,
    'node',
  )} that this pool may use, even if nothing else ran there`;
}

export const maxAboveWhatFits: PoolProblemMapper = {
  code: 'max-above-what-fits',
  severity: 'info',
  detect({ fit, replicas, gpus, scaledObject, hpa, name }) {
    const { max, min = 0 } = replicas;
    const owner = scaledObject ?? hpa;
    const { fitEmpty = 0 } = fit ?? {};
    // A min above what fits is the worse problem, and says the same.
    const said = min > fitEmpty;
    if (!fit || !gpus || !owner || said || (max ?? 0) <= fitEmpty) return [];
    const field = scaledObject ? 'spec.maxReplicaCount' : 'spec.maxReplicas';
    return [
      {
        sentence: `Max is ${count(max ?? 0, 'replica')}, but ${whatFits(fit)}.`,
        evidence: [
          evidence(
            scaledObject ? 'ScaledObject' : 'HPA',
            owner.metadata,
            field,
            max,
          ),
        ],
        remedy:
          'Lower max to what fits, or make sure that nodes are added when pods wait.',
        ...(scaledObject &&
          fitEmpty > 0 && {
            fix: limitsFix(`Lower max to ${fitEmpty}`, {
              name,
              maxReplicas: fitEmpty,
            }),
          }),
      },
    ];
  },
};

/**
 * What becomes of the pods of a min above what fits. Some may run all the same, on nodes that were cordoned or tainted
 * since: those stay where they are.
 */
function beyond(
  { pods, nodes, workload }: PoolContext,
  min: number,
  fitEmpty: number,
): string {
  const open = new Set(
    nodes.filter(use => mayTake(use, workload)).map(({ name }) => name),
  );
  const placed = pods.filter(
    pod =>
      pod.nodeName !== undefined &&
      !isTerminating(pod) &&
      pod.phase !== 'Failed',
  );
  const inside = placed.filter(({ nodeName = '' }) => open.has(nodeName));
  const outside = placed.length - inside.length;
  const waits = Math.max(min - outside - Math.max(fitEmpty, inside.length), 0);
  const last = min - fitEmpty - waits;
  const one = last === 1;
  return [
    ...(waits > 0 ? [`${count(waits, 'pod')} will always wait`] : []),
    ...(last > 0
      ? [
          `${count(last, 'pod')} ${one ? 'keeps' : 'keep'} the node ${
            one ? 'it has' : 'they have'
          }, but would not come up again`,
        ]
      : []),
  ].join(', and ');
}

export const minAboveWhatFits: PoolProblemMapper = {
  code: 'min-above-what-fits',
  severity: 'warning',
  detect(context) {
    const { fit, replicas, gpus, scaledObject, hpa, name } = context;
    const { min } = replicas;
    const owner = scaledObject ?? hpa;
    if (!fit || !gpus || min === undefined || !owner || min <= fit.fitEmpty) {
      return [];
    }
    const { fitEmpty } = fit;
    return [
      {
        sentence: `Min is ${count(min, 'replica')}, but ${whatFits(
          fit,
        )}: ${beyond(context, min, fitEmpty)}.`,
        evidence: [
          evidence(
            scaledObject ? 'ScaledObject' : 'HPA',
            owner.metadata,
            scaledObject ? 'spec.minReplicaCount' : 'spec.minReplicas',
            min,
          ),
        ],
        remedy: 'Lower min to what fits, or add nodes that this pool may use.',
        ...(scaledObject &&
          fitEmpty > 0 && {
            fix: limitsFix(`Lower min and max to ${fitEmpty}`, {
              name,
              minReplicas: fitEmpty,
              maxReplicas: fitEmpty,
            }),
          }),
      },
    ];
  },
};

export const nodeNotReady: PoolProblemMapper = {
  code: 'node-not-ready',
  severity: 'critical',
  detect({ nodes, pods }) {
    return nodes
      .filter(use => !use.ready)
      .map(({ name, node }) => {
        const condition = node.conditions.find(c => c.type === 'Ready');
        const affected = pods.filter(pod => pod.nodeName === name).length;
        return {
          sentence: `Node ${name} is not Ready; ${count(
            affected,
            'pod',
          )} of this pool ${affected === 1 ? 'is' : 'are'} on it.`,
          evidence: [
            {
              object: `Node ${name}`,
              field: 'status.conditions[Ready]',
              value: `${condition?.status ?? 'absent'}: ${
                condition?.message ?? condition?.reason ?? 'no message'
              }`,
            },
          ],
          remedy:
            'Look at the node; drain it if it does not come back, so that its pods are placed elsewhere.',
          since: condition?.lastTransitionTime,
        };
      });
  },
};
