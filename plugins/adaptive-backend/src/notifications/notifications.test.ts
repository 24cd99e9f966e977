import type { Engine, Problem } from '@adaptive-portal/plugin-adaptive-common';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { JsonObject } from '@backstage/types';
import {
  FakeEnginesService,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import type { NewEntry } from '../history';
import { HistoryDatabase } from '../history/HistoryDatabase';
import { HistoryRecorder } from '../history/HistoryRecorder';
import { HistoryStore } from '../history/HistoryStore';
import { historyDatabases } from '../history/__testUtils__/TestHistory';
import { createNotifier } from '.';

const CHAT = 'eu-1/team-chat/chat';
const OWNER = 'group:default/team-chat';

const starved: Problem = {
  code: 'pending-for-gpus',
  severity: 'critical',
  pool: 'llama-70b',
  sentence: 'Two pods wait for 16 GPUs.',
  evidence: [],
  remedy: 'Add nodes.',
};

function chat(version: string, problems: Problem[], change?: Partial<Engine>) {
  return mockEngine(CHAT, { owner: OWNER, version, problems, ...change });
}

function entry(
  change: Partial<Problem> = {},
  kind: 'problemRaised' | 'problemCleared' = 'problemRaised',
): NewEntry {
  const { evidence: _, remedy: __, ...rest } = { ...starved, ...change };
  const since = '2026-08-01T00:00:00Z';
  return { engine: CHAT, at: 0, content: { kind, since, ...rest } };
}

/** A notifier with everything it sends. */
function start(
  options: {
    engines?: FakeEnginesService;
    config?: JsonObject;
    send?: (options: NotificationSendOptions) => Promise<void>;
  } = {},
) {
  const { engines = new FakeEnginesService([chat('1', [starved])]) } = options;
  const sent: NotificationSendOptions[] = [];
  const logger = mockServices.logger.mock();
  const notifier = createNotifier({
    engines,
    logger,
    config: new ConfigReader({
      adaptive: { notifications: { enabled: true, ...options.config } },
    }),
    notifications: {
      send: async notification => {
        await options.send?.(notification);
        sent.push(notification);
      },
    },
  });
  if (!notifier) throw new Error('Notifications are off');
  const titles = () => sent.map(({ payload }) => payload.title);
  return { notifier, sent, titles, logger, engines };
}

describe('notifications of problems', () => {
  it('are off unless switched on', () => {
    const notifier = createNotifier({
      engines: new FakeEnginesService(),
      logger: mockServices.logger.mock(),
      config: new ConfigReader({}),
      notifications: { send: async () => {} },
    });
    expect(notifier).toBeUndefined();
  });

  it('refuse a severity that there is not', () => {
    expect(() => start({ config: { minSeverity: 'awful' } })).toThrow(
      "'adaptive.notifications.minSeverity': 'awful', accepted: critical, warning, info",
    );
  });

  it('tell the owner what is wrong, what to do, and where', async () => {
    const { notifier, sent } = start();
    notifier.onWritten([entry()]);
    await notifier.idle();
    expect(sent).toEqual([
      {
        recipients: { type: 'entity', entityRef: OWNER },
        payload: {
          title: 'Two pods wait for 16 GPUs.',
          description:
            'Engine chat on eu-1, namespace team-chat, pool llama-70b. Add nodes.',
          link: '/adaptive/eu-1/team-chat/chat',
          severity: 'critical',
          topic: 'pending-for-gpus',
          scope: `adaptive-problem:${CHAT}:llama-70b:pending-for-gpus`,
        },
      },
    ]);
  });

  it('do not call a problem cleared that another one replaces', async () => {
    const { notifier, sent } = start();
    const { content, ...place } = entry({}, 'problemCleared');
    if (content.kind !== 'problemCleared') throw new Error('not cleared');
    const replacedBy = 'Two pods wait for a node.';
    notifier.onWritten([{ ...place, content: { ...content, replacedBy } }]);
    await notifier.idle();
    expect(sent).toMatchObject([
      {
        payload: {
          title: 'Replaced: Two pods wait for 16 GPUs.',
          description: expect.stringMatching(
            /Now: Two pods wait for a node\.$/,
          ),
        },
      },
    ]);
  });

  it('have one scope for a problem that comes, goes, and comes again', async () => {
    const { notifier, sent } = start();
    notifier.onWritten([
      entry(),
      entry({}, 'problemCleared'),
      entry(),
      entry({ pool: 'other' }),
    ]);
    await notifier.idle();
    const scopes = sent.map(({ payload }) => payload.scope);
    expect(new Set(scopes.slice(0, 3)).size).toBe(1);
    expect(scopes[3]).not.toBe(scopes[0]);
    expect(sent[1].payload).toMatchObject({
      title: 'Cleared: Two pods wait for 16 GPUs.',
      severity: 'low',
    });
  });

  it.each([
    [{}, ['a', 'b']],
    [{ minSeverity: 'critical' }, ['a']],
    [{ minSeverity: 'info' }, ['a', 'b', 'c']],
    [{ ignoredCodes: ['code-a'] }, ['b']],
  ])('with %j are about %j', async (config, expected) => {
    const { notifier, titles } = start({ config });
    notifier.onWritten([
      entry({ sentence: 'a', code: 'code-a', severity: 'critical' }),
      entry({ sentence: 'b', severity: 'warning' }),
      entry({ sentence: 'c', severity: 'info' }),
    ]);
    await notifier.idle();
    expect(titles()).toEqual(expected);
  });

  it('are about problems only, and of engines that somebody owns', async () => {
    const engines = new FakeEnginesService([mockEngine(CHAT)]);
    const { notifier, sent } = start({ engines });
    notifier.onWritten([
      { engine: CHAT, at: 0, content: { kind: 'appeared' } },
      entry(),
    ]);
    await notifier.idle();
    expect(sent).toEqual([]);
  });

  it('reach the last owner when the engine is gone', async () => {
    const { notifier, titles, engines } = start();
    notifier.onWritten([entry()]);
    engines.remove(chat('1', []).ref);
    notifier.onWritten([entry({}, 'problemCleared')]);
    await notifier.idle();
    expect(titles()).toHaveLength(2);
  });

  it('say once in the log that they fail, and go on', async () => {
    let down = true;
    const { notifier, titles, logger } = start({
      send: async () => {
        if (down) throw new Error('Request failed with status 404');
      },
    });
    notifier.onWritten([entry(), entry()]);
    await notifier.idle();
    expect(logger.warn).toHaveBeenCalledTimes(1);
    down = false;
    notifier.onWritten([entry()]);
    await notifier.idle();
    expect(titles()).toHaveLength(1);
  });
});

const databases = historyDatabases();

describe.each(databases.eachSupportedId())('of several backends on %s', id => {
  it('only the one that writes the history notifies', async () => {
    const knex = await databases.init(id);
    const store = new HistoryStore(
      new HistoryDatabase({ getClient: async () => knex }),
    );
    let now = 0;
    const backends = [1, 2].map(() => {
      const engines = new FakeEnginesService([chat('1', [])]);
      const { notifier, titles } = start({ engines });
      const recorder = new HistoryRecorder({
        engines,
        store,
        logger: mockServices.logger.mock(),
        retentionDays: 14,
        clock: () => now,
        onWritten: entries => notifier.onWritten(entries),
      });
      recorder.observe();
      return { engines, recorder, notifier, titles };
    });
    const tick = async () => {
      now += 1_000;
      for (const { recorder, notifier } of backends) {
        await recorder.tick();
        await notifier.idle();
      }
    };
    await tick();
    for (const { engines } of backends) engines.put(chat('2', [starved]));
    await tick();
    expect(backends.map(({ titles }) => titles())).toEqual([
      ['Two pods wait for 16 GPUs.'],
      [],
    ]);

    const [first, second] = backends.splice(0);
    await first.recorder.stop();
    backends.push(second);
    second.engines.put(chat('3', []));
    now += 60_000;
    await tick();
    await tick();
    expect(second.titles()).toEqual(['Cleared: Two pods wait for 16 GPUs.']);
  });
});
