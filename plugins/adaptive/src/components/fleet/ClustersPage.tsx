import { useCallback } from 'react';
import Typography from '@material-ui/core/Typography';
import { useApi } from '@backstage/core-plugin-api';
import { Content } from '@backstage/core-components';
import type { ClusterStatus } from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import type { Fleet } from '../../live/folds';
import { useFleet } from '../../live/useLive';
import { useRequest } from '../../live/useRequest';
import {
  LiveBoundary,
  LoadingRows,
  RequestError,
} from '../common/LiveBoundary';
import { ClustersTable } from './ClustersTable';

/**
 * Clusters with their freshness and GPU capacity.
 *
 * @internal
 */
export function ClustersPage() {
  const live = useFleet();
  return (
    <Content>
      <LiveBoundary<Fleet> live={live} subject="clusters">
        {({ clusters }) =>
          clusters ? <Clusters clusters={clusters} /> : <AskForClusters />
        }
      </LiveBoundary>
    </Content>
  );
}

/** The stream only tells of changes to those who may see clusters; asking says why there are none. */
function AskForClusters() {
  const api = useApi(adaptiveApiRef);
  const { state, retry } = useRequest<ClusterStatus[]>(
    useCallback(
      async signal => (await api.getClusters({ signal })).items,
      [api],
    ),
  );
  if (state.status === 'loading') {
    return <LoadingRows label="Loading clusters" />;
  }
  if (state.status === 'failed') {
    return (
      <RequestError subject="clusters" error={state.error} retry={retry} />
    );
  }
  return <Clusters clusters={state.value} />;
}

function Clusters({ clusters }: { clusters: ClusterStatus[] }) {
  if (clusters.length === 0) {
    return (
      <Typography>
        No cluster is configured. Clusters come from
        kubernetes.clusterLocatorMethods in the configuration of the portal.
      </Typography>
    );
  }
  return <ClustersTable clusters={clusters} />;
}
