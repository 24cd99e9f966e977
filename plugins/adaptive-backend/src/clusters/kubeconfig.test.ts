import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestCertificates } from './__testUtils__/createTestCertificates';
import { systemClock } from './Clock';
import { execCredential } from './execCredential';
import { HttpKubeTransport } from './HttpKubeTransport';
import { kubeconfigCredentials } from './kubeconfig';

const b64 = (value: string) => Buffer.from(value).toString('base64');

describe('kubeconfigCredentials', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
    file = join(folder, 'config');
    writeFileSync(join(folder, 'ca.pem'), 'CA');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function write(users: Record<string, object>) {
    const names = Object.keys(users);
    writeFileSync(
      file,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': names[0],
        clusters: [
          {
            name: 'c',
            cluster: {
              server: 'https://c:6443',
              'certificate-authority': 'ca.pem',
            },
          },
        ],
        contexts: names.map(name => ({
          name,
          context: { cluster: 'c', user: name },
        })),
        users: names.map(name => ({ name, user: users[name] })),
      }),
    );
  }

  const open = (context?: string) =>
    kubeconfigCredentials({ file, context }, systemClock);

  it('gives the token of the current context, or of the one named', async () => {
    write({ first: { token: 'one' }, second: { token: 'two' } });
    expect(await open().token()).toBe('one');
    expect(await open('second').token()).toBe('two');
    expect(await open().certificate?.()).toBeUndefined();
  });

  it('reads token files beside the kubeconfig', async () => {
    write({ first: { tokenFile: 'token' } });
    writeFileSync(join(folder, 'token'), 'one\n');
    expect(await open().token()).toBe('one');
  });

  it('tells when a login ends that nobody renews', async () => {
    const { ca } = createTestCertificates();
    const claims = b64('{"exp":1795356000}');
    const token = `e30.${claims.replace(/=+$/, '')}.sig`;
    writeFileSync(join(folder, 'token'), token);
    write({
      token: { token },
      fresh: { tokenFile: 'token' },
      cert: {
        'client-certificate-data': b64(ca),
        'client-key-data': b64('KEY'),
      },
    });
    const endOf = async (context: string) => {
      const credentials = open(context);
      expect(credentials.expiresAt?.()).toBeUndefined();
      await credentials.token();
      return credentials.expiresAt?.();
    };
    expect(await endOf('token')).toBe('2026-11-22T14:00:00.000Z');
    expect(await endOf('fresh')).toBeUndefined();
    expect(Date.parse((await endOf('cert')) ?? '')).toBeGreaterThan(Date.now());
  });

  it('gives a client certificate', async () => {
    write({
      first: {
        'client-certificate-data': b64('CERT'),
        'client-key-data': b64('KEY'),
      },
    });
    const credentials = open();
    expect(await credentials.certificate?.()).toEqual({
      cert: 'CERT',
      key: 'KEY',
    });
    expect(await credentials.token()).toBeUndefined();
  });

  it('asks an exec plugin, again after its token was refused', async () => {
    const tokens = join(folder, 'token');
    const script = `console.log(JSON.stringify({ status: { token: require('fs').readFileSync(${JSON.stringify(
      tokens,
    )}, 'utf8') } }))`;
    write({
      first: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: process.execPath,
          args: ['-e', script],
        },
      },
    });
    writeFileSync(tokens, 'one');
    const credentials = open();
    expect(await credentials.token()).toBe('one');
    expect(await credentials.refresh()).toBe(false);
    writeFileSync(tokens, 'two');
    expect(await credentials.token()).toBe('one');
    expect(await credentials.refresh()).toBe(true);
    expect(await credentials.token()).toBe('two');
  });

  it('asks an exec plugin again when its token is about to expire, and tells it that nobody can type', async () => {
    const calls = join(folder, 'calls');
    const script = `
      const fs = require('fs');
      fs.appendFileSync(${JSON.stringify(calls)}, 'x');
      const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      console.log(JSON.stringify({ status: {
        token: String(info.spec.interactive) + process.env.EXTRA,
        expirationTimestamp: new Date(1_000_000).toISOString(),
      } }));`;
    write({
      first: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: process.execPath,
          args: ['-e', script],
          env: [{ name: 'EXTRA', value: '!' }],
        },
      },
    });
    let now = 0;
    const credentials = kubeconfigCredentials(
      { file },
      { ...systemClock, now: () => now },
    );
    expect(await credentials.token()).toBe('false!');
    now = 900_000;
    await credentials.token();
    expect(readFileSync(calls, 'utf8')).toBe('x');
    now = 995_000;
    await credentials.token();
    expect(readFileSync(calls, 'utf8')).toBe('xx');
    // It gave the same login again, and is not run for each of those who ask.
    await credentials.certificate?.();
    await credentials.token();
    expect(readFileSync(calls, 'utf8')).toBe('xx');
    now = 1_000_000;
    await credentials.token();
    expect(readFileSync(calls, 'utf8')).toBe('xxx');
  });

  const plugin = (script: string) => ({
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
  });
  const answer = (status: object) =>
    plugin(`console.log(${JSON.stringify(JSON.stringify({ status }))})`);

  it('tells an exec plugin of the cluster where it wants to know', async () => {
    const told = plugin(`
      const { cluster } = JSON.parse(process.env.KUBERNETES_EXEC_INFO).spec;
      console.log(JSON.stringify({ status: { token: JSON.stringify(cluster ?? null) } }))`);
    write({
      first: { exec: { ...told, provideClusterInfo: true } },
      second: { exec: told },
    });
    expect(JSON.parse((await open().token()) ?? '')).toEqual({
      server: 'https://c:6443',
      'certificate-authority-data': b64('CA'),
    });
    expect(await open('second').token()).toBe('null');
  });

  it('takes a certificate from an exec plugin', async () => {
    const status = { clientCertificateData: 'CERT', clientKeyData: 'KEY' };
    write({ first: { exec: answer(status) } });
    expect(await open().certificate?.()).toEqual({ cert: 'CERT', key: 'KEY' });
  });

  it.each([
    [plugin('console.log("hunter2"); process.exit(1)'), 'failed'],
    [plugin('console.log("hunter2")'), 'gave no JSON'],
    [answer({}), 'gave neither a token nor a certificate'],
    [
      answer({ clientCertificateData: 'hunter2' }),
      'gave neither a token nor a certificate',
    ],
    [{ ...plugin(''), command: './nowhere' }, "'./nowhere' is not there"],
    [{ command: 'x' }, 'lacks command or apiVersion'],
  ])(
    'says what is wrong with an exec plugin, and not what it said: %j',
    async (exec, message) => {
      write({ first: { exec } });
      const transport = new HttpKubeTransport({
        cluster: {
          url: 'http://127.0.0.1:1',
          tls: { skipVerify: false },
          credentials: open(),
        },
        maxConnections: 1,
        connectTimeoutMs: 1_000,
        now: () => 0,
      });
      const failure = await transport
        .get('/', new AbortController().signal)
        .catch(String);
      expect(failure).toContain('was not asked: ');
      expect(failure).toContain(message);
      expect(failure).not.toContain('hunter2');
      await transport.close();
    },
  );

  it('ends an exec plugin that does not end, though it does not want to', async () => {
    const pid = join(folder, 'pid');
    const script = `
      require('fs').writeFileSync(${JSON.stringify(pid)}, String(process.pid));
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 1000);`;
    await expect(
      execCredential(plugin(script), { folder, timeoutMs: 1_000 }),
    ).rejects.toThrow('did not end in time');
    expect(() => process.kill(Number(readFileSync(pid, 'utf8')), 0)).toThrow(
      'ESRCH',
    );
  });

  it('fails for a file or context that is not there, and not for ever', async () => {
    let now = 0;
    const credentials = kubeconfigCredentials(
      { file },
      { ...systemClock, now: () => now },
    );
    await expect(credentials.token()).rejects.toThrow();
    write({ first: { token: 'one' } });
    now = 4_999;
    await expect(credentials.token()).rejects.toThrow();
    now = 5_000;
    expect(await credentials.token()).toBe('one');
    await expect(open('third').token()).rejects.toThrow(
      "no user for context 'third'",
    );
  });

  it('does not wait to ask again when the login was refused', async () => {
    const credentials = open();
    await expect(credentials.token()).rejects.toThrow();
    write({ first: { token: 'one' } });
    expect(await credentials.refresh()).toBe(true);
    expect(await credentials.token()).toBe('one');
  });
});
