import type { AdaptiveRouter } from '../schema/endpoints';
import type { RouterOptions } from './createRouter';

/** `GET /health/sources`. */
export function registerHealthRoutes(
  router: AdaptiveRouter,
  { health }: Pick<RouterOptions, 'health'>,
): void {
  router.get('/health/sources', async (_req, res) => {
    const report = health.report();
    res.status(report.synced ? 200 : 503).json(report);
  });
}
