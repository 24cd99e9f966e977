import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import express from 'express';
import {
  FakeEnginesService,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import { viewOf } from './__testUtils__/FakeSink';
import { StreamHub } from './StreamHub';

describe('StreamHub', () => {
  const engines = new FakeEnginesService([mockEngine('eu-1/n/chat')]);

  async function serve(hub: StreamHub, view = viewOf(engines)) {
    const app = express();
    const left = new Promise<void>(resolve => {
      app.get('/', (_, res) => {
        hub.open(res, { view, decide: async () => view, caller: 'erin' });
        res.on('close', () => resolve());
      });
    });
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/`, server, left };
  }

  it('forgets a client that left', async () => {
    const hub = new StreamHub({ engines });
    const { url, server, left } = await serve(hub);
    const controller = new AbortController();
    await fetch(url, { signal: controller.signal });
    expect(hub.size).toBe(1);
    controller.abort();
    await left;
    expect(hub.size).toBe(0);
    hub.stop();
    server.close();
  });

  it('sends all of a fleet that is more than a socket takes at once', async () => {
    const releases = Array.from({ length: 1_000 }, (_, i) => `engine-${i}`);
    const many = new FakeEnginesService(
      releases.map(release => mockEngine(`eu-1/n/${release}`)),
    );
    const hub = new StreamHub({ engines: many });
    const { url, server } = await serve(hub, viewOf(many));
    const response = await fetch(url);
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('event: synced')) break;
    }
    const seen = text.matchAll(/"release":"(engine-\d+)"/g);
    expect(new Set([...seen].map(([, name]) => name))).toEqual(
      new Set(releases),
    );
    hub.stop();
    server.close();
  });

  it('ends all streams when it stops', async () => {
    const hub = new StreamHub({ engines });
    const { url, server } = await serve(hub);
    const response = await fetch(url);
    hub.stop();
    expect(await response.text()).toContain('event: synced');
    expect(hub.size).toBe(0);
    server.close();
  });

  it('refuses nobody after a stop, but ends at once', async () => {
    const hub = new StreamHub({ engines });
    const { url, server } = await serve(hub);
    hub.stop();
    await (await fetch(url)).text();
    expect(hub.size).toBe(0);
    server.close();
  });
});
