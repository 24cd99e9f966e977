import { FreshnessStatus } from '@adaptive-portal/plugin-adaptive-common';
import { createTestCertificates } from '../clusters/__testUtils__/createTestCertificates';
import { systemClock } from '../clusters/Clock';
import { DEFAULT_REFLECTOR_SETTINGS } from './options';
import {
  answerStatus,
  answerText,
  cut,
  cutHalfway,
  FakeApiServer,
  Fault,
  hang,
} from './__testUtils__/FakeApiServer';
import { Follower, followOne, PATH } from './__testUtils__/followOne';
import { eventually, impatientClock } from './__testUtils__/testClock';

jest.setTimeout(120_000);

const CERTIFICATES = createTestCertificates();

const QUICK = {
  ...DEFAULT_REFLECTOR_SETTINGS,
  timeouts: { answerMs: 150, silenceMs: 300 },
  pageSize: 2,
};

/** Sends the answer of the server in small pieces, with a pause before each. */
const drip: Fault = (_request, response) => {
  const end = response.end.bind(response);
  const write = response.write.bind(response);
  response.end = (body?: unknown) => {
    const text = typeof body === 'string' ? body : '';
    let sent = 0;
    const next = () => {
      if (sent >= text.length) {
        end();
        return;
      }
      write(text.slice(sent, sent + 64));
      sent += 64;
      setTimeout(next, 5);
    };
    next();
    return response;
  };
  return false;
};

const isWatch = (request: { url?: string }) =>
  request.url?.includes('watch=') ?? false;

/** A fault of one verb only. */
function only(verb: 'list' | 'watch', fault: Fault): Fault {
  return (request, response) =>
    isWatch(request) === (verb === 'watch') && fault(request, response);
}

/** Standing faults, and what must be told while they stand. */
const STANDING: Array<[name: string, fault: Fault, told: FreshnessStatus[]]> = [
  ['a black hole', hang, ['unreachable']],
  ['cut connections', cut, ['unreachable']],
  ['lists cut halfway', cutHalfway, ['unreachable', 'stale']],
  ['500', answerStatus(500, 'InternalError'), ['unreachable']],
  ['503', answerStatus(503, 'ServiceUnavailable'), ['unreachable']],
  [
    '429',
    answerStatus(429, 'TooManyRequests', { 'retry-after': '2' }),
    ['unreachable'],
  ],
  ['403', answerStatus(403, 'Forbidden'), ['notPermitted']],
  ['401', answerStatus(401, 'Unauthorized'), ['notPermitted']],
  ['404 of a core resource', answerStatus(404, 'NotFound'), ['unreachable']],
  ['lists that expire', answerStatus(410, 'Expired'), ['stale']],
  [
    'lists that are no JSON',
    only('list', answerText('<html>login</html>')),
    ['stale'],
  ],
  [
    'lists that are no lists',
    only('list', answerText('{"kind":"Table"}')),
    ['stale'],
  ],
  [
    'lists without a version',
    only('list', answerText('{"metadata":{},"items":[]}')),
    ['stale'],
  ],
  [
    'truncated lists',
    only('list', answerText('{"metadata":{"resourceVersion":"1"},"items":[{')),
    ['stale'],
  ],
  [
    'watches that are no JSON',
    only('watch', answerText('<html>login</html>\n')),
    ['stale'],
  ],
  ['watches that end at once', only('watch', answerText('')), ['stale']],
];

describe.each(['HTTP/1.1', 'HTTP/2'])(
  'a Reflector under faults: %s',
  protocol => {
    let follower: Follower;

    afterEach(() => follower.stop());

    async function begin(options: Parameters<typeof followOne>[0] = {}) {
      follower = await followOne({
        ...options,
        certificates: protocol === 'HTTP/2' ? CERTIFICATES : undefined,
        reflector: {
          settings: QUICK,
          isServerAlive: () => false,
          ...options.reflector,
        },
      });
      for (const name of ['a', 'b', 'c', 'd', 'e'])
        follower.server.put(PATH, name);
      await follower.recovers('the beginning');
      return follower.server;
    }

    /** Changes that only a list can tell of. */
    function changeUnseen(server: FakeApiServer) {
      server.endWatches('cut');
      server.remove(PATH, 'b');
      server.put(PATH, 'c');
      server.put(PATH, 'f');
      server.compact();
    }

    const says = (...statuses: FreshnessStatus[]) =>
      eventually(`it says ${statuses}`, () =>
        statuses.includes(follower.freshness().status),
      );

    it('is asked over the protocol in question', async () => {
      const server = await begin();
      expect([...server.httpVersions]).toEqual([
        protocol === 'HTTP/2' ? '2.0' : '1.1',
      ]);
    });

    it.each(STANDING)(
      'says so during %s, keeps what it holds, and catches up',
      async (name, fault, told) => {
        const server = await begin();
        server.failAlways(fault);
        changeUnseen(server);
        await says(...told);
        expect(follower.isTrue()).toBe(false);
        expect(follower.freshness().message).toBeTruthy();
        const triesOn = async () => {
          const asked = server.requests.length;
          await eventually(
            'it tries',
            () => server.requests.length > asked + 3,
          );
        };
        await triesOn();
        const seen = follower.freshness().lastSeenAt;
        await triesOn();
        // Watches that open and say nothing are a sign of life; nothing else here is.
        const isSignOfLife = name.startsWith('watches');
        expect(isSignOfLife || follower.freshness().lastSeenAt === seen).toBe(
          true,
        );
        server.failAlways(undefined);
        expect(await follower.recovers(name)).toBe('live');
      },
    );

    it('says so while connections are refused, and catches up', async () => {
      const server = await begin();
      await server.stop();
      server.remove(PATH, 'a');
      server.put(PATH, 'g');
      await says('unreachable');
      expect(follower.isTrue()).toBe(false);
      await server.start();
      expect(await follower.recovers('a restart')).toBe('live');
    });

    it('notices a peer that went silent, and catches up', async () => {
      const server = await begin();
      server.muteWatches();
      server.remove(PATH, 'a');
      server.failAlways(hang);
      await says('unreachable');
      server.failAlways(undefined);
      expect(await follower.recovers('silence')).toBe('live');
    });

    it('takes a slow answer as long as it moves', async () => {
      const server = await begin();
      server.failAlways(drip);
      changeUnseen(server);
      expect(await follower.recovers('slow lists')).toBe('live');
      expect(follower.told.map(({ status }) => status)).not.toContain(
        'unreachable',
      );
    });

    it.each(['list', 'second page', 'watch', 'event'])(
      'lists again after 410 at a %s',
      async place => {
        const server = await begin();
        const expired = answerStatus(410, 'Expired');
        if (place === 'event') {
          server.remove(PATH, 'b');
          server.inject(
            '{"type":"ERROR","object":{"kind":"Status","code":410}}\n',
          );
        } else {
          let isDone = false;
          server.failAlways((request, response) => {
            const isPlace = {
              list: !isWatch(request),
              'second page': request.url?.includes('continue=') ?? false,
              watch: isWatch(request),
            }[place];
            if (isDone || !isPlace) return false;
            isDone = true;
            return expired(request, response);
          });
          changeUnseen(server);
          await eventually('it was told', () => isDone);
        }
        expect(await follower.recovers(`410 at a ${place}`)).toBe('live');
      },
    );

    it('loses nothing by a cut at any byte of an event', async () => {
      const server = await begin();
      const line = `${JSON.stringify({
        type: 'DELETED',
        object: { metadata: { name: 'a', namespace: 'ns', uid: 'ü' } },
      })}\n`;
      for (let end = 1; end < line.length; end += 3) {
        server.inject(line.slice(0, end));
        server.endWatches(end % 2 === 0 ? 'end' : 'cut');
        server.put(PATH, 'b');
        expect(await follower.recovers(`a cut at byte ${end}`)).toBe('live');
      }
    });

    it('signs in again when its token expires, without a gap', async () => {
      let current = 'one';
      let given = 'one';
      const server = await begin({
        credentials: {
          token: async () => given,
          refresh: async () => {
            const isNew = given !== current;
            given = current;
            return isNew;
          },
        },
      });
      server.failAlways((request, response) =>
        request.headers.authorization === `Bearer ${current}`
          ? false
          : answerStatus(401, 'Unauthorized')(request, response),
      );
      for (const token of ['two', 'three']) {
        current = token;
        changeUnseen(server);
        expect(await follower.recovers(`token ${token}`)).toBe('live');
      }
      expect(server.tokens.at(-1)).toBe('Bearer three');
    });

    it('waits as long as it is asked to, and not for ever', async () => {
      const server = await begin();
      const { waits } = follower.clock;
      waits.length = 0;
      server.failNext(
        answerStatus(429, 'TooManyRequests', { 'retry-after': '7' }),
        answerStatus(503, 'ServiceUnavailable', { 'retry-after': '86400' }),
      );
      changeUnseen(server);
      expect(await follower.recovers('Retry-After')).toBe('live');
      expect(waits).toContain(7_000);
      expect(waits).toContain(120_000);
      expect(Math.max(...waits)).toBe(120_000);
    });

    it('believes a server whose versions went back after a restore', async () => {
      const server = await begin();
      await server.stop();
      server.restoreVersion(50);
      server.remove(PATH, 'a');
      await server.start();
      expect(await follower.recovers('a restore')).toBe('live');
    });

    it('follows a CRD that comes and goes', async () => {
      const server = await begin({ reflector: { custom: true } });
      server.uninstall(PATH);
      server.endWatches('cut');
      await says('notInstalled');
      server.install(PATH);
      server.put(PATH, 'new');
      expect(await follower.recovers('its return')).toBe('live');
      server.uninstall(PATH);
      server.endWatches('cut');
      await says('notInstalled');
      server.install(PATH);
      expect(await follower.recovers('its return, empty')).toBe('live');
    });

    it('is not confused by a clock that jumps', async () => {
      let skew = 0;
      const server = await begin({
        clock: { ...impatientClock(), now: () => systemClock.now() + skew },
      });
      for (const jump of [-3_600_000, 3_600_000, -86_400_000]) {
        skew = jump;
        server.put(PATH, 'a');
        server.endWatches('end');
        server.remove(PATH, 'd');
        expect(await follower.recovers(`a jump by ${jump}`)).toBe('live');
        server.put(PATH, 'd');
        changeUnseen(server);
        server.put(PATH, 'b');
        expect(await follower.recovers(`a list after a jump by ${jump}`)).toBe(
          'live',
        );
      }
    });

    it('applies a burst of 50,000 events', async () => {
      const server = await begin();
      for (let i = 0; i < 50_000; i += 1) {
        const name = `burst-${i % 1_000}`;
        if (i % 7 === 6) server.remove(PATH, name);
        else server.put(PATH, name);
        // The server shares this process: it has to send now and then.
        if (i % 500 === 499) {
          await new Promise(resolve => {
            setImmediate(resolve);
          });
        }
      }
      expect(await follower.recovers('the burst')).toBe('live');
      const begun = server.requests.filter(
        url => !url.searchParams.has('continue'),
      );
      expect(begun.map(url => url.searchParams.has('watch'))).toEqual([
        false,
        true,
      ]);
    });
  },
);
