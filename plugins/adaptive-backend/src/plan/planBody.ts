import { CustomErrorBase, InputError } from '@backstage/errors';
import { json, type RequestHandler } from 'express';
import { readPlanRequest } from './planRequest';

/** Of the whole body; an engine's files have some ten kilobytes. */
const MAX_BODY = 4 * 1024 * 1024;

/** HTTP 413, in the words of the portal. */
class PayloadTooLargeError extends CustomErrorBase {
  name = 'PayloadTooLargeError' as const;
  readonly statusCode = 413;
}

function toOurError(error: { type?: string }): Error {
  switch (error.type) {
    case 'entity.too.large':
      return new PayloadTooLargeError(
        `The body is larger than ${
          MAX_BODY / 1024 / 1024
        } MiB, more than any engine's files have; nothing was read`,
      );
    case 'entity.parse.failed':
      return new InputError('The body is not valid JSON');
    default:
      return new InputError('The body cannot be read; accepted: JSON in UTF-8');
  }
}

const parse = json({ limit: MAX_BODY, strict: true });

/**
 * Reads the body of `POST /plan`, and leaves every other request alone. Goes in front of the router, whose validator
 * would make a plain 400 of every error.
 */
export const planBody: RequestHandler = (req, res, next) => {
  if (req.method !== 'POST' || !/^\/plan\/?$/.test(req.path)) {
    next();
    return;
  }
  if (!req.is('application/json')) {
    next(
      new InputError(
        `Invalid header 'Content-Type': '${
          req.get('Content-Type')?.slice(0, 100) ?? ''
        }', accepted: application/json`,
      ),
    );
    return;
  }
  parse(req, res, (error?: unknown) => {
    if (error) {
      next(toOurError(typeof error === 'object' ? error : {}));
      return;
    }
    try {
      req.body = readPlanRequest(req.body);
      next();
    } catch (refusal) {
      next(refusal);
    }
  });
};
