import { createServer as createProxy } from 'node:http';
import { createServer, Server } from 'node:https';
import { AddressInfo, connect as connectTo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from './Clock';
import { staticCredentials, tokenFileCredentials } from './credentials';
import { HttpKubeTransport, parseRetryAfter } from './HttpKubeTransport';
import { createTestCertificates } from './__testUtils__/createTestCertificates';
import { ClientCertificate, ClusterTls } from './types';

jest.setTimeout(30_000);

describe('HttpKubeTransport', () => {
  const { ca, server: certificate } = createTestCertificates();
  const asked: Array<{ url?: string; authorization?: string }> = [];
  const transports: HttpKubeTransport[] = [];
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer(certificate, (request, response) => {
      asked.push({
        url: request.url,
        authorization: request.headers.authorization,
      });
      if (request.url === '/hang') return;
      response.setHeader('retry-after', '3');
      response.end('{}');
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    await Promise.all(transports.splice(0).map(transport => transport.close()));
    asked.length = 0;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  function connect(
    tls: Partial<ClusterTls>,
    options: { url?: string; token?: string; proxyUrl?: string } = {},
  ): HttpKubeTransport {
    const transport = new HttpKubeTransport({
      cluster: {
        url: options.url ?? url,
        proxyUrl: options.proxyUrl,
        tls: { skipVerify: false, ...tls },
        credentials: staticCredentials(options.token),
      },
      maxConnections: 2,
      connectTimeoutMs: 5_000,
      now: () => Date.now(),
    });
    transports.push(transport);
    return transport;
  }

  const signal = () => new AbortController().signal;

  async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    return Buffer.concat(parts).toString();
  }

  it('trusts the configured CA and sends the token', async () => {
    const response = await connect({ ca }, { token: 'secret-token' }).get(
      '/api',
      signal(),
    );
    expect(response.status).toBe(200);
    expect(response.retryAfterMs).toBe(3_000);
    expect(await readAll(response.body)).toBe('{}');
    expect(asked).toEqual([
      { url: '/api', authorization: 'Bearer secret-token' },
    ]);
  });

  it('keeps the path of the cluster URL', async () => {
    const transport = connect({ ca }, { url: `${url}/k8s/clusters/c-1/` });
    await readAll((await transport.get('/api', signal())).body);
    expect(asked).toEqual([
      { url: '/k8s/clusters/c-1/api', authorization: undefined },
    ]);
  });

  it('sends no token to a server that the CA does not vouch for', async () => {
    await expect(
      connect({}, { token: 'secret-token' }).get('/api', signal()),
    ).rejects.toThrow(
      'has a TLS certificate that the configured CA does not vouch for',
    );
    expect(asked).toEqual([]);
  });

  it('accepts any certificate where told to', async () => {
    const response = await connect({ skipVerify: true }).get('/api', signal());
    await readAll(response.body);
    expect(response.status).toBe(200);
  });

  it('checks the certificate for the name that is configured', async () => {
    const named = connect({ ca, serverName: 'api.example' });
    expect(await readAll((await named.get('/api', signal())).body)).toBe('{}');
    await expect(
      connect({ ca, serverName: 'other.example' }).get('/api', signal()),
    ).rejects.toThrow('has a TLS certificate for another host name');
    expect(asked).toHaveLength(1);
  });

  describe('behind a proxy', () => {
    const tunnels: Array<{ to?: string; login?: string }> = [];
    let isRefusing: boolean;
    const proxy = createProxy().on('connect', (request, socket) => {
      tunnels.push({
        to: request.url,
        login: request.headers['proxy-authorization'],
      });
      if (isRefusing) {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      const { port } = new URL(url);
      const upstream = connectTo(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [upstream, socket]) end.on('error', () => {});
    });
    const address = (login = '') =>
      `http://${login}127.0.0.1:${(proxy.address() as AddressInfo).port}`;

    beforeAll(
      () =>
        new Promise<void>(resolve => {
          proxy.listen(0, '127.0.0.1', resolve);
        }),
    );

    beforeEach(() => {
      tunnels.length = 0;
      isRefusing = false;
    });

    afterAll(() => {
      proxy.closeAllConnections();
      proxy.close();
    });

    it('asks for a tunnel, through which nobody can listen', async () => {
      const transport = connect(
        { ca, serverName: 'api.example' },
        {
          url: 'https://eu.internal:6443',
          token: 'secret-token',
          proxyUrl: address('me:hunter2@'),
        },
      );
      const response = await transport.get('/api', signal());
      expect(await readAll(response.body)).toBe('{}');
      expect(tunnels).toEqual([
        { to: 'eu.internal:6443', login: `Basic ${btoa('me:hunter2')}` },
      ]);
      expect(asked).toEqual([
        { url: '/api', authorization: 'Bearer secret-token' },
      ]);
    });

    it('says what is wrong with it, without its password', async () => {
      isRefusing = true;
      const failures = [
        connect({ ca }, { proxyUrl: address('me:hunter2@') }),
        connect({ ca }, { proxyUrl: 'http://me:hunter2@127.0.0.1:1' }),
      ].map(transport => transport.get('/api', signal()).catch(String));
      const [refused, down] = await Promise.all(failures);
      expect(refused).toContain('the proxy did not connect to it');
      expect(down).toContain('refused the connection');
      expect(`${refused}${down}`).not.toContain('hunter2');
    });
  });

  it('shows its client certificate, and the next one when that was replaced', async () => {
    const shown: boolean[] = [];
    const strict = createServer(
      { ...certificate, ca, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        shown.push(
          'authorized' in request.socket && request.socket.authorized === true,
        );
        response.end('{}');
      },
    );
    await new Promise<void>(resolve => {
      strict.listen(0, '127.0.0.1', resolve);
    });
    const certificates: Array<ClientCertificate | undefined> = [
      undefined,
      certificate,
    ];
    const transport = new HttpKubeTransport({
      cluster: {
        url: `https://127.0.0.1:${(strict.address() as AddressInfo).port}`,
        tls: { skipVerify: false, ca },
        credentials: {
          ...staticCredentials(undefined),
          certificate: async () => certificates.shift(),
        },
      },
      maxConnections: 2,
      connectTimeoutMs: 5_000,
      now: () => Date.now(),
    });
    await readAll((await transport.get('/', signal())).body);
    await readAll((await transport.get('/', signal())).body);
    expect(shown).toEqual([false, true]);
    await transport.close();
    strict.closeAllConnections();
    strict.close();
  });

  it('does not wait for a login longer than for the request', async () => {
    const transport = new HttpKubeTransport({
      cluster: {
        url,
        tls: { skipVerify: false, ca },
        credentials: {
          token: () => new Promise(() => {}),
          refresh: async () => false,
        },
      },
      maxConnections: 2,
      connectTimeoutMs: 5_000,
      now: () => Date.now(),
    });
    transports.push(transport);
    const stop = new AbortController();
    const waiting = transport.get('/', stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('does not log in for a request that is over', async () => {
    const token = jest.fn().mockRejectedValue(new Error('no login'));
    const transport = new HttpKubeTransport({
      cluster: {
        url,
        tls: { skipVerify: false, ca },
        credentials: { token, refresh: async () => false },
      },
      maxConnections: 2,
      connectTimeoutMs: 5_000,
      now: () => Date.now(),
    });
    transports.push(transport);
    const over = AbortSignal.abort(new Error('enough'));
    await expect(transport.get('/', over)).rejects.toThrow('enough');
    // Nobody would hear of its failure.
    expect(token).not.toHaveBeenCalled();
  });

  it('names a refused connection and an unknown host in plain words', async () => {
    await expect(
      connect({}, { url: 'http://127.0.0.1:1' }).get('/', signal()),
    ).rejects.toThrow('refused the connection');
    await expect(
      connect({}, { url: 'http://nowhere.invalid' }).get('/', signal()),
    ).rejects.toThrow('its host name does not resolve');
  });

  it('ends a request with the reason of its signal', async () => {
    const controller = new AbortController();
    const request = connect({ ca }).get('/hang', controller.signal);
    controller.abort(new Error('enough'));
    await expect(request).rejects.toThrow('enough');
  });
});

describe('tokenFileCredentials', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'token-'));
    file = join(folder, 'token');
    writeFileSync(file, 'first\n');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads the file again after a minute', async () => {
    let now = 0;
    const credentials = tokenFileCredentials(file, {
      ...systemClock,
      now: () => now,
    });
    expect(await credentials.token()).toBe('first');
    writeFileSync(file, 'second');
    expect(await credentials.token()).toBe('first');
    now = 60_000;
    expect(await credentials.token()).toBe('second');
  });

  it('reads the file again when the token was refused, and says whether that helped', async () => {
    const credentials = tokenFileCredentials(file, systemClock);
    await credentials.token();
    expect(await credentials.refresh()).toBe(false);
    writeFileSync(file, 'second');
    expect(await credentials.refresh()).toBe(true);
    expect(await credentials.token()).toBe('second');
  });

  it('shows an unreadable file as a failed request, without its path', async () => {
    const transport = new HttpKubeTransport({
      cluster: {
        url: 'http://127.0.0.1:1',
        tls: { skipVerify: false },
        credentials: tokenFileCredentials(join(folder, 'gone'), systemClock),
      },
      maxConnections: 1,
      connectTimeoutMs: 1_000,
      now: () => 0,
    });
    await expect(
      transport.get('/', new AbortController().signal),
    ).rejects.toThrow('was not asked: its credentials cannot be read');
    expect(await transport.refreshCredentials()).toBe(false);
    await transport.close();
  });
});

describe('parseRetryAfter', () => {
  it.each([
    ['5', 5_000],
    ['0', 0],
    ['Thu, 01 Jan 1970 00:00:10 GMT', 9_000],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s', (header, expected) => {
    expect(parseRetryAfter(header, 1_000)).toBe(expected);
  });
});
