import { EventEmitter, once } from 'node:events';
import type {
  AdaptiveApi,
  AdaptiveStreamEvent,
  ClusterStatus,
  EngineSummary,
} from '@adaptive-portal/plugin-adaptive-common';
import { mockServices } from '@backstage/backend-test-utils';
import {
  ANNOTATION_LOCATION,
  type Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  clusterFixture,
  entityFixture,
  poolFixture,
} from './__testUtils__/engines';
import {
  AdaptiveEntityProvider,
  type AdaptiveEntityProviderOptions,
} from './AdaptiveEntityProvider';

const CHAT = 'component:default/eu-1.n.chat';
const JUDGE = 'resource:default/eu-1.n.chat.judge';

/** The backend's API over data that tests change, with a stream they feed. */
class FakeBackend
  implements Pick<AdaptiveApi, 'getClusters' | 'getEngines' | 'stream'>
{
  engines: EngineSummary[] = [];
  clusters: ClusterStatus[] = [
    clusterFixture('eu-1', 'live'),
    clusterFixture('us-1', 'live'),
  ];
  /** Answers of `getClusters` to come first, one per call. */
  nextClusters: ClusterStatus[][] = [];
  down = false;
  tokens = new Set<string | undefined>();
  readonly #events = new EventEmitter();

  emit(event: AdaptiveStreamEvent): void {
    this.#events.emit('event', event);
  }

  async getEngines({ limit = 50, cursor = '0' } = {}, { token = '' } = {}) {
    this.#check(token);
    const end = Number(cursor) + limit;
    return {
      items: this.engines.slice(Number(cursor), end),
      totalItems: this.engines.length,
      ...(end < this.engines.length && { nextCursor: `${end}` }),
    };
  }

  async getClusters({ token = '' } = {}) {
    this.#check(token);
    return { items: this.nextClusters.shift() ?? this.clusters };
  }

  async *stream({ signal }: { signal: AbortSignal }) {
    this.#check('');
    while (!signal.aborted) {
      const [event] = await once(this.#events, 'event', { signal });
      yield event as AdaptiveStreamEvent;
    }
  }

  #check(token: string) {
    if (this.down) throw new Error('backend is starting');
    this.tokens.add(token);
  }
}

/** A catalog that holds what mutations put there, next to entities of files. */
class FakeCatalog {
  readonly entities = new Map<string, Entity>();
  readonly mutations: EntityProviderMutation[] = [];
  failures = 0;
  readonly #changes = new EventEmitter();

  add(entity: Entity): void {
    this.entities.set(stringifyEntityRef(entity), entity);
  }

  refs(): string[] {
    return [...this.entities.keys()].sort();
  }

  service() {
    const mock = () =>
      catalogServiceMock({ entities: [...this.entities.values()] });
    return catalogServiceMock.mock({
      getEntities: async request => mock().getEntities(request),
      getEntitiesByRefs: async request => mock().getEntitiesByRefs(request),
    });
  }

  async applyMutation(mutation: EntityProviderMutation): Promise<void> {
    if (mutation.type !== 'delta') throw new Error('only deltas are expected');
    if (this.failures-- > 0) throw new Error('database is locked');
    this.mutations.push(mutation);
    for (const { entity, locationKey } of mutation.added) {
      if (locationKey) throw new Error('no location key is expected');
      this.add(entity);
    }
    for (const removed of mutation.removed) {
      if (!('entityRef' in removed)) throw new Error('expected a reference');
      const entity = this.entities.get(removed.entityRef);
      const location = entity?.metadata.annotations?.[ANNOTATION_LOCATION];
      // As the catalog does: nobody removes what somebody else provides.
      if (location?.startsWith('adaptive:')) {
        this.entities.delete(removed.entityRef);
      }
    }
    this.#changes.emit('change');
  }

  async change(): Promise<void> {
    await once(this.#changes, 'change');
  }
}

describe('AdaptiveEntityProvider', () => {
  const providers: AdaptiveEntityProvider[] = [];

  afterEach(async () => {
    await Promise.all(providers.splice(0).map(provider => provider.stop()));
  });

  async function start(
    backend: FakeBackend,
    catalog: FakeCatalog,
    options: Partial<AdaptiveEntityProviderOptions> = {},
  ) {
    const logger = mockServices.logger.mock();
    const provider = new AdaptiveEntityProvider({
      client: backend,
      catalog: catalog.service(),
      auth: mockServices.auth(),
      logger,
      defaultOwner: 'unknown',
      pollMs: 3_600_000,
      retryMs: 5,
      settleMs: 1,
      confirmMs: 1,
      ...options,
    });
    providers.push(provider);
    await provider.connect({
      applyMutation: mutation => catalog.applyMutation(mutation),
      refresh: async () => {},
    });
    return { provider, logger };
  }

  /** Wakes the provider until it has looked at everything twice. */
  async function settle(backend: FakeBackend) {
    const calls = jest.spyOn(backend, 'getClusters');
    // Two calls per round, and the first round may have begun before.
    while (calls.mock.calls.length < 6) {
      backend.emit({ type: 'synced' });
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    calls.mockRestore();
  }

  function fileEntity(kind: string, name: string, spec: object, pool?: string) {
    return {
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: {
        name,
        namespace: 'default',
        annotations: {
          [ANNOTATION_LOCATION]: 'url:http://git/catalog-info.yaml',
          'adaptive-portal.io/engine': 'eu-1/n/chat',
          ...(pool && { 'adaptive-portal.io/compute-pool': pool }),
        },
      },
      spec: { ...spec },
    };
  }

  it('emits engines and pools with service credentials, all pages of them', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = Array.from({ length: 450 }, (_, i) =>
      entityFixture(`eu-1/n/e${i}`),
    );
    const changed = catalog.change();
    await start(backend, catalog);
    await changed;
    expect(catalog.entities.size).toBe(900);
    expect([...backend.tokens].filter(Boolean)).toEqual([
      expect.stringContaining('mock-service-token'),
    ]);
  });

  it('reacts to the stream when an engine, a pool or an owner changes', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    const first = catalog.change();
    await start(backend, catalog);
    await first;

    const engine = entityFixture('eu-1/n/chat', {
      owner: 'group:default/a',
      pools: [poolFixture('judge', 'judge'), poolFixture('new', 'new')],
    });
    backend.engines = [engine];
    const second = catalog.change();
    backend.emit({ type: 'engine-summary', engine });
    await second;
    expect(catalog.refs()).toEqual([
      CHAT,
      JUDGE,
      'resource:default/eu-1.n.chat.new',
    ]);
    expect(catalog.entities.get(CHAT)?.spec?.owner).toBe('group:default/a');

    backend.engines = [];
    const third = catalog.change();
    backend.emit({ type: 'removed', ref: engine.ref });
    await third;
    expect(catalog.refs()).toEqual([]);
  });

  it('changes nothing while only live state changes', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    const changed = catalog.change();
    await start(backend, catalog, { pollMs: 5 });
    await changed;
    backend.engines = [
      entityFixture('eu-1/n/chat', { status: 'failed', version: '2' }),
    ];
    await settle(backend);
    expect(catalog.mutations).toHaveLength(1);
  });

  it.each(['unreachable', 'stale', 'connecting', 'notPermitted'] as const)(
    'keeps entities while their cluster is %s, also after a restart',
    async status => {
      const backend = new FakeBackend();
      const catalog = new FakeCatalog();
      backend.engines = [
        entityFixture('eu-1/n/chat'),
        entityFixture('us-1/n/search'),
      ];
      const changed = catalog.change();
      const { provider } = await start(backend, catalog);
      await changed;
      await provider.stop();

      // A new process that knows nothing, next to a cluster that says nothing.
      backend.engines = [];
      backend.clusters = [
        clusterFixture('eu-1', status),
        clusterFixture('us-1', 'live'),
      ];
      const again = catalog.change();
      await start(backend, catalog);
      await again;
      expect(catalog.refs()).toEqual([CHAT, JUDGE]);
    },
  );

  it('removes nothing for an absence that does not last', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    const changed = catalog.change();
    await start(backend, catalog, { pollMs: 5, confirmMs: 3_600_000 });
    await changed;
    // The cluster is live already, its engines are not assembled yet.
    backend.engines = [];
    await settle(backend);
    backend.engines = [entityFixture('eu-1/n/chat')];
    await settle(backend);
    expect(catalog.mutations).toHaveLength(1);
  });

  it('keeps entities when the backend restarts between two answers', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    const changed = catalog.change();
    const { provider } = await start(backend, catalog);
    await changed;
    await provider.stop();

    backend.engines = [];
    backend.nextClusters = [
      [clusterFixture('eu-1', 'live')],
      [clusterFixture('eu-1', 'connecting')],
    ];
    backend.clusters = [clusterFixture('eu-1', 'unreachable')];
    await start(backend, catalog, { pollMs: 5 });
    await settle(backend);
    expect(catalog.refs()).toEqual([CHAT, JUDGE]);
  });

  it('leaves an engine to the file that claims it, and takes it back afterwards', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    const first = catalog.change();
    await start(backend, catalog, { pollMs: 5 });
    await first;

    const claim = fileEntity('Component', 'our-chat', {
      type: 'adaptive-engine',
    });
    catalog.add(claim);
    await catalog.change();
    expect(catalog.refs()).toEqual(['component:default/our-chat', JUDGE]);
    expect(catalog.entities.get(JUDGE)?.spec?.dependencyOf).toEqual([
      'component:default/our-chat',
    ]);

    catalog.entities.delete('component:default/our-chat');
    await catalog.change();
    expect(catalog.refs()).toEqual([CHAT, JUDGE]);
  });

  it('lets go of an entity that a file took over under the same name', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    catalog.add(
      fileEntity('Component', 'eu-1.n.chat', { type: 'adaptive-engine' }),
    );
    catalog.add(
      fileEntity(
        'Resource',
        'eu-1.n.chat.judge',
        { type: 'adaptive-compute-pool' },
        'judge',
      ),
    );
    const changed = catalog.change();
    await start(backend, catalog, { pollMs: 5 });
    await changed;
    await settle(backend);
    expect(catalog.mutations).toEqual([
      {
        type: 'delta',
        added: [],
        removed: [{ entityRef: CHAT }, { entityRef: JUDGE }],
      },
    ]);
    expect(catalog.refs()).toEqual([CHAT, JUDGE]);
  });

  it('keeps pools of a claimed engine while its cluster is silent', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    catalog.add(
      fileEntity('Component', 'our-chat', { type: 'adaptive-engine' }),
    );
    const changed = catalog.change();
    const { provider } = await start(backend, catalog);
    await changed;
    await provider.stop();

    backend.engines = [];
    backend.clusters = [clusterFixture('eu-1', 'unreachable')];
    await start(backend, catalog, { pollMs: 5 });
    await settle(backend);
    expect(catalog.refs()).toEqual(['component:default/our-chat', JUDGE]);
  });

  it('is not claimed by a component that only uses the engine', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    catalog.add(fileEntity('Component', 'shop', { type: 'website' }));
    const changed = catalog.change();
    await start(backend, catalog);
    await changed;
    expect(catalog.refs()).toContain(CHAT);
  });

  it('leaves a name to an entity that has nothing to do with the engine', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    const stranger: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'eu-1.n.chat', namespace: 'default' },
      spec: { type: 'service' },
    };
    catalog.add(stranger);
    const changed = catalog.change();
    await start(backend, catalog, { pollMs: 5 });
    await changed;
    await settle(backend);
    expect(catalog.entities.get(CHAT)).toBe(stranger);
    expect(catalog.refs()).toEqual([
      CHAT,
      expect.stringMatching(/^component:default\/eu-1\.n\.chat-[0-9a-f]{8}$/),
      JUDGE,
    ]);
    expect(catalog.mutations).toHaveLength(1);
  });

  it('shows an engine under another name when the file of another engine holds its own', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    const other = fileEntity('Component', 'eu-1.n.chat', {
      type: 'adaptive-engine',
    });
    other.metadata.annotations['adaptive-portal.io/engine'] = 'eu-1/n/other';
    catalog.add(other);
    const changed = catalog.change();
    await start(backend, catalog);
    await changed;
    expect(catalog.entities.get(CHAT)).toBe(other);
    expect(catalog.refs()).toContainEqual(
      expect.stringMatching(/^component:default\/eu-1\.n\.chat-[0-9a-f]{8}$/),
    );
  });

  it('leaves an engine to a file that the catalog does not show yet', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    const changed = catalog.change();
    const onNewEngines = jest.fn();
    await start(backend, catalog, {
      onNewEngines,
      pendingFiles: () => [
        fileEntity('Component', 'eu-1.n.chat', { type: 'adaptive-engine' }),
      ],
    });
    await changed;
    await settle(backend);
    expect(catalog.refs()).toEqual([JUDGE]);
    expect(onNewEngines).toHaveBeenCalledTimes(1);
  });

  it('emits again what the catalog has lost', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    const changed = catalog.change();
    const { provider } = await start(backend, catalog);
    await changed;
    catalog.entities.delete(CHAT);
    const again = catalog.change();
    provider.wake();
    await again;
    expect(catalog.refs()).toEqual([CHAT, JUDGE]);
  });

  it('waits for a backend that is not up, and says so once', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    backend.down = true;
    const changed = catalog.change();
    const { logger } = await start(backend, catalog, { pollMs: 20 });
    await new Promise(resolve => setTimeout(resolve, 50));
    backend.down = false;
    await changed;
    expect(catalog.refs()).toEqual([CHAT, JUDGE]);
    expect(
      logger.warn.mock.calls.filter(([text]) => text.startsWith('Reading')),
    ).toEqual([
      [
        'Reading engines for the catalog failed, trying again: Error: backend is starting',
      ],
    ]);
  });

  it('emits again what the catalog did not take', async () => {
    const backend = new FakeBackend();
    const catalog = new FakeCatalog();
    backend.engines = [entityFixture('eu-1/n/chat')];
    catalog.failures = 2;
    const changed = catalog.change();
    await start(backend, catalog);
    await changed;
    expect(catalog.refs()).toEqual([CHAT, JUDGE]);
  });
});
