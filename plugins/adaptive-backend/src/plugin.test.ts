import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import request from 'supertest';
import adaptivePlugin from '.';

/** A port on which nothing listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function start(data: JsonObject) {
  return startTestBackend({
    features: [adaptivePlugin, mockServices.rootConfig.factory({ data })],
  });
}

describe('adaptivePlugin', () => {
  it('starts, answers and stops while every cluster and Prometheus is down', async () => {
    const port = await deadPort();
    const cluster = (name: string) => ({
      name,
      url: `https://127.0.0.1:${port}`,
      authProvider: 'serviceAccount',
      serviceAccountToken: 'hush-hush',
      skipTLSVerify: true,
    });
    const backend = await start({
      kubernetes: {
        clusterLocatorMethods: [
          { type: 'config', clusters: [cluster('eu-1'), cluster('us-1')] },
        ],
      },
      adaptive: {
        metrics: {
          sources: [
            {
              id: 'main',
              url: `http://127.0.0.1:${port}`,
              clusterLabel: 'cluster',
              headers: { Authorization: 'Bearer hush-hush' },
            },
          ],
        },
      },
    });
    const get = (path: string) =>
      request(backend.server)
        .get(`/api/adaptive${path}`)
        .set('Authorization', mockCredentials.user.header());

    const engines = await get('/engines');
    expect(engines.status).toBe(200);
    // No engines, and the clusters that are the reason why there may be some all the same.
    expect(engines.body).toMatchObject({
      items: [],
      totalItems: 0,
      incomplete: [{ cluster: 'eu-1' }, { cluster: 'us-1' }],
    });
    const clusters = await get('/clusters');
    expect(clusters.body.items).toMatchObject([
      { name: 'eu-1', engines: 0 },
      { name: 'us-1', engines: 0 },
    ]);
    for (const { freshness } of clusters.body.items) {
      expect(['connecting', 'unreachable']).toContain(freshness.status);
    }
    const sources = await get('/sources');
    expect(sources.body.items.map(({ id }: { id: string }) => id)).toContain(
      'prometheus:main',
    );
    expect(sources.text + clusters.text).not.toContain('hush-hush');
    await backend.stop();
  });

  it('starts without any configuration', async () => {
    const backend = await start({});
    const { body } = await request(backend.server)
      .get('/api/adaptive/clusters')
      .set('Authorization', mockCredentials.user.header());
    expect(body).toEqual({ items: [] });
    await backend.stop();
  });

  it.each([
    [
      { ownership: { defaultOwner: 'a b' } },
      "Invalid config value at 'adaptive.ownership.defaultOwner': 'a b'",
    ],
    [
      { metrics: { intervalSeconds: 0 } },
      "adaptive.metrics.intervalSeconds '0'",
    ],
    [
      { gitops: { repositories: [{ id: 'a', url: 'ftp://x' }] } },
      'adaptive.gitops.repositories[0].url',
    ],
  ])('refuses to start with %j', async (adaptive, message) => {
    await expect(start({ adaptive })).rejects.toThrow(message);
  });
});
