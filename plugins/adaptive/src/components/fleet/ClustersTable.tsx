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
  { id: 'cluster', title: 'Cluster', width: '12%' },
  { id: 'freshness', title: 'Freshness', width: '15%' },
  { id: 'version', title: 'Kubernetes', width: '13%' },
  { id: 'engines', title: 'Engines', align: 'right' as const, width: '7%' },
  { id: 'product', title: 'GPU product', width: '17%' },
  {
    id: 'nodes',
    title: 'Nodes',
    help: 'Nodes with this GPU product',
    align: 'right' as const,
    width: '6%',
  },
  { id: 'free', title: 'GPUs free', align: 'right' as const, width: '8%' },
  {
    id: 'requested',
    title: 'Requested',
    help: 'GPUs that pods on nodes ask for',
    align: 'right' as const,
    width: '8%',
  },
  {
    id: 'total',
    title: 'Allocatable',
    help: 'GPUs that nodes offer to pods',
    align: 'right' as const,
    width: '9%',
  },
  {
    id: 'largest',
    title: 'Free on a node',
    help: 'Most GPUs free on one node: a larger replica does not fit',
    align: 'right' as const,
    width: '11%',
  },
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
          <div className={classes.quiet}>{describeKeda(cluster)}</div>
        </TableCell>
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
    return 'KEDA not known';
  }
  return kedaInstalled ? 'KEDA installed' : 'no KEDA';
}
