import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { createTestCertificates } from '../clusters/__testUtils__/createTestCertificates';
import { readMetricsConfig } from './config';
import { PrometheusClient } from './prometheusClient';
import type { TlsFiles } from './tls';

const VECTOR = JSON.stringify({
  status: 'success',
  data: {
    resultType: 'vector',
    result: [{ metric: {}, value: [1, '1'] }],
  },
});

describe('a source that asks for a certificate', () => {
  const { ca, server: certificate } = createTestCertificates();
  const stranger = createTestCertificates();
  let server: Server;
  let url: string;
  let folder: string;

  beforeAll(async () => {
    server = createServer(
      { ...certificate, ca, requestCert: true, rejectUnauthorized: true },
      (_request, response) => response.end(VECTOR),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adaptive-tls-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function files(given: Record<string, string>): Promise<void> {
    for (const [name, content] of Object.entries(given)) {
      await writeFile(join(folder, name), content);
    }
  }

  function clientOf(...names: Array<keyof TlsFiles>) {
    const tls = Object.fromEntries(
      names.map(name => [name, join(folder, name)]),
    );
    const config = readMetricsConfig(
      mockServices.rootConfig({
        data: { adaptive: { metrics: { sources: [{ id: 'm', url, tls }] } } },
      }),
    );
    const client = new PrometheusClient({
      ...config,
      ...config.sources[0],
      fetch,
    });
    return () =>
      client.query('up', new AbortController().signal).then(
        ({ result }) => result.length,
        error => String(error),
      );
  }

  const OWN = {
    caFile: ca,
    certFile: certificate.cert,
    keyFile: certificate.key,
  };

  it('is shown ours, and believed its own', async () => {
    await files(OWN);
    expect(await clientOf('caFile', 'certFile', 'keyFile')()).toBe(1);
  });

  it('is not asked again with a certificate that was replaced', async () => {
    await files({
      ...OWN,
      certFile: stranger.server.cert,
      keyFile: stranger.server.key,
    });
    const ask = clientOf('caFile', 'certFile', 'keyFile');
    expect(await ask()).toMatch(/Cannot be reached/);
    await files(OWN);
    expect(await ask()).toBe(1);
  });

  it('gets nothing without one', async () => {
    await files(OWN);
    expect(await clientOf('caFile')()).toMatch(/Cannot be reached/);
  });

  it('is not believed where its authority is unknown', async () => {
    await files({ ...OWN, caFile: stranger.ca });
    expect(await clientOf('caFile', 'certFile', 'keyFile')()).toMatch(
      /Cannot be reached: .*certificate/,
    );
  });

  it.each([
    ['is missing', undefined, /Not asked: .*keyFile cannot be read \(ENOENT\)/],
    ['holds no key', 's3cret', /Cannot be reached/],
  ])('is told when a file %s', async (_name, keyFile, message) => {
    const { caFile, certFile } = OWN;
    await files({ caFile, certFile, ...(keyFile && { keyFile }) });
    const told = await clientOf('caFile', 'certFile', 'keyFile')();
    expect(told).toMatch(message);
    expect(told).not.toContain('s3cret');
  });

  it('needs a key with the certificate', () => {
    expect(() => clientOf('certFile')).toThrow(
      /sources\[0\]\.tls: only one of certFile and keyFile is given/,
    );
  });
});
