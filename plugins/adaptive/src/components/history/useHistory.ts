import { useCallback, useEffect } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type {
  EngineRef,
  HistoryEntry,
  HistoryStart,
} from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { useRequest } from '../../live/useRequest';
import type { Span } from './timeline';

const PAGE = 1000;
const MOST_PAGES = 5;
const REFRESH_MS = 30_000;

/**
 * The history of an engine in a window.
 *
 * @internal
 */
export interface LoadedHistory extends Span {
  entries: HistoryEntry[];
  start?: HistoryStart;
  retentionDays: number;
  /** The window has more entries than are shown: it ends with the last one. */
  cut: boolean;
}

/**
 * The history of an engine over the last hours, asked for again every half minute while somebody looks. `undefined`
 * when there is no such engine.
 *
 * @internal
 */
export function useHistory(
  { cluster, namespace, release }: EngineRef,
  hours: number,
) {
  const api = useApi(adaptiveApiRef);
  const request = useCallback(
    async (signal: AbortSignal): Promise<LoadedHistory | undefined> => {
      const ref = { cluster, namespace, release };
      const to = Date.now();
      const from = to - hours * 3_600_000;
      const window = { from: new Date(from).toISOString(), limit: PAGE };
      const first = await api.getHistory(ref, window, { signal });
      if (!first) return undefined;
      const entries = [...first.items];
      let cursor = first.nextCursor;
      for (let page = 1; cursor && page < MOST_PAGES; page += 1) {
        const next = await api.getHistory(
          ref,
          { ...window, cursor },
          { signal },
        );
        entries.push(...(next?.items ?? []));
        cursor = next?.nextCursor;
      }
      const cut = cursor !== undefined;
      const last = entries[entries.length - 1];
      return {
        from,
        to: cut ? Date.parse(last.at) : to,
        entries,
        start: first.start,
        retentionDays: first.retentionDays,
        cut,
      };
    },
    [api, cluster, namespace, release, hours],
  );
  const { state, retry } = useRequest(request);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') retry();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [retry]);
  return { state, retry };
}
