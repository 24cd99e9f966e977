import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { readMetricsConfig } from './config';
import { withoutSecrets } from './endpoint';
import { fetchText } from './http';
import { PrometheusClient } from './prometheusClient';
import { readToolsConfig } from './tools/config';

function rootConfig(adaptive: object) {
  return mockServices.rootConfig({
    data: JSON.parse(JSON.stringify({ adaptive })),
  });
}

function configOf(source: object, key = 'sources') {
  return readMetricsConfig(
    rootConfig({
      metrics: { [key]: [{ id: 'main', url: 'http://prom', ...source }] },
    }),
  );
}

const messageOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return String(error);
  }
  return 'no error';
};

describe('the configuration of an endpoint', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'credentials in the URL of a source',
      () => configOf({ url: 'https://me:s3cret@prom.example/x' }),
      /sources\[0\]\.url 'https:\/\/…@prom\.example\/x', expected .* without credentials/,
    ],
    [
      'a key in the query of the URL',
      () => configOf({ url: 'https://prom.example/?apikey=s3cret' }),
      /sources\[0\]\.url 'https:\/\/prom\.example\/\?…', expected a URL without \? and #/,
    ],
    [
      'credentials in the URL for people',
      () => configOf({ publicUrl: 'https://me:s3cret@prom.example' }),
      /sources\[0\]\.publicUrl 'https:\/\/…@prom\.example'/,
    ],
    [
      'credentials in the URL of an Alertmanager',
      () => configOf({ url: 'https://me:s3cret@am' }, 'alertmanagers'),
      /alertmanagers\[0\]\.url 'https:\/\/…@am'/,
    ],
    [
      'credentials in the URL of a tool',
      () =>
        readToolsConfig(
          rootConfig({
            probes: { mlflow: { url: 'https://me:s3cret@{release}.svc' } },
          }),
        ),
      /probes\.mlflow\.url 'https:\/\/…@\{release\}\.svc'/,
    ],
    [
      'a header on two lines',
      () => configOf({ headers: { authorization: 'Bearer s3cret\nx: y' } }),
      /Invalid adaptive\.metrics\.sources\[0\]\.headers\.authorization, expected/,
    ],
    [
      'a header that no HTTP header can be called',
      () => configOf({ headers: { 'x y': 's3cret' } }),
      /headers\.x y, expected the name of an HTTP header/,
    ],
    [
      'a header that would describe the question wrongly',
      () => configOf({ headers: { 'Content-Type': 's3cret' } }),
      /headers\.Content-Type, expected no header that describes the body/,
    ],
    [
      'two credentials',
      () =>
        configOf({
          headers: { Authorization: 'Bearer s3cret' },
          tokenFile: '/token',
        }),
      /headers\.Authorization and tokenFile are both given/,
    ],
    [
      'a parameter that would change the question',
      () => configOf({ params: { query: 's3cret' } }),
      /params\.query, expected a parameter that queries do not have/,
    ],
  ])('refuses %s, without telling it', (_name, read, message) => {
    const told = messageOf(read);
    expect(told).toMatch(message);
    expect(told).not.toContain('s3cret');
  });

  it('keeps a path before the API, and a value from a file without its last newline', () => {
    const [source] = configOf({
      url: 'https://mimir.example/prometheus/',
      headers: { 'X-Scope-OrgID': 'team-a\n' },
    }).sources;
    expect(source.url).toBe('https://mimir.example/prometheus');
    expect(source.headers).toEqual({ 'X-Scope-OrgID': 'team-a' });
  });

  it.each([
    ['http://a.example/x', 'http://a.example/x'],
    ['http://u:p@a.example/x?k=v#h', 'http://…@a.example/x?…'],
    ['http://u:p/w@a.example', 'http://u:p/w@a.example'],
    ['//u@h\n#x', '//…@h\n?…'],
  ])('shows %j as %j', (url, shown) => {
    expect(withoutSecrets(url)).toBe(shown);
  });
});

describe('a request', () => {
  let server: Server;
  let url: string;
  let respond: (request: IncomingMessage, response: ServerResponse) => void;
  let seen: IncomingMessage[];
  let folder: string;

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      seen.push(request);
      respond(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    respond = (_request, response) => response.end('{}');
    folder = await mkdtemp(join(tmpdir(), 'adaptive-token-'));
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  const ask = (options: {
    tokenFile?: string;
    headers?: Record<string, string>;
  }) =>
    fetchText(
      { headers: {}, timeoutMs: 10_000, maxBytes: 1000, fetch, ...options },
      { url, signal: new AbortController().signal },
    );

  it('carries the token that its file holds at the moment', async () => {
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'one\n');
    await ask({ tokenFile });
    await writeFile(tokenFile, 'two');
    await ask({ tokenFile });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer one',
      'Bearer two',
    ]);
  });

  it.each([
    ['is not there', undefined, /cannot be read \(ENOENT\)/],
    ['is empty', '\n', /does not hold one token/],
    ['holds something else', 's3cret\ns3cret', /does not hold one token/],
  ])('is not sent when its token file %s', async (_name, content, message) => {
    const tokenFile = join(folder, 'token');
    if (content !== undefined) await writeFile(tokenFile, content);
    const error = await ask({ tokenFile }).catch(String);
    expect(error).toMatch(message);
    expect(error).not.toContain('s3cret');
    expect(seen).toEqual([]);
  });

  it('that is refused names where its credentials are from', async () => {
    respond = (_request, response) => response.writeHead(401).end();
    await expect(ask({})).rejects.toThrow("check the source's headers");
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'old');
    await expect(ask({ tokenFile })).rejects.toThrow(
      "check the source's tokenFile",
    );
  });

  it('is not sent on to where an answer points', async () => {
    respond = (_request, response) =>
      response.writeHead(307, { location: `${url}/elsewhere` }).end();
    await expect(ask({ headers: { authorization: 's3cret' } })).rejects.toThrow(
      'Answered 307: a redirect, which is not followed',
    );
    expect(seen).toHaveLength(1);
  });

  it('that the client itself refuses does not tell its headers', async () => {
    const error = await ask({ headers: { 'x-key': 's3cret\u0000' } }).catch(
      String,
    );
    expect(error).toBe('SourceError: Cannot be reached: the connection failed');
    expect(seen).toEqual([]);
  });

  it('to a host that is not there says what the network says', async () => {
    const closed = new Promise(resolve => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await expect(ask({})).rejects.toThrow(/ECONNREFUSED/);
  });

  it('whose answer is a novel is told in one short line', async () => {
    respond = (_request, response) =>
      response.writeHead(422).end(
        JSON.stringify({
          status: 'error',
          error: `bad\r\n[info] forged\u2028line${'x'.repeat(5000)}`,
        }),
      );
    const client = new PrometheusClient({
      url,
      headers: {},
      timeoutMs: 10_000,
      maxBytes: 10_000,
      fetch,
    });
    const error = await client
      .query('up', new AbortController().signal)
      .catch(String);
    expect(error).toMatch(/Answered 422: bad \[info\] forged linex+…$/);
    expect(String(error).length).toBeLessThan(350);
  });
});
