import {
  type Engine,
  type EngineRef,
  type ProblemEntry,
  type ProblemSeverity,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';

type Payload = NotificationSendOptions['payload'];

const SEVERITIES: Record<ProblemSeverity, Payload['severity']> = {
  critical: 'critical',
  warning: 'high',
  info: 'normal',
};

/**
 * What to tell of a problem that came or went. One problem of one pool is one scope: that it went takes the place of
 * that it came, and a problem that comes again is no second notification.
 *
 * @param problem - what the history says of it
 * @param engine - as it is now, for the remedy; it may be gone
 */
export function describeProblem(
  ref: EngineRef,
  problem: Pick<
    ProblemEntry,
    'kind' | 'code' | 'pool' | 'severity' | 'sentence' | 'replacedBy'
  >,
  engine: Pick<Engine, 'problems'> | undefined,
): Payload {
  const { kind, code, pool, severity, sentence, replacedBy } = problem;
  const raised = kind === 'problemRaised';
  const over = replacedBy === undefined ? 'Cleared' : 'Replaced';
  const current = engine?.problems.find(
    each => each.code === code && each.pool === pool,
  );
  const where = pool === undefined ? '' : `, pool ${pool}`;
  const segments = [ref.cluster, ref.namespace, ref.release];
  return {
    title: `${raised ? '' : `${over}: `}${sentence}`,
    description: [
      `Engine ${ref.release} on ${ref.cluster}, namespace ${ref.namespace}${where}.`,
      ...(raised && current ? [current.remedy] : []),
      ...(replacedBy === undefined ? [] : [`Now: ${replacedBy}`]),
    ].join(' '),
    link: `/adaptive/${segments.map(encodeURIComponent).join('/')}`,
    severity: raised ? SEVERITIES[severity] : 'low',
    topic: code,
    scope: ['adaptive-problem', stringifyEngineRef(ref), pool ?? '', code].join(
      ':',
    ),
  };
}
