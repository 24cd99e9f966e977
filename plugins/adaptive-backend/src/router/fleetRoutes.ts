import type { AdaptiveRouter } from '../schema/endpoints';
import { readTime } from '../schema/times';
import { findIncomplete } from '../service/findIncomplete';
import { listPools } from '../service/listPools';
import { listProblems } from '../service/listProblems';
import { fleetCapacity } from '../view/fleetCapacity';
import { assertKnownCluster } from './assertKnownCluster';
import type { RouterOptions } from './createRouter';
import { requirePool } from './findPool';
import { withNumber } from './withNumber';

/** Pools, problems and GPUs of the fleet, and scaling path and measurements of a pool. */
export function registerFleetRoutes(
  router: AdaptiveRouter,
  {
    engines,
    httpAuth,
    metrics,
  }: Pick<RouterOptions, 'engines' | 'httpAuth' | 'metrics'>,
): void {
  router.get('/pools', async (req, res) => {
    const view = await engines.fleet(await httpAuth.credentials(req));
    const clusters = view.clusters();
    const { cluster } = req.query;
    assertKnownCluster(cluster, clusters);
    const incomplete = findIncomplete(clusters, cluster);
    res.json({
      ...listPools(view.list(), withNumber(req.query)),
      ...(incomplete.length > 0 && { incomplete }),
    });
  });

  router.get('/problems', async (req, res) => {
    const view = await engines.fleet(await httpAuth.credentials(req));
    const clusters = view.clusters();
    const { cluster } = req.query;
    assertKnownCluster(cluster, clusters);
    const incomplete = findIncomplete(clusters, cluster);
    res.json({
      ...listProblems(view.list(), withNumber(req.query)),
      ...(incomplete.length > 0 && { incomplete }),
    });
  });

  router.get('/capacity', async (req, res) => {
    const view = await engines.fleet(await httpAuth.credentials(req));
    res.json(fleetCapacity(view.clusters(), view.list()));
  });

  router.get(
    '/engines/:cluster/:namespace/:release/pools/:pool/scaling-path',
    async (req, res) => {
      const { pool: wanted, ...ref } = req.params;
      const engine = await engines.engine(ref, await httpAuth.credentials(req));
      const pool = requirePool(engine, wanted);
      res.json({
        ref: engine.ref,
        name: pool.name,
        key: pool.key,
        status: pool.status,
        statusReason: pool.statusReason,
        replicas: pool.replicas,
        autoscaling: pool.autoscaling,
        scalingPath: pool.scalingPath,
        problems: pool.problems,
        freshness: engine.freshness,
        version: engine.version,
      });
    },
  );

  router.get(
    '/engines/:cluster/:namespace/:release/pools/:pool/metrics',
    async (req, res) => {
      const { pool: wanted, ...ref } = req.params;
      const engine = await engines.engine(ref, await httpAuth.credentials(req));
      const { metric, from, to, step } = req.query;
      res.json(
        await metrics.range(engine.ref, requirePool(engine, wanted), {
          metric,
          from: readTime('from', String(from)) / 1000,
          to: readTime('to', String(to)) / 1000,
          ...(step !== undefined && { step: Number(step) }),
        }),
      );
    },
  );
}
