import type { AdaptiveRouter } from '../schema/endpoints';
import type { RouterOptions } from './createRouter';

/** `GET /repositories`. */
export function registerRepositoryRoutes(
  router: AdaptiveRouter,
  {
    engines,
    httpAuth,
    repositories,
  }: Pick<RouterOptions, 'engines' | 'httpAuth' | 'repositories'>,
): void {
  router.get('/repositories', async (req, res) => {
    await engines.requirePlan(await httpAuth.credentials(req));
    res.json({ items: repositories });
  });
}
