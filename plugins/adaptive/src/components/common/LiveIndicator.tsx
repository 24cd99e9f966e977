import type { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { clockTime } from '../../format';
import type { LiveState } from '../../live/LiveStore';
import { FreshnessLabel } from './FreshnessLabel';
import { StateLabel } from './StateLabel';

/**
 * Whether what is on the page is what is in the cluster: the portal's own connection first, then the sources.
 *
 * @internal
 */
export function LiveIndicator(props: {
  live: LiveState<unknown>;
  freshness: Freshness;
}) {
  const { live, freshness } = props;
  if (live.status === 'reconnecting') {
    return (
      <span role="status">
        <StateLabel wording={{ label: 'Reconnecting', tone: 'warning' }}>
          No connection to the portal since{' '}
          {clockTime(new Date(live.since).toISOString())}
        </StateLabel>
      </span>
    );
  }
  return (
    <span role="status">
      <FreshnessLabel freshness={freshness} />
    </span>
  );
}
