import { makeStyles } from '@material-ui/core/styles';
import { clockTime } from '../../format';
import type { Fleet } from '../../live/folds';
import type { LiveState } from '../../live/LiveStore';
import { isLastKnown } from '../common/FreshnessLabel';
import { StateLabel } from '../common/StateLabel';
import { FRESHNESS } from '../common/tones';
import { useMetricTrouble } from './useMetricTrouble';

const useStyles = makeStyles(theme => ({
  banner: {
    padding: theme.spacing(1, 1.5),
    marginBottom: theme.spacing(2),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    ...theme.typography.body2,
  },
}));

/**
 * What harms a whole page: the portal's own connection, and clusters and metric sources that do not answer.
 *
 * @internal
 */
export function FleetBanners({ live }: { live: LiveState<Fleet> }) {
  const classes = useStyles();
  const metrics = useMetricTrouble();
  if (live.status !== 'live' && live.status !== 'reconnecting') {
    return null;
  }
  const { clusters = [] } = live.value;
  const onlyOne =
    live.status === 'live' &&
    metrics?.length === 0 &&
    clusters.filter(({ freshness }) => freshness.status !== 'live').length ===
      1;
  return (
    <>
      {live.status === 'reconnecting' && (
        <div role="status" className={classes.banner}>
          <StateLabel
            wraps
            wording={{ label: 'Reconnecting', tone: 'warning' }}
          >
            No connection to the portal since{' '}
            {clockTime(new Date(live.since).toISOString())}. What stands here is
            the last known state.
          </StateLabel>
        </div>
      )}
      {clusters
        .filter(({ freshness }) => isLastKnown(freshness))
        .map(({ name, title, freshness }) => (
          <div key={name} role="status" className={classes.banner}>
            <StateLabel wraps wording={FRESHNESS[freshness.status]}>
              Cluster {title}: {FRESHNESS[freshness.status].label.toLowerCase()}{' '}
              since {clockTime(freshness.since)}
            </StateLabel>
            {freshness.message && <div>{freshness.message}</div>}
            <div>
              Its engines are shown as last known
              {onlyOne && '; all else is live'}.
            </div>
          </div>
        ))}
      {metrics
        ?.filter(({ silent }) => silent)
        .map(({ source, sentence, since }) => (
          <div key={source} role="status" className={classes.banner}>
            <StateLabel
              wraps
              wording={{ label: 'No metrics', tone: 'warning' }}
            >
              No metrics from {source}
              {since && ` since ${clockTime(since)}`}
            </StateLabel>
            <div>{sentence}</div>
          </div>
        ))}
    </>
  );
}
