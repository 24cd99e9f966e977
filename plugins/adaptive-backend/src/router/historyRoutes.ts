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
      // Who may not see the engine gets the same answer as for one that never was; one that was is remembered.
      const ref = await engines.engineOrGone(
        { cluster, namespace, release },
        await httpAuth.credentials(req),
        history.lastOwner,
      );
      res.json(await history.history(ref, withNumber(req.query)));
    },
  );
}
