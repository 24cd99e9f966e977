import { useCallback, useEffect, useRef } from 'react';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { Fleet } from './folds';
import { useFleet } from './useLive';
import { useRequest, type RequestState } from './useRequest';

/** At most one request in this time, however often the fleet changes. */
const SHORTEST_MS = 3_000;

/**
 * A request whose answer is made of the fleet: asked again whenever an engine or a cluster changes, while the last answer
 * stays in sight. `request` must be stable (`useCallback`).
 *
 * @internal
 */
export function useFollowing<T>(request: (signal: AbortSignal) => Promise<T>): {
  state: RequestState<T>;
  retry: () => void;
} {
  const live = useFleet();
  const { state, retry } = useRequest(request);
  const fleet =
    live.status === 'live' || live.status === 'reconnecting'
      ? live.value
      : undefined;
  const version = fleet && describeVersion(fleet);
  const asked = useRef({ version, at: 0 });

  const ask = useCallback(
    (next: string | undefined) => {
      asked.current = { version: next, at: Date.now() };
      retry();
    },
    [retry],
  );
  useEffect(() => {
    // The first version comes with the page, whose own request is on its way.
    if (asked.current.version === undefined) {
      asked.current = { version, at: Date.now() };
    }
    if (asked.current.version === version) {
      return undefined;
    }
    const wait = asked.current.at + SHORTEST_MS - Date.now();
    const timer = setTimeout(() => ask(version), Math.max(0, wait));
    return () => clearTimeout(timer);
  }, [version, ask]);
  return { state, retry };
}

function describeVersion(fleet: Fleet): string {
  const engines = fleet.engines.map(
    ({ ref, version }) => `${stringifyEngineRef(ref)} ${version}`,
  );
  const clusters = (fleet.clusters ?? []).map(
    ({ name, freshness, gpus }) =>
      `${name} ${freshness.status} ${JSON.stringify(gpus ?? null)}`,
  );
  return [...engines, ...clusters].join('\n');
}
