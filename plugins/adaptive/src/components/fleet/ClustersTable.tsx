import Paper from '@material-ui/core/Paper';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import type {
  ClusterStatus,
  GpuCapacity,
} from '@adaptive-portal/plugin-adaptive-common';
import { DataTable, RowHeader } from '../common/DataTable';
import { FreshnessLabel } from '../common/FreshnessLabel';

const COLUMNS = [
  { id: 'cluster', title: 'Cluster' },
  { id: 'freshness', title: 'Freshness' },
  { id: 'version', title: 'Kubernetes' },
  { id: 'keda', title: 'KEDA' },
  { id: 'engines', title: 'Engines', align: 'right' as const },
  { id: 'product', title: 'GPU product' },
  { id: 'nodes', title: 'Nodes', align: 'right' as const },
  { id: 'free', title: 'GPUs free', align: 'right' as const },
  { id: 'requested', title: 'Requested', align: 'right' as const },
  { id: 'total', title: 'Allocatable', align: 'right' as const },
  { id: 'largest', title: 'Most free on one node', align: 'right' as const },
];
const GPU_COLUMNS = 6;

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  quiet: { color: theme.palette.text.secondary },
}));

/**
 * One row per cluster and GPU product.
 *
 * @internal
 */
export function ClustersTable({ clusters }: { clusters: ClusterStatus[] }) {
  return (
    <Paper variant="outlined">
      <DataTable caption="Clusters" columns={COLUMNS}>
        {clusters.map(cluster => (
          <ClusterRows key={cluster.name} cluster={cluster} />
        ))}
      </DataTable>
    </Paper>
  );
}

function ClusterRows({ cluster }: { cluster: ClusterStatus }) {
  const classes = useStyles();
  const [first, ...others] = cluster.gpus ?? [];
  const span = Math.max(1, cluster.gpus?.length ?? 0);
  return (
    <>
      <TableRow className={classes.row}>
        <RowHeader scope="rowgroup" rowSpan={span}>
          {cluster.title}
          {cluster.title !== cluster.name && (
            <div className={classes.quiet}>{cluster.name}</div>
          )}
        </RowHeader>
        <TableCell rowSpan={span}>
          <FreshnessLabel freshness={cluster.freshness} />
          <div className={classes.quiet}>{cluster.freshness.message}</div>
        </TableCell>
        <TableCell rowSpan={span}>
          {cluster.kubernetesVersion ?? 'not known'}
        </TableCell>
        <TableCell rowSpan={span}>{describeKeda(cluster)}</TableCell>
        <TableCell rowSpan={span} align="right">
          {cluster.engines}
        </TableCell>
        {first ? (
          <GpuCells gpus={first} />
        ) : (
          <TableCell colSpan={GPU_COLUMNS} className={classes.quiet}>
            {cluster.gpus ? 'no GPU nodes' : 'not known'}
          </TableCell>
        )}
      </TableRow>
      {others.map(gpus => (
        <TableRow key={`${gpus.resource} ${gpus.product}`}>
          <GpuCells gpus={gpus} />
        </TableRow>
      ))}
    </>
  );
}

function GpuCells({ gpus }: { gpus: GpuCapacity }) {
  return (
    <>
      <TableCell title={gpus.resource}>{gpus.product}</TableCell>
      <TableCell align="right">{gpus.nodes}</TableCell>
      <TableCell align="right">{gpus.free}</TableCell>
      <TableCell align="right">{gpus.requested}</TableCell>
      <TableCell align="right">{gpus.allocatable}</TableCell>
      <TableCell align="right">{gpus.largestFreeOnOneNode}</TableCell>
    </>
  );
}

function describeKeda({ kedaInstalled }: ClusterStatus): string {
  if (kedaInstalled === undefined) {
    return 'not known';
  }
  return kedaInstalled ? 'installed' : 'not installed';
}
