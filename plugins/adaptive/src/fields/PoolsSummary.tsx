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
 * How many GPUs the rows need, against what the chosen cluster has free, and the engine itself holds.
 *
 * @internal
 */
export function PoolsSummary(props: {
  id: string;
  rows: PoolRow[];
  cluster: string | undefined;
  /** GPUs that the engine holds already, and goes on with. */
  held?: number;
}) {
  const classes = useStyles();
  const { state } = useClusters();
  const { min, max } = sumGpus(props.rows);
  const cluster =
    state.status === 'done'
      ? state.value.find(item => item.name === props.cluster)
      : undefined;
  const { held = 0 } = props;
  const free = cluster?.gpus?.reduce((sum, gpu) => sum + gpu.free, 0);
  const room = free === undefined ? undefined : free + held;
  const than = held > 0 ? 'are held and free now' : 'are free now';

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
          {freshnessNote(cluster)}.{held > 0 && ` The engine holds ${held}.`}
        </div>
      )}
      {room !== undefined && min > room && (
        <strong>
          At its minimum this needs {count(min - room, 'GPU')} more than {than};
          pods will wait for them.
        </strong>
      )}
      {room !== undefined && min <= room && max > room && (
        <div>
          At its maximum this needs {count(max - room, 'GPU')} more than {than}.
        </div>
      )}
    </Typography>
  );
}

function freshnessNote(cluster: ClusterStatus): string {
  return cluster.freshness.status === 'live' ? '' : ' (last known)';
}
