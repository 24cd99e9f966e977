/**
 * @jest-environment node
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { AdaptiveStreamEvent } from '../model';
import { AdaptiveClient } from './AdaptiveClient';

const ref = { cluster: 'eu-1', namespace: 'team a', release: 'chat' };

describe('AdaptiveClient', () => {
  const servers: Server[] = [];

  /** A real server, and a client of it. */
  async function start(
    listener: RequestListener,
    options: { streamSilenceMs?: number } = {},
  ) {
    const requests: Array<{ url?: string; authorization?: string }> = [];
    const server = createServer((req, res) => {
      requests.push({
        url: req.url,
        authorization: req.headers.authorization,
      });
      listener(req, res);
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new AdaptiveClient({
      discoveryApi: {
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      },
      fetchApi: { fetch },
      ...options,
    });
    return { client, requests, server };
  }

  function json(status: number, body: unknown): RequestListener {
    return (_, res) => {
      res.writeHead(status, { 'Content-Type': 'application/json' });
      res.end(JSON.stringify(body));
    };
  }

  /** A stream that says `synced` and stays open; `closed` settles when the client is gone. */
  async function startSynced() {
    let leave: (value: string) => void = () => {};
    const closed = new Promise<string>(resolve => {
      leave = resolve;
    });
    const { client } = await start((req, res) => {
      req.on('close', () => leave('closed'));
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      res.write('event: synced\ndata: {"type":"synced"}\n\n');
    });
    return { client, closed };
  }

  function errorBody(status: number, name: string, message: string) {
    return json(status, {
      error: { name, message },
      response: { statusCode: status },
    });
  }

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('asks for a page of engines with the filters that are set', async () => {
    const answer = { items: [], totalItems: 0 };
    const { client, requests } = await start(json(200, answer));

    await expect(
      client.getEngines(
        { cluster: 'eu-1', limit: 5, search: 'a&b', cursor: undefined },
        { token: 'secret' },
      ),
    ).resolves.toEqual(answer);
    expect(requests).toEqual([
      {
        url: '/api/adaptive/engines?cluster=eu-1&limit=5&search=a%26b',
        authorization: 'Bearer secret',
      },
    ]);
  });

  it('asks for a page of the history of an engine', async () => {
    const answer = { items: [], retentionDays: 14 };
    const { client, requests } = await start(json(200, answer));

    await expect(
      client.getHistory(ref, {
        from: '2026-08-01T00:00:00Z',
        pool: 'llama-70b',
        limit: 50,
      }),
    ).resolves.toEqual(answer);
    expect(requests[0].url).toBe(
      '/api/adaptive/engines/eu-1/team%20a/chat/history?from=2026-08-01T00%3A00%3A00Z&pool=llama-70b&limit=50',
    );
  });

  it('knows no history of an engine that is not there', async () => {
    const { client } = await start(
      errorBody(404, 'NotFoundError', "No engine 'eu-1/team a/chat'"),
    );
    await expect(client.getHistory(ref)).resolves.toBeUndefined();
  });

  it('posts the change that a plan is asked of', async () => {
    const bodies: string[] = [];
    const { client, requests } = await start((req, res) => {
      req.setEncoding('utf8').on('data', chunk => bodies.push(chunk));
      req.on('end', () => {
        const { method, headers } = req;
        json(200, { method, type: headers['content-type'] })(req, res);
      });
    });
    const request = {
      repositoryId: 'platform',
      operation: 'apply' as const,
      engine: ref,
      files: [{ path: 'a/b.yaml', content: 'kind: Ä\n' }],
    };

    await expect(client.plan(request, { token: 'secret' })).resolves.toEqual({
      method: 'POST',
      type: 'application/json',
    });
    expect(JSON.parse(bodies.join(''))).toEqual(request);
    expect(requests).toEqual([
      { url: '/api/adaptive/plan', authorization: 'Bearer secret' },
    ]);
  });

  it('rejects when a plan is refused, whatever is missing', async () => {
    const { client } = await start(
      errorBody(404, 'NotFoundError', "No repository 'other'"),
    );
    await expect(
      client.plan({ repositoryId: 'other', operation: 'delete', engine: ref }),
    ).rejects.toMatchObject({ cause: { message: "No repository 'other'" } });
  });

  it('asks for pages of pools and problems', async () => {
    const { client, requests } = await start(
      json(200, { items: [], totalItems: 0 }),
    );
    await client.getPools({ sort: 'gpus', limit: 5 });
    await client.getProblems({ severity: 'critical', search: 'a b' });
    expect(requests.map(({ url }) => url)).toEqual([
      '/api/adaptive/pools?sort=gpus&limit=5',
      '/api/adaptive/problems?severity=critical&search=a+b',
    ]);
  });

  it('asks for what there is of one pool', async () => {
    const { client, requests } = await start(json(200, {}));
    await client.getScalingPath(ref, 'mixtral 8/7');
    await client.getMetricsRange(ref, 'judge', {
      metric: 'ttftP95',
      from: 0,
      to: 60,
    });
    expect(requests.map(({ url }) => url)).toEqual([
      '/api/adaptive/engines/eu-1/team%20a/chat/pools/mixtral%208%2F7/scaling-path',
      '/api/adaptive/engines/eu-1/team%20a/chat/pools/judge/metrics?metric=ttftP95&from=0&to=60',
    ]);
  });

  it('knows nothing of a pool that is not there', async () => {
    const { client } = await start(
      errorBody(404, 'NotFoundError', "No pool 'x'"),
    );
    await expect(client.getScalingPath(ref, 'x')).resolves.toBeUndefined();
  });

  it('escapes the segments of an engine', async () => {
    const { client, requests } = await start(json(200, { ref }));

    await expect(client.getEngine(ref)).resolves.toEqual({ ref });
    expect(requests).toEqual([
      { url: '/api/adaptive/engines/eu-1/team%20a/chat' },
    ]);
  });

  it('has no engine where the backend knows of none', async () => {
    const { client } = await start(errorBody(404, 'NotFoundError', 'No such'));
    await expect(client.getEngine(ref)).resolves.toBeUndefined();
  });

  it('does not read the 404 of something else as "no such engine"', async () => {
    const { client } = await start((_, res) => {
      res.writeHead(404, { 'Content-Type': 'text/html' });
      res.end('<h1>nginx</h1>');
    });
    await expect(client.getEngine(ref)).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 404,
    });
  });

  it.each([
    ['getPools', '/api/adaptive/pools'],
    ['getProblems', '/api/adaptive/problems'],
    ['getCapacity', '/api/adaptive/capacity'],
    ['getClusters', '/api/adaptive/clusters'],
    ['getSources', '/api/adaptive/sources'],
    ['getRepositories', '/api/adaptive/repositories'],
  ] as const)('%s reads %s and rejects on an error', async (method, url) => {
    const { client, requests } = await start(json(200, { items: [] }));
    await expect(client[method]()).resolves.toEqual({ items: [] });
    expect(requests).toEqual([{ url }]);

    const refusing = await start(errorBody(403, 'NotAllowedError', 'No'));
    await expect(refusing.client[method]()).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 403,
      cause: { name: 'NotAllowedError', message: 'No' },
    });
  });

  it('yields the events of a stream, skips unknown ones, and ends with the server', async () => {
    const { client, requests } = await start((_, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      res.write(': heartbeat\n\n');
      res.write('event: removed\ndata: {"type":"removed","ref":');
      res.write('{"cluster":"eu-1","namespace":"n","release":"r"}}\n\n');
      res.write('event: tomorrow\ndata: {"type":"tomorrow"}\n\n');
      res.end('event: synced\ndata: {"type":"synced"}\n\n');
    });
    const events: AdaptiveStreamEvent[] = [];
    for await (const event of client.stream({
      engine: ref,
      signal: new AbortController().signal,
    })) {
      events.push(event);
    }
    expect(events).toEqual([
      {
        type: 'removed',
        ref: { cluster: 'eu-1', namespace: 'n', release: 'r' },
      },
      { type: 'synced' },
    ]);
    expect(requests).toEqual([
      { url: '/api/adaptive/stream?engine=eu-1%2Fteam+a%2Fchat' },
    ]);
  });

  it('puts clusters that changed into the list that its reader has', async () => {
    const cluster = (name: string, engines: number) => ({ name, engines });
    const { client } = await start((_, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      for (const [type, clusters] of [
        ['clusters', [cluster('eu-1', 1), cluster('us-1', 2)]],
        ['clusters-changed', [cluster('us-1', 3)]],
        ['clusters-changed', [cluster('eu-1', 4)]],
      ]) {
        const data = JSON.stringify({ type, clusters });
        res.write(`event: ${type}\ndata: ${data}\n\n`);
      }
      res.end();
    });
    const seen: AdaptiveStreamEvent[] = [];
    const { signal } = new AbortController();
    for await (const event of client.stream({ signal })) seen.push(event);
    expect(seen).toEqual([
      { type: 'clusters', clusters: [cluster('eu-1', 1), cluster('us-1', 2)] },
      { type: 'clusters', clusters: [cluster('eu-1', 1), cluster('us-1', 3)] },
      { type: 'clusters', clusters: [cluster('eu-1', 4), cluster('us-1', 3)] },
    ]);
  });

  it('goes on after the last event that its reader took', async () => {
    const asked: Array<string | string[] | undefined> = [];
    const { client } = await start((req, res) => {
      asked.push(req.headers['last-event-id']);
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      for (const id of ['a.1', 'a.2', 'a.3']) {
        res.write(`event: synced\nid: ${id}\ndata: {"type":"synced"}\n\n`);
      }
      res.end();
    });
    const position = {};
    const signal = new AbortController().signal;
    let count = 0;
    for await (const _ of client.stream({ position, signal })) {
      count += 1;
      if (count === 3) break;
    }
    expect(position).toEqual({ lastEventId: 'a.2' });
    for await (const _ of client.stream({ position, signal })) count += 1;
    expect(asked).toEqual([undefined, 'a.2']);
    expect(position).toEqual({ lastEventId: 'a.3' });
  });

  it('ends a stream quietly when the signal aborts, and closes the connection', async () => {
    const { client, closed } = await startSynced();
    const controller = new AbortController();
    const types: string[] = [];
    for await (const event of client.stream({ signal: controller.signal })) {
      types.push(event.type);
      controller.abort();
    }
    expect(types).toEqual(['synced']);
    await expect(closed).resolves.toBe('closed');
  });

  it('closes the connection when the reader leaves the loop', async () => {
    const { client, closed } = await startSynced();
    for await (const event of client.stream({
      signal: new AbortController().signal,
    })) {
      if (event.type === 'synced') break;
    }
    await expect(closed).resolves.toBe('closed');
  });

  it('rejects when the connection breaks', async () => {
    const { client } = await start((_, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      res.write(': heartbeat\n\n', () => res.destroy());
    });
    const stream = client.stream({ signal: new AbortController().signal });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow();
  });

  it('rejects when the stream stays silent', async () => {
    const { client } = await start(
      (_, res) => {
        res.writeHead(200, { 'Content-Type': 'text/event-stream' });
        res.flushHeaders();
      },
      { streamSilenceMs: 20 },
    );
    const stream = client.stream({ signal: new AbortController().signal });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow(
      'The event stream was silent for 0.02 s, expected a heartbeat at least every 15 s',
    );
  });

  it('rejects when the backend refuses the stream', async () => {
    const { client } = await start(
      errorBody(401, 'AuthenticationError', 'Missing credentials'),
    );
    const stream = client.stream({ signal: new AbortController().signal });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 401,
    });
  });
});
