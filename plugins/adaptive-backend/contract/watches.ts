import { setTimeout as sleep } from 'node:timers/promises';
import { record, text } from '../src/objects/project/raw';
import { StatusError } from '../src/reflector/errors';
import {
  RequestOptions,
  WatchEvent,
  watchEvents,
} from '../src/reflector/requests';
import { hasStreamingLists } from '../src/reflector/streamingLists';
import { ask, assert, assertEqual, eventually, namesOf } from './ask';
import type { ContractCluster } from './cluster';

// A server sends a bookmark shortly before a watch times out, whatever its usual pace,
const WATCH_SECONDS = 12;
// if the version that its cache has reached by then is another than the one that the watch began with.
const CACHE_IS_READ_AFTER_MS = 8_000;

interface Watched {
  events: WatchEvent[];
  /** Of the answer or of an ERROR event; undefined when the server ended the watch. */
  status?: number;
}

async function watch(
  cluster: ContractCluster,
  version: string | undefined,
  options: {
    seconds?: number;
    until?: (event: WatchEvent) => boolean;
  } = {},
): Promise<Watched> {
  const { seconds = WATCH_SECONDS, until = () => false } = options;
  const transport = cluster.connect();
  const enough = new AbortController();
  const { paths, selection } = cluster.collection('namespaces');
  const request: RequestOptions = {
    transport,
    path: paths[0],
    selection,
    signal: enough.signal,
    timeouts: { answerMs: 10_000, silenceMs: (seconds + 30) * 1000 },
    onBytes: () => {},
  };
  const events: WatchEvent[] = [];
  try {
    await watchEvents(
      request,
      { version, timeoutSeconds: seconds },
      {
        onOpen: () => {},
        onEvent: event => {
          events.push(event);
          if (until(event)) enough.abort();
        },
      },
    );
    return { events };
  } catch (error) {
    if (error instanceof StatusError) return { events, status: error.status };
    if (enough.signal.aborted) return { events };
    throw error;
  } finally {
    await transport.close();
  }
}

async function list(cluster: ContractCluster, query = {}) {
  const [path] = cluster.paths('namespaces', query);
  const { status, body } = await ask(cluster, path);
  assertEqual(status, 200, 'the status of the list');
  const version = text(record(body.metadata).resourceVersion);
  assert(version !== undefined, 'the list has no resourceVersion');
  return { version, names: namesOf(body).sort() };
}

/** The version that a server's cache has reached, after a list that brings it up to date where the server does that. */
async function cachedVersion(cluster: ContractCluster): Promise<string> {
  await list(cluster);
  return (await list(cluster, { resourceVersion: '0' })).version;
}

/**
 * A watch begins where the list ended, sends bookmarks with a version, and is ended when its time is over. While nothing
 * at all is written in a cluster there is no bookmark.
 */
export async function checkWatch(cluster: ContractCluster): Promise<string> {
  const { version } = await list(cluster);
  const beganAt = Date.now();
  const [{ events, status }, reached] = await Promise.all([
    watch(cluster, version),
    sleep(CACHE_IS_READ_AFTER_MS).then(() => cachedVersion(cluster)),
  ]);
  assertEqual(status, undefined, 'the status of the watch');
  const seconds = (Date.now() - beganAt) / 1000;
  assert(
    seconds < WATCH_SECONDS + 10,
    `the watch of ${WATCH_SECONDS} s ended after ${seconds} s`,
  );
  const bookmarks = events.filter(({ type }) => type === 'BOOKMARK');
  assert(
    bookmarks.length > 0 || reached === version,
    `there was no bookmark, but the version went from ${version} to ${reached}`,
  );
  assert(
    bookmarks.every(bookmark => bookmark.version !== undefined),
    'a bookmark has no version',
  );
  return `${bookmarks.length} bookmarks, ended after ${seconds.toFixed(0)} s`;
}

/** A version of long ago is told to be one with 410, or is still known. */
export async function checkExpired(cluster: ContractCluster): Promise<string> {
  const { events, status } = await watch(cluster, '1', { seconds: 3 });
  assert(
    status === undefined || status === 410,
    `a watch from version 1 answers ${status}, expected 410`,
  );
  return status === 410
    ? '410'
    : `version 1 is still known, ${events.length} events`;
}

/** Streaming lists give what lists give, where the version of the server lets us ask. */
export async function checkStreamingList(
  cluster: ContractCluster,
): Promise<string> {
  const { body } = await ask(cluster, '/version');
  const version = text(body.gitVersion);
  assert(version !== undefined, '/version has no gitVersion');
  if (!hasStreamingLists(version)) return `not asked of ${version}`;
  let told = '';
  await eventually(async () => {
    const { events, status } = await watch(cluster, undefined, {
      until: event => event.endsInitial === true,
    });
    if (status === 400 || status === 422) {
      told = `switched off (${status})`;
      return;
    }
    assertEqual(status, undefined, 'the status of the watch');
    assert(events.at(-1)?.endsInitial === true, 'the list has no end');
    const names = events
      .filter(({ type }) => type === 'ADDED')
      .map(({ object }) => `/${text(record(record(object).metadata).name)}`)
      .sort();
    assertEqual(names, (await list(cluster)).names, 'the streamed objects');
    told = `${names.length} objects, ${version}`;
  });
  return told;
}
