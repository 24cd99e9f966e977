import { useMemo, useSyncExternalStore } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  parseEngineRef,
  stringifyEngineRef,
  type AdaptiveApi,
  type Engine,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../api';
import { createEngineFold, createFleetFold, type Fleet } from './folds';
import { LiveStore, type LiveState } from './LiveStore';

/**
 * A live value, and a way to try again at once.
 *
 * @internal
 */
export type Live<T> = LiveState<T> & { retry: () => void };

/** What a hook needs of a store. */
type Source<T> = Pick<LiveStore<T>, 'subscribe' | 'getSnapshot' | 'retry'>;

/** The stores of one API, so that a card, a tab and icon links of one engine share one connection. */
class Stores {
  private readonly engines = new Map<string, LiveStore<Engine>>();
  private fleetStore?: LiveStore<Fleet>;

  constructor(private readonly api: AdaptiveApi) {}

  engine(ref: EngineRef): LiveStore<Engine> {
    const key = stringifyEngineRef(ref);
    const store =
      this.engines.get(key) ??
      new LiveStore({
        open: connection => this.api.stream({ engine: ref, ...connection }),
        createFold: () => createEngineFold(ref),
        onStop: () => this.engines.delete(key),
      });
    this.engines.set(key, store);
    return store;
  }

  fleet(): LiveStore<Fleet> {
    this.fleetStore ??= new LiveStore({
      open: connection => this.api.stream(connection),
      createFold: createFleetFold,
      onStop: () => {
        this.fleetStore = undefined;
      },
    });
    return this.fleetStore;
  }
}

const storesByApi = new WeakMap<AdaptiveApi, Stores>();

function storesOf(api: AdaptiveApi): Stores {
  const stores = storesByApi.get(api) ?? new Stores(api);
  storesByApi.set(api, stores);
  return stores;
}

const NOT_FOUND: LiveState<Engine> = { status: 'notFound' };
const NO_ENGINE: Source<Engine> = {
  subscribe: () => () => {},
  getSnapshot: () => NOT_FOUND,
  retry: () => {},
};

/**
 * One engine in full detail, live; `notFound` without a reference.
 *
 * @internal
 */
export function useEngine(ref: EngineRef | undefined): Live<Engine> {
  const api = useApi(adaptiveApiRef);
  const key = ref && stringifyEngineRef(ref);
  return useStore(
    useMemo(
      () =>
        key === undefined
          ? NO_ENGINE
          : storesOf(api).engine(parseEngineRef(key)),
      [api, key],
    ),
  );
}

/**
 * Summaries of every engine the user may see, live.
 *
 * @internal
 */
export function useFleet(): Live<Fleet> {
  const api = useApi(adaptiveApiRef);
  return useStore(useMemo(() => storesOf(api).fleet(), [api]));
}

function useStore<T>(store: Source<T>): Live<T> {
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot);
  return useMemo(() => ({ ...state, retry: store.retry }), [state, store]);
}
