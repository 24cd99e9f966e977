import type { AdaptiveRouter } from '../schema/endpoints';
import type { RouterOptions } from './createRouter';
import { withNumber } from './withNumber';

/** `GET /engines/{cluster}/{namespace}/{release}/history`. */
export function registerHistoryRoutes(
  router: AdaptiveRouter,
  {
    engines,
    history,
    httpAuth,
  }: Pick<RouterOptions, 'engines' | 'history' | 'httpAuth'>,
): void {
  router.get(
    '/engines/:cluster/:namespace/:release/history',
    async (req, res) => {
      const { cluster, namespace, release } = req.params;
      // Who may not see the engine gets the same answer as for one that does not exist.
      const { ref } = await engines.engine(
        { cluster, namespace, release },
        await httpAuth.credentials(req),
      );
      res.json(await history.history(ref, withNumber(req.query)));
    },
  );
}
