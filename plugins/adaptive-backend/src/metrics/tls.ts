import { readFile } from 'node:fs/promises';
import { isError } from '@backstage/errors';
import { Agent, fetch } from 'undici';

/** PEM files for a server that asks for a certificate, or whose own comes from an authority that nobody else trusts. */
export interface TlsFiles {
  caFile?: string;
  /** With `keyFile`. */
  certFile?: string;
  keyFile?: string;
}

/** One of the files cannot be read; the message names the file only. */
export class TlsFileError extends Error {}

/** Connections with the content that the files had last. */
interface Open {
  content: string;
  agent: Agent;
}

const open = new WeakMap<TlsFiles, Open>();

async function read(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = isError(error) ? String(error.code) : 'unknown error';
    throw new TlsFileError(`${file} cannot be read (${code})`);
  }
}

/** The connections of some files, new ones when their content changed: certificates are replaced while we run. */
async function agentOf(files: TlsFiles): Promise<Agent> {
  const [ca, cert, key] = await Promise.all(
    [files.caFile, files.certFile, files.keyFile].map(read),
  );
  const content = JSON.stringify([ca, cert, key]);
  const known = open.get(files);
  if (known?.content === content) return known.agent;
  const agent = new Agent({
    connect: {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert, key }),
    },
  });
  open.set(files, { content, agent });
  // What is under way over the old ones goes on to its end.
  void known?.agent.close();
  return agent;
}

/**
 * `fetch` over connections with these files.
 *
 * @throws TlsFileError when one of them cannot be read
 */
export async function fetchWithTls(
  files: TlsFiles,
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    redirect: 'manual';
    signal: AbortSignal;
  },
) {
  return fetch(url, { ...init, dispatcher: await agentOf(files) });
}
