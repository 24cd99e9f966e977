import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import { age, clockTime } from '../../format';
import { useNow } from '../../live/useNow';
import { DataTable, RowHeader } from '../common/DataTable';
import { FreshnessLabel } from '../common/FreshnessLabel';

const COLUMNS = [
  { id: 'source', title: 'Source' },
  { id: 'state', title: 'State' },
  { id: 'seen', title: 'Last heard', align: 'right' as const },
  { id: 'message', title: 'Cause' },
];

/**
 * Where everything on the page comes from, and how old it is.
 *
 * @internal
 */
export function SourcesTable({ sources }: { sources: Engine['sources'] }) {
  const now = useNow();
  const explained = sources.some(({ freshness }) => freshness.message);
  const columns = COLUMNS.filter(({ id }) => id !== 'message' || explained);
  return (
    <DataTable caption="Sources" columns={columns}>
      {sources.map(({ id, title, freshness }) => (
        <TableRow key={id}>
          <RowHeader>{title}</RowHeader>
          <TableCell>
            <FreshnessLabel freshness={freshness} />
          </TableCell>
          <TableCell align="right">
            {freshness.lastSeenAt ? (
              <span title={clockTime(freshness.lastSeenAt)}>
                {age(freshness.lastSeenAt, now)} ago
              </span>
            ) : (
              'never'
            )}
          </TableCell>
          {explained && <TableCell>{freshness.message}</TableCell>}
        </TableRow>
      ))}
    </DataTable>
  );
}
