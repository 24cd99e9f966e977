import type { AdaptiveRouter } from '../schema/endpoints';
import { findIncomplete } from '../service/findIncomplete';
import { listEngines } from '../service/listEngines';
import { assertKnownCluster } from './assertKnownCluster';
import type { RouterOptions } from './createRouter';
import { withNumber } from './withNumber';

/** `GET /engines` and `GET /engines/{cluster}/{namespace}/{release}`. */
export function registerEngineRoutes(
  router: AdaptiveRouter,
  { engines, httpAuth }: Pick<RouterOptions, 'engines' | 'httpAuth'>,
): void {
  router.get('/engines', async (req, res) => {
    const view = await engines.fleet(await httpAuth.credentials(req));
    const { cluster } = req.query;
    const clusters = view.clusters();
    assertKnownCluster(cluster, clusters);
    const incomplete = findIncomplete(clusters, cluster);
    res.json({
      ...listEngines(view.list(), withNumber(req.query)),
      ...(incomplete.length > 0 && { incomplete }),
    });
  });

  router.get('/engines/:cluster/:namespace/:release', async (req, res) => {
    const { cluster, namespace, release } = req.params;
    res.json(
      await engines.engine(
        { cluster, namespace, release },
        await httpAuth.credentials(req),
      ),
    );
  });
}
