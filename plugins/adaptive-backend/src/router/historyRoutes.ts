import type {
  Engine,
  EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { HistoryReader } from '../history';
import type { AdaptiveRouter } from '../schema/endpoints';
import type { RouterOptions } from './createRouter';
import { findPool, noSuchPool } from './findPool';
import { withNumber } from './withNumber';

/**
 * Raw name of a pool that the engine has, or had as far as the history goes back.
 *
 * @throws NotFoundError when neither knows it
 */
async function knownPool(
  name: string,
  ref: EngineRef,
  engine: Engine | undefined,
  history: HistoryReader,
): Promise<string> {
  const pool = engine && findPool(engine, name);
  if (pool) return pool.name;
  if (await history.remembersPool(ref, name)) return name;
  throw noSuchPool(ref, name);
}

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
      const ref = { cluster, namespace, release };
      // Who may not see the engine gets the same answer as for one that never was; one that was is remembered.
      const engine = await engines.engineOrGone(
        ref,
        await httpAuth.credentials(req),
        history.lastOwner,
      );
      const { pool: name, ...query } = withNumber(req.query);
      const pool =
        name === undefined
          ? undefined
          : await knownPool(name, ref, engine, history);
      res.json(
        await history.history(ref, {
          ...query,
          ...(pool !== undefined && { pool }),
        }),
      );
    },
  );
}
