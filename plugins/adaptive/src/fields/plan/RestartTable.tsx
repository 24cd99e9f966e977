import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import type { WorkloadRestart } from '@adaptive-portal/plugin-adaptive-manifests';
import { DataTable, RowHeader } from '../../components/common/DataTable';
import { Disclosure } from './Disclosure';
import { effectInWords, range } from './words';

const COLUMNS = [
  { id: 'workload', title: 'Workload', width: '34%' },
  { id: 'pods', title: 'Pods', width: '12%' },
  { id: 'effect', title: 'What happens', width: '22%' },
  { id: 'reasons', title: 'Because of', width: '32%' },
];

/** As many as are read at a glance: a new chart version changes dozens of fields of every workload. */
const REASONS_SHOWN = 3;

/**
 * Workloads whose pods start, end or are made anew; those that go on are only counted.
 *
 * @internal
 */
export function RestartTable({ restarts }: { restarts: WorkloadRestart[] }) {
  const moved = restarts.filter(({ effect }) => effect !== 'left');
  const left = restarts.length - moved.length;
  const rest =
    left > 0 &&
    `${left === 1 ? 'One workload is' : `${left} workloads are`} left alone.`;
  if (moved.length === 0) {
    return <Typography variant="body2">No pod restarts. {rest}</Typography>;
  }
  return (
    <>
      <DataTable caption="Pods that restart" columns={COLUMNS}>
        {moved.map(restart => (
          <TableRow key={`${restart.workload} ${restart.effect}`}>
            <RowHeader>{restart.workload}</RowHeader>
            <TableCell>{range(restart.pods)}</TableCell>
            <TableCell>{effectInWords(restart)}</TableCell>
            <TableCell style={{ overflowWrap: 'anywhere' }}>
              <Reasons reasons={restart.reasons} />
            </TableCell>
          </TableRow>
        ))}
      </DataTable>
      {rest && <Typography variant="body2">{rest}</Typography>}
    </>
  );
}

/** Fields of the pod template; of many the first, and the rest on demand. */
function Reasons({ reasons }: { reasons: string[] }) {
  if (reasons.length <= REASONS_SHOWN + 1) return <>{reasons.join(', ')}</>;
  return (
    <>
      {reasons.slice(0, REASONS_SHOWN).join(', ')}
      <Disclosure summary={`and ${reasons.length - REASONS_SHOWN} more`}>
        {reasons.slice(REASONS_SHOWN).join(', ')}
      </Disclosure>
    </>
  );
}
