import { CustomErrorBase, NotFoundError } from '@backstage/errors';
import type { RequestHandler } from 'express';
import { methodsOf } from '../schema/describeBadRequest';

/** HTTP 405, in the words of the portal. */
class MethodNotAllowedError extends CustomErrorBase {
  name = 'MethodNotAllowedError' as const;
  readonly statusCode = 405;
}

/** Paths that Backstage itself serves below the plugin's, such as those of permissions and actions. */
const OF_BACKSTAGE = /^\/\.backstage(\/|$)/;

/**
 * Refuses with a sentence what no route has answered. The query is left out: it may hold what is not for logs.
 *
 * @throws NotFoundError for a path that is no operation
 */
export const refuseUnknownPath: RequestHandler = (req, res, next) => {
  if (OF_BACKSTAGE.test(req.path)) {
    next();
    return;
  }
  const path = `${req.baseUrl}${req.path}`.slice(0, 200);
  const methods = methodsOf(req.path);
  if (methods.length === 0) {
    throw new NotFoundError(
      `No operation at '${path}'; ${req.baseUrl}/openapi.json lists them`,
    );
  }
  res.set('Allow', methods.join(', '));
  throw new MethodNotAllowedError(
    `No operation ${req.method} at '${path}', accepted: ${methods.join(', ')}`,
  );
};
