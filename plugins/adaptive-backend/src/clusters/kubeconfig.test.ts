import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from './Clock';
import { kubeconfigCredentials } from './kubeconfig';

const b64 = (value: string) => Buffer.from(value).toString('base64');

describe('kubeconfigCredentials', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
    file = join(folder, 'config');
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
        clusters: [{ name: 'c', cluster: { server: 'https://c:6443' } }],
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
  });

  it('does not repeat what a failing exec plugin said', async () => {
    write({
      first: {
        exec: {
          apiVersion: 'v1',
          command: process.execPath,
          args: ['-e', 'console.log("hunter2"); process.exit(1)'],
        },
      },
    });
    const failure = await open()
      .token()
      .catch(error => error);
    expect(String(failure)).toContain('failed');
    expect(String(failure)).not.toContain('hunter2');
  });

  it('fails for a file or context that is not there, and not for ever', async () => {
    const credentials = open();
    await expect(credentials.token()).rejects.toThrow();
    write({ first: { token: 'one' } });
    expect(await credentials.token()).toBe('one');
    await expect(open('third').token()).rejects.toThrow(
      "no user for context 'third'",
    );
  });
});
