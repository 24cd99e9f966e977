import type { Config } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { InputError } from '@backstage/errors';
import { safeUrl } from '@adaptive-portal/plugin-adaptive-common';
import type { TlsFiles } from './tls';

/** What a request carries to be let in. Secret: never log or answer it. */
export interface Credentials {
  headers: Record<string, string>;
  /** File with a bearer token, read for every request, as whoever issues tokens replaces them. */
  tokenFile?: string;
  /** Read for every request as well. */
  tls?: TlsFiles;
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** An URL as an error may show it: neither what stands before the host nor what may hold a key. */
export function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//…@').replace(/[?#].*$/s, '?…');
}

/**
 * The base URL of an HTTP API, without a slash at its end.
 *
 * @throws InputError for one that cannot work; the message holds no credentials
 */
export function readBaseUrl(field: string, text: string): string {
  const url = safeUrl(text);
  if (!url) {
    throw new InputError(
      `Invalid ${field} '${withoutSecrets(
        text,
      )}', expected an http or https URL without credentials (use headers for them)`,
    );
  }
  if (/[?#]/.test(url)) {
    throw new InputError(
      `Invalid ${field} '${withoutSecrets(
        text,
      )}', expected a URL without ? and #, as paths are appended to it`,
    );
  }
  return url.replace(/\/+$/, '');
}

function readTls(config: Config, field: string): TlsFiles | undefined {
  const tls = config.getOptionalConfig('tls');
  if (!tls) return undefined;
  const certFile = tls.getOptionalString('certFile');
  const keyFile = tls.getOptionalString('keyFile');
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new InputError(
      `Invalid ${field}.tls: only one of certFile and keyFile is given, expected both or none`,
    );
  }
  return { caFile: tls.getOptionalString('caFile'), certFile, keyFile };
}

/**
 * Reads `headers`, `tokenFile` and `tls` of a source or tool.
 *
 * @throws InputError naming the field; the message holds no value
 */
export function readCredentials(config: Config, field: string): Credentials {
  // Read as a whole: the name of a header may hold what a configuration path may not.
  const given = config.getOptional<JsonObject>('headers') ?? {};
  const tokenFile = config.getOptionalString('tokenFile');
  const entries = Object.entries(given).map(([name, raw]): [string, string] => {
    // As fetch does; a value that comes from a file often ends with a newline.
    const value = typeof raw === 'string' ? raw.trim() : '\n';
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) {
      throw new InputError(
        `Invalid ${field}.headers.${name}, expected the name of an HTTP header and a text on one line`,
      );
    }
    if (/^content-/i.test(name)) {
      throw new InputError(
        `Invalid ${field}.headers.${name}, expected no header that describes the body of a request`,
      );
    }
    if (tokenFile !== undefined && /^authorization$/i.test(name)) {
      throw new InputError(
        `Invalid ${field}: headers.${name} and tokenFile are both given, expected one of them`,
      );
    }
    return [name, value];
  });
  const tls = readTls(config, field);
  return {
    headers: Object.fromEntries(entries),
    ...(tokenFile !== undefined && { tokenFile }),
    ...(tls && { tls }),
  };
}
