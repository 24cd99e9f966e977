import type { AdaptiveRouter } from '../schema/endpoints';
import type { RouterOptions } from './createRouter';

/** `POST /plan`; the body is read and checked before the router. */
export function registerPlanRoutes(
  router: AdaptiveRouter,
  { httpAuth, planner }: Pick<RouterOptions, 'httpAuth' | 'planner'>,
): void {
  router.post('/plan', async (req, res) => {
    const credentials = await httpAuth.credentials(req);
    res.json(await planner.plan(req.body, credentials));
  });
}
