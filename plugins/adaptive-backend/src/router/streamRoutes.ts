import { parseEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { InputError } from '@backstage/errors';
import type { AdaptiveRouter } from '../schema/endpoints';
import type { RouterOptions } from './createRouter';

function readEngine(text: string) {
  try {
    return parseEngineRef(text);
  } catch {
    throw new InputError(
      `Invalid query parameter 'engine': '${text.slice(
        0,
        100,
      )}', accepted: <cluster>/<namespace>/<release>`,
    );
  }
}

/** Principals of different callers differ; of one caller they may come in different tokens. */
function callerOf(principal: unknown): string {
  return JSON.stringify(principal);
}

/** `GET /stream`. */
export function registerStreamRoutes(
  router: AdaptiveRouter,
  {
    audit,
    engines,
    httpAuth,
    streams,
  }: Pick<RouterOptions, 'audit' | 'engines' | 'httpAuth' | 'streams'>,
): void {
  router.get('/stream', async (req, res) => {
    const engine =
      req.query.engine === undefined ? undefined : readEngine(req.query.engine);
    const credentials = await httpAuth.credentials(req);
    // An engine that may not be seen streams like one that does not exist yet: `synced` and nothing more.
    const decide = () =>
      engine ? engines.engines(credentials) : engines.fleet(credentials);
    const view = await decide();
    // The client may have left while the policy decided; there would be no `close` to end the stream.
    if (res.destroyed) return;
    audit.streamOpened(req, engine);
    streams.open(res, {
      view,
      caller: callerOf(credentials.principal),
      lastEventId: req.get('Last-Event-ID'),
      decide,
      engine,
      expiresAt: credentials.expiresAt,
    });
  });
}
