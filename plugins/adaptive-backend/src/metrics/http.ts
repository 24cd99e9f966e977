import { readFile } from 'node:fs/promises';
import { isError } from '@backstage/errors';
import type { Credentials } from './endpoint';
import { fetchWithTls, TlsFileError } from './tls';

const MAX_MESSAGE = 300;

/** What somebody else wrote, as part of a sentence: on one line, and not without end. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}

/** Why a source could not be read; the message holds neither credentials nor request headers. */
export class SourceError extends Error {
  constructor(
    message: string,
    /** HTTP status, absent when there was no usable answer. */
    readonly statusCode?: number,
  ) {
    super(oneLine(message));
    this.name = 'SourceError';
  }
}

/** How a source is asked, whatever the question. */
export interface HttpOptions extends Credentials {
  timeoutMs: number;
  maxBytes: number;
  fetch: typeof fetch;
}

/** One request; a form makes it a POST. */
export interface HttpRequest {
  url: string;
  form?: Record<string, string>;
  /** Makes it a POST of JSON. */
  json?: unknown;
  signal: AbortSignal;
}

/** What is used of an answer. */
interface Answer {
  status: number;
  body: Pick<ReadableStream<Uint8Array>, 'getReader' | 'cancel'> | null;
}

/** Reads a body of at most `maxBytes`, so that a huge answer cannot take the memory of the backend. */
async function readText(response: Answer, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new SourceError(
        `The answer is larger than ${maxBytes} bytes; narrow the source's series`,
      );
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface NetworkError extends Error {
  code: string;
  errors?: unknown;
}

function isNetworkError(error: unknown): error is NetworkError {
  return isError(error) && typeof error.code === 'string';
}

/** The network's own words. An error without a code is the client's, which may quote what was sent. */
function describeCause(error: unknown): string {
  if (!isNetworkError(error)) return 'the connection failed';
  // A host with several addresses fails with one error for each, and an empty one for all.
  const [first] = Array.isArray(error.errors) ? error.errors : [];
  const { message, code } = isNetworkError(first) ? first : error;
  return message === '' ? code : message;
}

/** What a failed request means, as a sentence without secrets. */
export function describeFailure(
  error: unknown,
  timeoutMs: number,
): SourceError {
  if (error instanceof SourceError) return error;
  if (error instanceof TlsFileError) {
    return new SourceError(`Not asked: ${error.message}`);
  }
  if (isError(error) && error.name === 'TimeoutError') {
    return new SourceError(`No answer within ${timeoutMs / 1000} s`);
  }
  const cause = isError(error) && isError(error.cause) ? error.cause : error;
  return new SourceError(`Cannot be reached: ${describeCause(cause)}`);
}

/** @throws SourceError when the file holds no token; the message names the file only */
async function bearerOf(
  tokenFile: string | undefined,
): Promise<{ authorization?: string }> {
  if (tokenFile === undefined) return {};
  let token: string;
  try {
    token = (await readFile(tokenFile, 'utf8')).trim();
  } catch (error) {
    const code = isNetworkError(error) ? error.code : 'unknown error';
    throw new SourceError(
      `Not asked: its token file ${tokenFile} cannot be read (${code})`,
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new SourceError(
      `Not asked: its token file ${tokenFile} does not hold one token`,
    );
  }
  return { authorization: `Bearer ${token}` };
}

/**
 * The body of an answer with any status but 401 and 403.
 *
 * @throws SourceError for a refused credential, a redirect, an answer that is late or too large, and a dead host
 */
export async function fetchText(
  options: HttpOptions,
  { url, form, json, signal }: HttpRequest,
): Promise<{ status: number; text: string }> {
  const { headers, timeoutMs, maxBytes, tls } = options;
  try {
    const init = {
      method: form || json !== undefined ? 'POST' : 'GET',
      headers: {
        ...headers,
        ...(await bearerOf(options.tokenFile)),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      ...(form && { body: new URLSearchParams(form).toString() }),
      ...(json !== undefined && { body: JSON.stringify(json) }),
      // The headers may hold a credential, which must not follow a redirect to another host.
      redirect: 'manual' as const,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    };
    const response: Answer = tls
      ? await fetchWithTls(tls, url, init)
      : await options.fetch(url, init);
    if (response.status === 401 || response.status === 403) {
      await response.body?.cancel();
      throw new SourceError(
        `Answered ${response.status}: check the source's ${
          options.tokenFile === undefined ? 'headers' : 'tokenFile'
        }`,
        response.status,
      );
    }
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new SourceError(
        `Answered ${response.status}: a redirect, which is not followed`,
        response.status,
      );
    }
    return {
      status: response.status,
      text: await readText(response, maxBytes),
    };
  } catch (error) {
    throw describeFailure(error, timeoutMs);
  }
}

/** @throws SourceError when the text is no JSON */
export function parseJson(text: string, status: number, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever stands before a server that is down answers for it, in a language of its own.
    throw new SourceError(
      status < 500
        ? `Answered ${status} with something that is not JSON; is the URL that of ${what}?`
        : `Answered ${status}`,
      status,
    );
  }
}

/** A JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
