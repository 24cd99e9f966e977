import { useCallback } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useApi } from '@backstage/core-plugin-api';
import { Content, EmptyState } from '@backstage/core-components';
import { ResponseError } from '@backstage/errors';
import {
  adaptiveSourcesReadPermission,
  type SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { useRequest } from '../../live/useRequest';
import { LoadingRows, RequestError } from '../common/LiveBoundary';
import { SourceGroup } from './SourceGroup';

const useStyles = makeStyles(theme => ({
  refresh: { marginBottom: theme.spacing(2) },
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
        <RequestError subject="sources" error={state.error} retry={retry} />
      )}
      {state.status === 'done' && (
        <>
          <Button
            className={classes.refresh}
            variant="outlined"
            size="small"
            onClick={retry}
          >
            Refresh
          </Button>
          {groupByCluster(state.value).map(([cluster, sources]) => (
            <SourceGroup
              key={cluster ?? ''}
              cluster={cluster}
              sources={sources}
            />
          ))}
        </>
      )}
    </Content>
  );
}

function isRefusal(error: Error): boolean {
  return error instanceof ResponseError && error.statusCode === 403;
}

function groupByCluster(
  sources: SourceStatus[],
): Array<[string | undefined, SourceStatus[]]> {
  const groups = new Map<string | undefined, SourceStatus[]>();
  for (const source of sources) {
    groups.set(source.cluster, [...(groups.get(source.cluster) ?? []), source]);
  }
  return [...groups];
}
