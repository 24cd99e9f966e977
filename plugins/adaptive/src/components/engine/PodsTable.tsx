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
  name: { fontWeight: 'inherit', whiteSpace: 'nowrap' },
  reason: { minWidth: '16rem' },
  short: { whiteSpace: 'nowrap' },
});

/**
 * The pods of a pool.
 *
 * @internal
 */
export function PodsTable(props: { poolName: string; pods: PoolPod[] }) {
  const classes = useStyles();
  const now = useNow();
  // Most of the time no pod has anything to say.
  const explained = props.pods.some(pod => pod.reason);
  const columns = COLUMNS.filter(({ id }) => id !== 'reason' || explained);
  return (
    <DataTable caption={`Pods of ${props.poolName}`} columns={columns}>
      {props.pods.map(pod => (
        <TableRow key={pod.name}>
          <RowHeader className={classes.name}>{pod.name}</RowHeader>
          <TableCell>
            <StateLabel wording={PHASES[pod.phase]} />
          </TableCell>
          <TableCell className={classes.short}>
            {pod.node ?? 'on no node'}
          </TableCell>
          {explained && (
            <TableCell className={classes.reason}>{pod.reason}</TableCell>
          )}
          <TableCell align="right">{pod.restarts}</TableCell>
          <TableCell align="right" className={classes.short}>
            {pod.createdAt ? age(pod.createdAt, now) : 'not known'}
          </TableCell>
        </TableRow>
      ))}
    </DataTable>
  );
}
