import { Content } from '@backstage/core-components';
import { useRouteRefParams } from '@backstage/frontend-plugin-api';
import { engineRouteRef } from '../../routes';
import { EngineView } from '../engine/EngineView';

/**
 * The page of an engine by its reference; for engines that are in no catalog.
 *
 * @internal
 */
export function EnginePage() {
  const { cluster, namespace, release } = useRouteRefParams(engineRouteRef);
  return (
    <Content>
      <EngineView engineRef={{ cluster, namespace, release }} />
    </Content>
  );
}
