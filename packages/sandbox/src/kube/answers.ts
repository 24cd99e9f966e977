import type { ServerResponse } from 'node:http';
import { BodyTooLarge } from '../net/body';
import { KubeError, PathNotFound } from './errors';

/** Answers JSON. */
export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
  contentType = 'application/json',
): void {
  response
    .writeHead(code, {
      'Content-Type': contentType,
      'Cache-Control': 'no-cache, private',
    })
    .end(`${JSON.stringify(body)}\n`);
}

/** Answers a Status for an error; cuts the connection when an answer has begun already. */
export function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof PathNotFound) {
    response
      .writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
      .end('404 page not found\n');
    return;
  }
  const known = asKubeError(error);
  if (known.code === 413) {
    // The rest of the body is not read, so the connection cannot be used again.
    response.setHeader('Connection', 'close');
  }
  sendJson(response, known.code, known.body);
}

function asKubeError(error: unknown): KubeError {
  if (error instanceof KubeError) {
    return error;
  }
  if (error instanceof BodyTooLarge) {
    return new KubeError(413, 'RequestEntityTooLarge', error.message);
  }
  return new KubeError(
    500,
    'InternalError',
    `Internal error occurred: ${error}`,
  );
}
