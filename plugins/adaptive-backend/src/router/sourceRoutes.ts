import type { AdaptiveRouter } from '../schema/endpoints';
import type { RouterOptions } from './createRouter';

/** `GET /sources`. */
export function registerSourceRoutes(
  router: AdaptiveRouter,
  { engines, httpAuth }: Pick<RouterOptions, 'engines' | 'httpAuth'>,
): void {
  router.get('/sources', async (req, res) => {
    const items = await engines.sources(await httpAuth.credentials(req));
    res.json({ items: [...items] });
  });
}
