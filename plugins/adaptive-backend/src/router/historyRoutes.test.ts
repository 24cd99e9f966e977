import {
  type HistoryEntry,
  parseEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  FakeEnginesService,
  mockEngine,
  mockPool,
} from '../__testUtils__/FakeEnginesService';
import {
  everything,
  ownedBy,
  type Policy,
  startApi,
} from '../__testUtils__/startApi';
import {
  CHAT,
  engineWith,
  historyDatabases,
  TestHistory,
} from '../history/__testUtils__/TestHistory';

jest.setTimeout(60_000);

const OWNER = 'group:default/team-chat';
const PATH = `/engines/${CHAT}/history`;

const paused = {
  code: 'paused',
  severity: 'warning' as const,
  pool: 'llama-70b',
  sentence: 'Autoscaling is paused by pat.',
  evidence: [],
  remedy: 'Remove the annotation.',
};

describe.each(historyDatabases().eachSupportedId())(
  'GET /engines/{cluster}/{namespace}/{release}/history on %s',
  id => {
    const databases = historyDatabases();
    const cleanups: Array<() => Promise<void>> = [];

    afterEach(async () => {
      for (const cleanup of cleanups.splice(0)) await cleanup();
    });

    /** An engine that scales every hour, on a backend with an API. */
    async function start(policy: Policy = everything) {
      const history = await TestHistory.create(databases, id);
      const engines = new FakeEnginesService([engineWith(1, { owner: OWNER })]);
      const { recorder } = history.backend(engines);
      await recorder.tick();
      const scaleTo = async (replicas: number, change = {}) => {
        history.advance(3600);
        engines.put(engineWith(replicas, change));
        await recorder.tick();
      };
      const api = await startApi({ policy, engines, history: history.reader });
      cleanups.push(() => api.backend.stop());
      return { ...api, history, engines, recorder, scaleTo };
    }

    it('answers the last day, oldest first, and how the engine was before', async () => {
      const { get, scaleTo, history } = await start();
      await scaleTo(2);
      history.advance(23.5 * 3600);
      await scaleTo(3);
      const { status, body } = await get(PATH);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        items: [
          { kind: 'scale', from: 2, to: 3, at: '2026-08-02T01:30:00.000Z' },
          { kind: 'replicas', replicas: { ready: 3 }, before: { ready: 2 } },
        ],
        start: {
          status: 'healthy',
          pools: [{ name: 'llama-70b', replicas: { desired: 2, ready: 2 } }],
          problems: [],
        },
        retentionDays: 14,
      });
      expect(body).not.toHaveProperty('nextCursor');
    });

    it('knows the problems at the start of a window, also those that ended since or last', async () => {
      const { get, scaleTo } = await start();
      const other = { ...paused, code: 'no-fallback' };
      await scaleTo(1, { problems: [paused, other] });
      await scaleTo(2, { problems: [paused, other] });
      await scaleTo(2, { problems: [other] });
      const at = async (time: string) => {
        const { body } = await get(`${PATH}?from=${time}`);
        return body.start.problems.map(({ code }: { code: string }) => code);
      };
      expect(await at('2026-08-01T00:30:00Z')).toEqual([]);
      expect(await at('2026-08-01T01:30:00Z')).toEqual([
        'no-fallback',
        'paused',
      ]);
      expect(await at('2026-08-01T02:59:00Z')).toEqual([
        'no-fallback',
        'paused',
      ]);
    });

    it('knows nothing of the time before the first entry', async () => {
      const { get, history } = await start();
      history.advance(60);
      const { body } = await get(`${PATH}?from=2026-07-01T00:00:00Z`);
      expect(body.start).toEqual({ pools: [], problems: [] });
      expect(body.items[0]).toMatchObject({ kind: 'appeared' });
    });

    it('cuts at from and to', async () => {
      const { get, scaleTo } = await start();
      for (const replicas of [2, 3, 4]) await scaleTo(replicas);
      const { body } = await get(
        `${PATH}?from=2026-08-01T02:00:00Z&to=2026-08-01T05:00:00%2B02:00`,
      );
      expect(
        body.items.map((entry: HistoryEntry) =>
          entry.kind === 'scale' ? entry.to : entry.kind,
        ),
      ).toEqual([3, 'replicas']);
    });

    it('refuses a pool that never was, and answers for one that is gone', async () => {
      const { get, scaleTo } = await start();
      await scaleTo(2, { computePools: [mockPool({ name: 'judge 1' })] });
      await scaleTo(2);
      const { status, body } = await get(`${PATH}?pool=nope`);
      expect(status).toBe(404);
      expect(body.error.message).toBe(`No pool 'nope' in engine '${CHAT}'`);
      const gone = await get(`${PATH}?pool=judge%201`);
      expect(gone.status).toBe(200);
      expect(gone.body.items).toContainEqual(
        expect.objectContaining({ kind: 'replicas', pool: 'judge 1' }),
      );
    });

    it('knows a pool before anything of it is written, also by its normalised name', async () => {
      const { get, engines } = await start();
      const fresh = mockPool({ name: 'judge 1', key: 'judge-1' });
      engines.put(engineWith(1, { owner: OWNER, computePools: [fresh] }));
      for (const name of ['judge%201', 'judge-1']) {
        expect((await get(`${PATH}?pool=${name}`)).status).toBe(200);
      }
    });

    it('takes Unix seconds as well', async () => {
      const { get, scaleTo } = await start();
      for (const replicas of [2, 3]) await scaleTo(replicas);
      const seconds = Date.parse('2026-08-01T01:30:00Z') / 1000;
      const { body } = await get(`${PATH}?from=${seconds}`);
      expect(body.items).toMatchObject([
        { kind: 'scale', from: 2, to: 3 },
        { kind: 'replicas' },
      ]);
    });

    it('gives every entry once, page by page', async () => {
      const { get, scaleTo, history } = await start();
      for (const replicas of [2, 3, 4]) await scaleTo(replicas);
      const all = await history.timeline();
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const query: string = cursor ? `&cursor=${cursor}` : '';
        const { body } = await get(`${PATH}?limit=2${query}`);
        expect('start' in body).toBe(cursor === undefined);
        ids.push(...body.items.map((entry: { id: string }) => entry.id));
        cursor = body.nextCursor;
      } while (cursor);
      expect(ids).toEqual(all.map(entry => entry.id));
    });

    it('leaves other pools out, and keeps what concerns the whole engine', async () => {
      const { get, scaleTo } = await start();
      const pools = [mockPool({ name: 'judge' }), mockPool()];
      await scaleTo(2, { computePools: pools });
      const { body } = await get(`${PATH}?pool=judge`);
      const poolsOf = new Set(
        body.items.map(({ pool }: { pool?: string }) => pool),
      );
      expect(poolsOf).toEqual(new Set([undefined, 'judge']));
      expect(body.start.pools).toEqual([]);
    });

    it.each([
      [
        'from=yesterday',
        "Invalid query parameter 'from': 'yesterday', accepted: a time in ISO 8601 with a zone, such as 2026-08-01T12:00:00Z, or in whole Unix seconds",
      ],
      ['to=2026-08-01T00:00:00', "Invalid query parameter 'to'"],
      ['from=2026-02-31T25:00:00Z', "Invalid query parameter 'from'"],
      [
        'from=2026-08-02T00:00:00Z&to=2026-08-01T00:00:00Z',
        "Invalid query parameter 'from': '2026-08-02T00:00:00Z', accepted: a time before 'to' (2026-08-01T00:00:00.000Z)",
      ],
      [
        'from=2026-09-01T00:00:00Z',
        "Invalid query parameter 'from': '2026-09-01T00:00:00Z', accepted: a time before now (2026-08-01T00:00:00.000Z)",
      ],
      [
        'limit=0',
        "Invalid query parameter 'limit': '0', accepted: a whole number from 1 to 1000",
      ],
      [
        'cursor=abc',
        "Invalid query parameter 'cursor': 'abc', accepted: the nextCursor of the page before",
      ],
      [
        'since=1h',
        "Unknown query parameter 'since' with value '1h', accepted parameters: from, to, pool, limit, cursor",
      ],
    ])('refuses %s', async (query, message) => {
      const { get } = await start();
      const { status, body } = await get(`${PATH}?${query}`);
      expect(status).toBe(400);
      expect(body.error.message).toContain(message);
    });

    it('answers the same for an engine that may not be seen and one that is not there', async () => {
      const { get } = await start(ownedBy('group:default/team-search'));
      const hidden = await get(PATH);
      const missing = await get('/engines/eu-1/team-chat/none/history');
      expect([hidden.status, missing.status]).toEqual([404, 404]);
      expect(hidden.body.error.message).toBe(`No engine '${CHAT}'`);
      expect(missing.body.error.message).toBe(
        "No engine 'eu-1/team-chat/none'",
      );
    });

    describe('of an engine that is gone', () => {
      async function startGone(policy: Policy) {
        const api = await start(policy);
        // A view is kept a little later than what happened.
        api.history.advance(60);
        await api.recorder.tick();
        api.engines.remove(parseEngineRef(CHAT));
        await api.recorder.tick();
        return api;
      }

      it('answers who could see it last', async () => {
        const { get } = await startGone(ownedBy(OWNER));
        const { status, body } = await get(PATH);
        expect(status).toBe(200);
        expect(body.items.map(({ kind }: HistoryEntry) => kind)).toContain(
          'removed',
        );
      });

      it('answers others as if it had never been', async () => {
        const { get } = await startGone(ownedBy('group:default/team-search'));
        const gone = await get(PATH);
        expect(gone.status).toBe(404);
        expect(gone.body.error.message).toBe(`No engine '${CHAT}'`);
      });

      it('answers the owner of a new one only, once there is one', async () => {
        const { get, engines } = await startGone(ownedBy(OWNER));
        engines.put(engineWith(1, { owner: 'group:default/team-search' }));
        expect((await get(PATH)).status).toBe(404);
      });
    });

    it('tells nothing of other engines', async () => {
      const { get, engines } = await start();
      engines.put(mockEngine('eu-1/team-chat/chat-2'));
      const { body } = await get('/engines/eu-1/team-chat/chat-2/history');
      expect(body.items).toEqual([]);
      expect(body.start).toEqual({ pools: [], problems: [] });
    });

    it('answers 304 while nothing happened', async () => {
      const { get, history, scaleTo } = await start();
      await scaleTo(2);
      const { headers } = await get(PATH);
      history.advance(1);
      const again = await get(PATH).set('If-None-Match', headers.etag);
      expect(again.status).toBe(304);
    });

    it('answers 503 while the database is away, without its words', async () => {
      const { get, history } = await start();
      await history.knex.schema.dropTable('history_entries');
      const { status, body, text } = await get(PATH);
      expect(status).toBe(503);
      expect(body.error.message).toMatch(/^The history cannot be read/);
      expect(text).not.toContain('select');
    });

    it('remembers an engine of a cluster that is dead after a restart', async () => {
      const { history, scaleTo } = await start();
      await scaleTo(2);
      history.advance(60);
      const [known] = await history.store.readLastKnown();
      expect(known.view.ref).toEqual(parseEngineRef(CHAT));
      expect(new Date(known.seenAt).toISOString()).toBe(
        '2026-08-01T01:00:00.000Z',
      );
    });
  },
);
