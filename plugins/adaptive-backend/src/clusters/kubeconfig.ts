import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { Raw, record, records, text } from '../objects/project/raw';
import { Clock } from './Clock';
import { sharedRefresh } from './credentials';
import { CredentialsError } from './CredentialsError';
import { execCredential, Login } from './execCredential';
import { certificateEnd, tokenEnd } from './loginEnd';
import { ClusterCredentials } from './types';

/** Where the login of a cluster is written. */
export interface KubeconfigReference {
  file: string;
  /** Default: the file's current context. */
  context?: string;
}

// Files that a kubeconfig points at are replaced while they are still good.
const MAX_AGE_MS = 60_000;
// All watches of a cluster ask, each in its own time: a plugin that fails, or gives a login that is as good as over (or
// was made by another clock), is not run for each of them.
const MIN_AGE_MS = 5_000;
// A login that is about to expire is not used for a request that may take a while to arrive.
const MARGIN_MS = 10_000;

function named(list: unknown, name: string | undefined): Raw | undefined {
  return records(list).find(entry => entry.name === name);
}

async function readContext({
  file,
  context,
}: KubeconfigReference): Promise<{ user: Raw; cluster: Raw }> {
  const config = record(parse(await readFile(file, 'utf8')));
  const name = context ?? text(config['current-context']);
  const found = record(named(config.contexts, name)?.context);
  const user = named(config.users, text(found.user));
  if (!user) {
    throw new CredentialsError(
      `the kubeconfig has no user for context '${name ?? ''}'`,
    );
  }
  const cluster = named(config.clusters, text(found.cluster));
  return { user: record(user.user), cluster: record(cluster?.cluster) };
}

/** What a credential plugin is told of the cluster, where it wants to know (`provideClusterInfo`). */
async function describeCluster(cluster: Raw, folder: string): Promise<Raw> {
  const extension = named(
    cluster.extensions,
    'client.authentication.k8s.io/exec',
  );
  const ca = await dataOrFile(cluster, 'certificate-authority', folder);
  return {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
    'proxy-url': cluster['proxy-url'],
    'certificate-authority-data':
      ca === undefined ? undefined : Buffer.from(ca).toString('base64'),
    config: extension?.extension,
  };
}

/** A value that is written in the file in base64, or in a file of its own. */
async function dataOrFile(
  user: Raw,
  key: string,
  folder: string,
): Promise<string | undefined> {
  const data = text(user[`${key}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  const file = text(user[key]);
  return file === undefined
    ? undefined
    : readFile(resolve(folder, file), 'utf8');
}

async function readLogin(reference: KubeconfigReference): Promise<Login> {
  const { user, cluster } = await readContext(reference);
  const folder = dirname(resolve(reference.file));
  const tokenFile = text(user.tokenFile);
  const token =
    tokenFile === undefined
      ? text(user.token)
      : (await readFile(resolve(folder, tokenFile), 'utf8')).trim();
  const cert = await dataOrFile(user, 'client-certificate', folder);
  const key = await dataOrFile(user, 'client-key', folder);
  if (token !== undefined || cert !== undefined) {
    // What is in a file of its own, somebody keeps fresh.
    const endsAt =
      'client-certificate-data' in user
        ? certificateEnd(cert)
        : tokenEnd(text(user.token));
    return { token, cert, key, endsAt };
  }
  if (user.exec !== undefined) {
    const exec = record(user.exec);
    const isCurious = exec.provideClusterInfo === true;
    return execCredential(exec, {
      folder,
      cluster: isCurious ? await describeCluster(cluster, folder) : undefined,
    });
  }
  throw new CredentialsError(
    'the user of the kubeconfig has no token, tokenFile, client certificate or exec',
  );
}

/**
 * The login of a context of a kubeconfig: token, token file, client certificate or credential plugin (`exec`). It is
 * read again every minute, when it expires and when it was refused; a plugin that tells when its login expires is not
 * run before. Nothing is read before the first request.
 */
export function kubeconfigCredentials(
  reference: KubeconfigReference,
  clock: Clock,
): ClusterCredentials {
  let known: { login: Promise<Login>; goodUntil: number } | undefined;
  let end: string | undefined;
  const ask = () => {
    const login = readLogin(reference);
    const entry = { login, goodUntil: clock.now() + MAX_AGE_MS };
    known = entry;
    login.then(
      ({ expiresAt, endsAt }) => {
        end = endsAt;
        if (expiresAt === undefined) return;
        entry.goodUntil = Math.max(
          expiresAt - MARGIN_MS,
          clock.now() + MIN_AGE_MS,
        );
      },
      () => {
        entry.goodUntil = clock.now() + MIN_AGE_MS;
      },
    );
    return login;
  };
  const get = () =>
    known && clock.now() < known.goodUntil ? known.login : ask();
  return {
    token: async () => (await get()).token,
    certificate: async () => {
      const { cert, key } = await get();
      return cert === undefined || key === undefined
        ? undefined
        : { cert, key };
    },
    expiresAt: () => end,
    refresh: sharedRefresh(async () => {
      const before = await known?.login.catch(() => undefined);
      const after = await ask();
      return after.token !== before?.token || after.cert !== before?.cert;
    }),
  };
}
