import type { AdaptiveRouter } from '../schema/endpoints';
import type { RouterOptions } from './createRouter';

/** `GET /clusters`. */
export function registerClusterRoutes(
  router: AdaptiveRouter,
  { engines, httpAuth }: Pick<RouterOptions, 'engines' | 'httpAuth'>,
): void {
  router.get('/clusters', async (req, res) => {
    const view = await engines.fleet(await httpAuth.credentials(req));
    res.json({ items: view.clusters() });
  });
}
