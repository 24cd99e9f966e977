import type { AdaptiveRouter } from '../schema/endpoints';
import { findIncomplete } from '../service/findIncomplete';
import { listEngines } from '../service/listEngines';
import { assertKnownCluster } from './assertKnownCluster';
import type { RouterOptions } from './createRouter';

/** `GET /engines` and `GET /engines/{cluster}/{namespace}/{release}`. */
export function registerEngineRoutes(
  router: AdaptiveRouter,
  { engines, httpAuth }: Pick<RouterOptions, 'engines' | 'httpAuth'>,
): void {
  router.get('/engines', async (req, res) => {
    const view = await engines.fleet(await httpAuth.credentials(req));
    const { limit, ...query } = req.query;
    const clusters = view.clusters();
    assertKnownCluster(query.cluster, clusters);
    const incomplete = findIncomplete(clusters, query.cluster);
    res.json({
      ...listEngines(view.list(), {
        ...query,
        limit: limit === undefined ? undefined : Number(limit),
      }),
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
