import { useCallback, useMemo } from 'react';
import Typography from '@material-ui/core/Typography';
import { useApi } from '@backstage/core-plugin-api';
import { Content } from '@backstage/core-components';
import type { CapacityResponse } from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { useFollowing } from '../../live/useFollowing';
import { useFleet } from '../../live/useLive';
import { LoadingRows, RequestError } from '../common/LiveBoundary';
import { useEngineEntities } from '../common/useEngineEntities';
import { useEnginePath } from '../common/useEnginePath';
import { CapacitySection } from './CapacitySection';
import { FleetBanners } from './FleetBanners';

/**
 * GPUs by cluster and product: who holds them, what is free, and who waits.
 *
 * @internal
 */
export function CapacityPage() {
  const api = useApi(adaptiveApiRef);
  const live = useFleet();
  const { state, retry } = useFollowing<CapacityResponse>(
    useCallback(signal => api.getCapacity({ signal }), [api]),
  );
  return (
    <Content>
      <FleetBanners live={live} />
      {state.status === 'loading' && <LoadingRows label="Loading capacity" />}
      {state.status === 'failed' && (
        <RequestError
          subject="the capacity"
          error={state.error}
          retry={retry}
        />
      )}
      {state.status === 'done' && <Clusters answer={state.value} />}
    </Content>
  );
}

function Clusters({ answer }: { answer: CapacityResponse }) {
  const refs = useMemo(
    () =>
      answer.items.flatMap(({ products = [], waiting }) => [
        ...products.flatMap(({ engines }) => engines.map(({ ref }) => ref)),
        ...waiting.map(({ ref }) => ref),
      ]),
    [answer],
  );
  const entityOf = useEngineEntities(refs);
  const pathOf = useEnginePath(entityOf);
  if (answer.items.length === 0) {
    return (
      <Typography>
        No cluster is configured. Clusters come from
        kubernetes.clusterLocatorMethods in the configuration of the portal.
      </Typography>
    );
  }
  return (
    <>
      {answer.items.map(cluster => (
        <CapacitySection
          key={cluster.cluster}
          capacity={cluster}
          pathOf={pathOf}
        />
      ))}
    </>
  );
}
