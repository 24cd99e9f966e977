import { makeStyles } from '@material-ui/core/styles';
import type { ComputePool } from '@adaptive-portal/plugin-adaptive-common';
import { percent } from '../../format';
import { Measured } from '../common/Measured';
import { Sparkline } from '../common/Sparkline';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'baseline',
    gap: theme.spacing(0.75),
    whiteSpace: 'nowrap',
  },
  above: { fontWeight: 600 },
  limit: { display: 'block', color: theme.palette.text.secondary },
}));

/**
 * TTFT timeout ratio, its last values, and the threshold that scales the pool.
 *
 * @internal
 */
export function TimeoutsCell({ pool }: { pool: ComputePool }) {
  const classes = useStyles();
  const { ttftTimeoutRatio: ratio, ttftTimeoutHistory: history } = pool.metrics;
  const { threshold } = pool.autoscaling;
  const above =
    ratio.value !== undefined &&
    threshold !== undefined &&
    ratio.value > threshold;
  return (
    <>
      <span className={classes.root}>
        {history && (
          <Sparkline
            label={`TTFT timeouts of ${pool.name}`}
            points={history}
            threshold={threshold}
          />
        )}
        <span className={above ? classes.above : undefined}>
          <Measured metric={ratio} format={percent} />
        </span>
      </span>
      {threshold !== undefined && (
        <span className={classes.limit}>
          {above ? 'above' : 'scales above'} {percent(threshold)}
        </span>
      )}
    </>
  );
}
