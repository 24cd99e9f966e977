import { readFile } from 'node:fs/promises';
import { Clock } from './Clock';
import { tokenEnd } from './loginEnd';
import { ClusterCredentials } from './types';

/** A token from configuration; none for an endpoint that authenticates by itself, like `kubectl proxy`. */
export function staticCredentials(
  token: string | undefined,
): ClusterCredentials {
  const end = tokenEnd(token);
  return {
    token: async () => token,
    refresh: async () => false,
    expiresAt: () => end,
  };
}

/**
 * A refresh that all who ask for it at a time share: a token that expires is refused to all watches of a cluster at once,
 * and a login costs a process or a request to a cloud.
 */
export function sharedRefresh(
  refresh: () => Promise<boolean>,
): ClusterCredentials['refresh'] {
  let running: Promise<boolean> | undefined;
  return () => {
    running ??= refresh().finally(() => {
      running = undefined;
    });
    return running;
  };
}

// As in client-go: kubelet rotates projected tokens long before they expire.
const TOKEN_FILE_MAX_AGE_MS = 60_000;

/** The token in a file that somebody else keeps fresh, read again every minute and when it was refused. */
export function tokenFileCredentials(
  path: string,
  clock: Clock,
): ClusterCredentials {
  let known: { token: string; readAt: number } | undefined;
  const read = async () => {
    const token = (await readFile(path, 'utf8')).trim();
    known = { token, readAt: clock.now() };
    return token;
  };
  return {
    token: async () =>
      known && clock.now() - known.readAt < TOKEN_FILE_MAX_AGE_MS
        ? known.token
        : read(),
    refresh: sharedRefresh(async () => {
      const before = known?.token;
      return (await read()) !== before;
    }),
  };
}
