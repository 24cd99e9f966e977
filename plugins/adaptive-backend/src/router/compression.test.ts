import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  type TestBackend,
} from '@backstage/backend-test-utils';
import request from 'supertest';
import {
  FakeEnginesService,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import { everything, startApi } from '../__testUtils__/startApi';

/** Compression is the root router's, which that of test backends leaves out. */
const compression = createBackendModule({
  pluginId: 'adaptive',
  moduleId: 'compression',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        http: coreServices.httpRouter,
        logger: coreServices.logger,
      },
      async init({ http, ...deps }) {
        http.use(MiddlewareFactory.create(deps).compression());
      },
    });
  },
});

describe('behind the compression of Backstage', () => {
  let backend: TestBackend;
  let base: string;

  beforeAll(async () => {
    const engines = new FakeEnginesService(
      Array.from({ length: 20 }, (_, i) => mockEngine(`eu-1/n/engine-${i}`)),
    );
    ({ backend } = await startApi({
      policy: everything,
      engines,
      features: [compression],
    }));
    base = `http://127.0.0.1:${backend.server.port()}`;
  });

  afterAll(() => backend.stop());

  const get = (path: string, encoding: string) =>
    request(base)
      .get(`/api/adaptive${path}`)
      .set('Authorization', mockCredentials.user.header())
      .set('Accept-Encoding', encoding);

  it('answers are compressed for who takes that, and read the same', async () => {
    const packed = await get('/engines', 'gzip');
    expect(packed.headers['content-encoding']).toBe('gzip');
    const plain = await get('/engines', 'identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.body).toEqual(plain.body);
  });

  it('a compressed answer is known again by its ETag', async () => {
    const { headers } = await get('/engines', 'gzip');
    const again = await get('/engines', 'gzip').set(
      'If-None-Match',
      headers.etag,
    );
    expect(again.status).toBe(304);
  });

  it('a stream is not compressed, and comes without delay', async () => {
    const controller = new AbortController();
    const response = await fetch(`${base}/api/adaptive/stream`, {
      headers: {
        Authorization: mockCredentials.user.header(),
        'Accept-Encoding': 'gzip',
      },
      signal: controller.signal,
    });
    expect(response.headers.get('content-encoding')).toBeNull();
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('event: synced')) break;
    }
    controller.abort();
    expect(text).toContain('event: engine-summary');
  });
});
