import { useCallback } from 'react';
import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { useApi } from '@backstage/core-plugin-api';
import { Content, EmptyState } from '@backstage/core-components';
import { ResponseError } from '@backstage/errors';
import {
  adaptiveSourcesReadPermission,
  type SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { age } from '../../format';
import { useNow } from '../../live/useNow';
import { useRequest } from '../../live/useRequest';
import { DataTable, RowHeader } from '../common/DataTable';
import { FreshnessLabel } from '../common/FreshnessLabel';
import { LoadingRows, RequestError } from '../common/LiveBoundary';

const COLUMNS = [
  { id: 'source', title: 'Source' },
  { id: 'cluster', title: 'Cluster' },
  { id: 'state', title: 'State' },
  { id: 'seen', title: 'Last heard', align: 'right' as const },
  { id: 'items', title: 'Items', align: 'right' as const },
  { id: 'cause', title: 'Cause' },
];

const useStyles = makeStyles(theme => ({
  table: { marginTop: theme.spacing(1) },
}));

/**
 * Every background source of the portal, for those who run it.
 *
 * @internal
 */
export function SourcesPage() {
  const classes = useStyles();
  const api = useApi(adaptiveApiRef);
  const { state, retry } = useRequest<SourceStatus[]>(
    useCallback(
      async signal => (await api.getSources({ signal })).items,
      [api],
    ),
  );
  return (
    <Content>
      {state.status === 'loading' && <LoadingRows label="Loading sources" />}
      {state.status === 'failed' && isRefusal(state.error) && (
        <EmptyState
          missing="info"
          title="Only for those who run the portal"
          description={`The sources of the portal need the permission ${adaptiveSourcesReadPermission.name}. How fresh an engine is stands on its own page.`}
        />
      )}
      {state.status === 'failed' && !isRefusal(state.error) && (
        <RequestError error={state.error} retry={retry} />
      )}
      {state.status === 'done' && (
        <>
          <Button variant="outlined" size="small" onClick={retry}>
            Refresh
          </Button>
          <Paper variant="outlined" className={classes.table}>
            <SourcesTable sources={state.value} />
          </Paper>
        </>
      )}
    </Content>
  );
}

function isRefusal(error: Error): boolean {
  return error instanceof ResponseError && error.statusCode === 403;
}

function SourcesTable({ sources }: { sources: SourceStatus[] }) {
  const now = useNow();
  return (
    <DataTable caption="Sources" columns={COLUMNS}>
      {sources.map(({ id, cluster, freshness, items }) => (
        <TableRow key={id}>
          <RowHeader>{id}</RowHeader>
          <TableCell>{cluster ?? 'several'}</TableCell>
          <TableCell>
            <FreshnessLabel freshness={freshness} />
          </TableCell>
          <TableCell align="right">
            {freshness.lastSeenAt
              ? `${age(freshness.lastSeenAt, now)} ago`
              : 'never'}
          </TableCell>
          <TableCell align="right">{items ?? 'not known'}</TableCell>
          <TableCell>{freshness.message}</TableCell>
        </TableRow>
      ))}
    </DataTable>
  );
}
