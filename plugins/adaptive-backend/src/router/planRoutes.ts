import type { AdaptiveRouter } from '../schema/endpoints';
import type { RouterOptions } from './createRouter';

/** `POST /plan`; the body is read and checked before the router. */
export function registerPlanRoutes(
  router: AdaptiveRouter,
  {
    audit,
    httpAuth,
    planner,
  }: Pick<RouterOptions, 'audit' | 'httpAuth' | 'planner'>,
): void {
  router.post('/plan', async (req, res) => {
    const credentials = await httpAuth.credentials(req);
    const plan = await planner.plan(req.body, credentials);
    audit.planned(req, req.body);
    res.json(plan);
  });
}
