import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from './Clock';
import { loadInClusterAccess } from './inCluster';

const KEYS = ['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT'] as const;

describe('loadInClusterAccess', () => {
  const before = KEYS.map(key => process.env[key]);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'in-cluster-'));
    writeFileSync(join(folder, 'token'), 'own\n');
    writeFileSync(join(folder, 'ca.crt'), 'CA');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    KEYS.forEach((key, i) => {
      if (before[i] === undefined) delete process.env[key];
      else process.env[key] = before[i];
    });
  });

  function runAt(host: string | undefined) {
    delete process.env.KUBERNETES_SERVICE_HOST;
    if (host !== undefined) process.env.KUBERNETES_SERVICE_HOST = host;
    process.env.KUBERNETES_SERVICE_PORT = '443';
  }

  it('is the service account of the pod', async () => {
    runAt('10.0.0.1');
    const access = await loadInClusterAccess(systemClock, folder);
    expect(access).toMatchObject({
      url: 'https://10.0.0.1:443',
      tls: { ca: 'CA', skipVerify: false },
    });
    expect(await access?.credentials.token()).toBe('own');
  });

  it('has an address of IPv6 in brackets', async () => {
    runAt('fd00::1');
    const access = await loadInClusterAccess(systemClock, folder);
    expect(access?.url).toBe('https://[fd00::1]:443');
  });

  it('is nothing outside a cluster, or without a service account', async () => {
    runAt(undefined);
    expect(await loadInClusterAccess(systemClock, folder)).toBeUndefined();
    runAt('10.0.0.1');
    const elsewhere = join(folder, 'elsewhere');
    expect(await loadInClusterAccess(systemClock, elsewhere)).toBeUndefined();
  });
});
