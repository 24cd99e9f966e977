import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import type { PoolPod } from '@adaptive-portal/plugin-adaptive-common';
import { age } from '../../format';
import { useNow } from '../../live/useNow';
import { DataTable, RowHeader } from '../common/DataTable';
import { StateLabel } from '../common/StateLabel';
import type { Wording } from '../common/tones';

const PHASES: Record<PoolPod['phase'], Wording> = {
  Pending: { label: 'Pending', tone: 'warning' },
  Starting: { label: 'Starting', tone: 'moving' },
  Ready: { label: 'Ready', tone: 'calm' },
  Failed: { label: 'Failed', tone: 'critical' },
  Terminating: { label: 'Terminating', tone: 'paused' },
};

const COLUMNS = [
  { id: 'pod', title: 'Pod' },
  { id: 'phase', title: 'Phase' },
  { id: 'node', title: 'Node' },
  { id: 'reason', title: 'Reason' },
  { id: 'restarts', title: 'Restarts', align: 'right' as const },
  { id: 'age', title: 'Age', align: 'right' as const },
];

const useStyles = makeStyles({
  name: { fontWeight: 'inherit', overflowWrap: 'anywhere' },
});

/**
 * The pods of a pool.
 *
 * @internal
 */
export function PodsTable(props: { poolName: string; pods: PoolPod[] }) {
  const classes = useStyles();
  const now = useNow();
  return (
    <DataTable caption={`Pods of ${props.poolName}`} columns={COLUMNS}>
      {props.pods.map(pod => (
        <TableRow key={pod.name}>
          <RowHeader className={classes.name}>{pod.name}</RowHeader>
          <TableCell>
            <StateLabel wording={PHASES[pod.phase]} />
          </TableCell>
          <TableCell>{pod.node ?? 'on no node'}</TableCell>
          <TableCell>{pod.reason}</TableCell>
          <TableCell align="right">{pod.restarts}</TableCell>
          <TableCell align="right">
            {pod.createdAt ? age(pod.createdAt, now) : 'not known'}
          </TableCell>
        </TableRow>
      ))}
    </DataTable>
  );
}
