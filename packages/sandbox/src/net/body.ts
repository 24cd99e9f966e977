import type { IncomingMessage } from 'node:http';

/** The body is larger than the reader accepts. */
export class BodyTooLarge extends Error {
  constructor(limit: number) {
    super(`the body of the request is larger than ${limit} bytes`);
    this.name = 'BodyTooLarge';
  }
}

/** Reads a request's body as text; rejects with `BodyTooLarge` beyond `limit` bytes. */
export async function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) {
      throw new BodyTooLarge(limit);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
