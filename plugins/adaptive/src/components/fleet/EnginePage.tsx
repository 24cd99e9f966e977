import Typography from '@material-ui/core/Typography';
import { Content, Link } from '@backstage/core-components';
import { useRouteRef, useRouteRefParams } from '@backstage/frontend-plugin-api';
import { engineRouteRef, rootRouteRef } from '../../routes';
import { EngineView } from '../engine/EngineView';

/**
 * The page of an engine by its reference; for engines that are in no catalog.
 *
 * @internal
 */
export function EnginePage() {
  const { cluster, namespace, release } = useRouteRefParams(engineRouteRef);
  const fleet = useRouteRef(rootRouteRef);
  return (
    <Content>
      {fleet && (
        <Typography paragraph>
          <Link to={fleet()}>All engines</Link>
        </Typography>
      )}
      <EngineView engineRef={{ cluster, namespace, release }} />
    </Content>
  );
}
