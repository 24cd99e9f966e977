import { parseEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  mockCredentials,
  mockServices,
  type TestBackend,
} from '@backstage/backend-test-utils';
import express from 'express';
import { Audit } from '../audit/Audit';
import {
  FakeEnginesService,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import {
  everything,
  ownedBy,
  type Policy,
  startApi,
} from '../__testUtils__/startApi';

describe('audit events', () => {
  const backends: TestBackend[] = [];

  afterEach(async () => {
    await Promise.all(backends.splice(0).map(backend => backend.stop()));
  });

  /** A backend, and what it audits as `<event> <outcome>` with the details. */
  async function start(policy: Policy) {
    const events: Array<{ what: string; meta: unknown; level?: string }> = [];
    const auditor = mockServices.auditor.mock({
      createEvent: async ({ eventId, meta, severityLevel: level }) => {
        const note = (outcome: string) => async () => {
          events.push({ what: `${eventId} ${outcome}`, meta, level });
        };
        return { success: note('succeeded'), fail: note('failed') };
      },
    });
    const api = await startApi({
      policy,
      engines: new FakeEnginesService([mockEngine('us-1/team-search/search')]),
      features: [auditor.factory],
    });
    backends.push(api.backend);
    return { ...api, auditor, events };
  }

  it('tell who was refused what, and nothing of reads that succeed', async () => {
    const { get, events } = await start(ownedBy('group:default/team-chat'));
    await get('/engines').expect(200);
    await get('/engines/us-1/team-search/search').expect(404);
    await get('/sources').expect(403);
    await get('/engines?limit=0').expect(400);
    const refused = (path: string) => ({
      what: 'read failed',
      level: 'medium',
      meta: { queryType: 'refused', path },
    });
    expect(events).toEqual([
      refused('/engines/us-1/team-search/search'),
      refused('/sources'),
    ]);
  });

  it('tell of streams', async () => {
    const { backend, events } = await start(everything);
    for (const query of ['', '?engine=us-1/team-search/search']) {
      const controller = new AbortController();
      const port = backend.server.port();
      await fetch(`http://127.0.0.1:${port}/api/adaptive/stream${query}`, {
        headers: { Authorization: mockCredentials.user.header() },
        signal: controller.signal,
      });
      controller.abort();
    }
    expect(events.map(({ what, meta }) => [what, meta])).toEqual([
      ['stream succeeded', { queryType: 'fleet' }],
      [
        'stream succeeded',
        { queryType: 'by-engine', engine: 'us-1/team-search/search' },
      ],
    ]);
  });

  it('do not keep anybody from their answer when they cannot be written', async () => {
    const { get, auditor } = await start({});
    auditor.createEvent.mockRejectedValue(new Error('disk is full'));
    const { status, body } = await get('/sources');
    expect(status).toBe(403);
    expect(body.error.name).toBe('NotAllowedError');
  });

  it('tell of plans', async () => {
    const auditor = mockServices.auditor.mock();
    const event = { success: jest.fn(), fail: jest.fn() };
    auditor.createEvent.mockResolvedValue(event);
    const req = express.request;
    new Audit(auditor).planned(req, {
      repositoryId: 'platform',
      operation: 'apply',
      engine: parseEngineRef('eu-1/team-chat/chat'),
    });
    await new Promise(resolve => setImmediate(resolve));
    expect(auditor.createEvent).toHaveBeenCalledWith({
      eventId: 'plan',
      severityLevel: 'low',
      request: req,
      meta: {
        queryType: 'apply',
        engine: 'eu-1/team-chat/chat',
        repository: 'platform',
      },
    });
    expect(event.success).toHaveBeenCalled();
  });
});
