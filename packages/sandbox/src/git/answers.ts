import type { ServerResponse } from 'node:http';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { errorPage } from './pages';

/** The branch a JSON body names. */
export function branchIn(text: string): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new InputError('The body is no JSON');
  }
  const branch =
    typeof body === 'object' && body !== null && 'branch' in body
      ? body.branch
      : undefined;
  if (typeof branch !== 'string' || branch === '') {
    throw new InputError(
      `branch: ${JSON.stringify(branch)} is no name of a branch`,
    );
  }
  return branch;
}

/** Answers 401, so that git asks for credentials. */
export function askForToken(response: ServerResponse): void {
  response
    .writeHead(401, {
      'WWW-Authenticate': 'Basic realm="sandbox git"',
      'Content-Type': 'text/plain',
    })
    .end('A token is needed\n');
}

/** Answers JSON. */
export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
): void {
  response
    .writeHead(code, { 'Content-Type': 'application/json' })
    .end(`${JSON.stringify(body)}\n`);
}

/** Answers a page that may load nothing and be framed by nobody. */
export function sendPage(
  response: ServerResponse,
  code: number,
  text: string,
): void {
  response
    .writeHead(code, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    })
    .end(text);
}

function describe(error: unknown): { code: number; title: string } {
  if (error instanceof NotFoundError) return { code: 404, title: 'Not found' };
  if (error instanceof ConflictError) {
    return { code: 409, title: 'Cannot be merged' };
  }
  if (error instanceof InputError) return { code: 400, title: 'Bad request' };
  if (error instanceof NotAllowedError) {
    return { code: 403, title: 'Not allowed' };
  }
  return { code: 500, title: 'Something failed' };
}

/** Answers an error as JSON or as a page; cuts the connection when an answer has begun already. */
export function answerError(
  response: ServerResponse,
  error: unknown,
  api: boolean,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, title } = describe(error);
  const message = error instanceof Error ? error.message : String(error);
  if (api) {
    sendJson(response, code, { error: message });
  } else {
    sendPage(response, code, errorPage(title, message, '/'));
  }
}
