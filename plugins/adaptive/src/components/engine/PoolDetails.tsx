import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { ComputePool } from '@adaptive-portal/plugin-adaptive-common';
import { clockTime } from '../../format';
import { PodsTable } from './PodsTable';
import { PoolMeasures } from './PoolMeasures';
import { ScalingPathView } from './ScalingPathView';

const useStyles = makeStyles(theme => ({
  // Stays in sight where the table is wider than the screen.
  root: {
    position: 'sticky',
    left: theme.spacing(1.5),
    maxWidth: `calc(100cqw - ${theme.spacing(3)}px)`,
    paddingBottom: theme.spacing(1),
  },
  heading: { marginTop: theme.spacing(2), fontWeight: 600 },
  facts: {
    marginTop: theme.spacing(2),
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(2),
    color: theme.palette.text.secondary,
    overflowWrap: 'anywhere',
  },
}));

/**
 * Why the pool has the replicas it has, and its pods.
 *
 * @internal
 */
export function PoolDetails({ pool }: { pool: ComputePool }) {
  const classes = useStyles();
  const { workload, autoscaling } = pool;
  return (
    <div className={classes.root}>
      <ScalingPathView path={pool.scalingPath} />
      <PoolMeasures metrics={pool.metrics} />
      <Typography variant="body2" component="div" className={classes.facts}>
        <span>
          {workload.kind} {workload.name}
        </span>
        {autoscaling.scaledObject && (
          <span>ScaledObject {autoscaling.scaledObject}</span>
        )}
        {autoscaling.hpa && <span>HPA {autoscaling.hpa}</span>}
        {autoscaling.lastScaleAt && (
          <span>last scaled at {clockTime(autoscaling.lastScaleAt)}</span>
        )}
        {pool.image && <span>{pool.image}</span>}
      </Typography>
      <Typography variant="body2" component="h3" className={classes.heading}>
        Pods
      </Typography>
      {pool.pods.length > 0 ? (
        <PodsTable poolName={pool.name} pods={pool.pods} />
      ) : (
        <Typography variant="body2">No pods.</Typography>
      )}
    </div>
  );
}
