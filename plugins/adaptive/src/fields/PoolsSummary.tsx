import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { ClusterStatus } from '@adaptive-portal/plugin-adaptive-common';
import { count } from '../format';
import { describeFreeGpus } from './clusterText';
import { sumGpus } from './poolRules';
import type { PoolRow } from './schemas';
import { useClusters } from './useClusters';

const useStyles = makeStyles(theme => ({
  root: { marginTop: theme.spacing(1) },
}));

/**
 * How many GPUs the rows need, against what the chosen cluster has free.
 *
 * @internal
 */
export function PoolsSummary(props: {
  id: string;
  rows: PoolRow[];
  cluster: string | undefined;
}) {
  const classes = useStyles();
  const { state } = useClusters();
  const { min, max } = sumGpus(props.rows);
  const cluster =
    state.status === 'done'
      ? state.value.find(item => item.name === props.cluster)
      : undefined;
  const free = cluster?.gpus?.reduce((sum, gpu) => sum + gpu.free, 0);

  return (
    <Typography
      id={props.id}
      className={classes.root}
      variant="body2"
      role="status"
      component="div"
    >
      <div>
        Needs {count(min, 'GPU')} at minimum, {max} at maximum.
      </div>
      {cluster && (
        <div>
          {cluster.title}: {describeFreeGpus(cluster.gpus)}
          {freshnessNote(cluster)}.
        </div>
      )}
      {free !== undefined && min > free && (
        <strong>
          The minimum needs {count(min - free, 'GPU')} more than are free now;
          pods will wait for them.
        </strong>
      )}
      {free !== undefined && min <= free && max > free && (
        <div>
          The maximum needs {count(max - free, 'GPU')} more than are free now.
        </div>
      )}
    </Typography>
  );
}

function freshnessNote(cluster: ClusterStatus): string {
  return cluster.freshness.status === 'live' ? '' : ' (last known)';
}
