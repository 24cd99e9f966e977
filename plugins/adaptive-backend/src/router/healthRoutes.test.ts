import request from 'supertest';
import {
  FakeEnginesService,
  LIVE,
  mockCluster,
} from '../__testUtils__/FakeEnginesService';
import { startApi } from '../__testUtils__/startApi';

describe('GET /health/sources', () => {
  it('asks for no login, names nothing, and is ready once every source was heard of', async () => {
    const engines = new FakeEnginesService();
    const lost = mockCluster('secret-cluster');
    const become = (status: 'connecting' | 'unreachable') => {
      lost.sources[0].freshness = { ...LIVE, status, message: 'at 10.0.0.1' };
    };
    engines.clusterList = [mockCluster('eu-1'), lost];
    const { backend } = await startApi({ policy: {}, engines });
    const get = () =>
      request(backend.server).get('/api/adaptive/health/sources');

    become('connecting');
    const starting = await get();
    expect([starting.status, starting.body.synced]).toEqual([503, false]);

    become('unreachable');
    const ready = await get();
    expect(ready.status).toBe(200);
    expect(ready.body).toEqual({
      synced: true,
      sources: [
        { kind: 'kubernetes', status: 'live', count: 1 },
        { kind: 'kubernetes', status: 'unreachable', count: 1 },
      ],
    });
    expect(ready.text).not.toMatch(/secret|10\.0/);

    become('connecting');
    expect((await get()).status).toBe(200);
    await backend.stop();
  });
});
