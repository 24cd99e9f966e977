import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { systemClock } from './Clock';
import { staticCredentials } from './credentials';
import { InClusterAccess } from './inCluster';
import { readClusters } from './readClusters';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const caData = Buffer.from(PEM).toString('base64');

const eu = {
  name: 'eu-1',
  url: 'https://eu:6443',
  authProvider: 'serviceAccount',
  serviceAccountToken: 'hunter2',
  caData,
};

function read(
  methods: JsonObject[] | undefined,
  options: {
    inCluster?: InClusterAccess;
    logger?: ReturnType<typeof mockServices.logger.mock>;
  } = {},
) {
  return readClusters({
    config: new ConfigReader(
      methods && { kubernetes: { clusterLocatorMethods: methods } },
    ),
    logger: options.logger ?? mockServices.logger.mock(),
    clock: systemClock,
    loadInCluster: async () => options.inCluster,
  });
}

const readCluster = async (cluster: JsonObject, inCluster?: InClusterAccess) =>
  (await read([{ type: 'config', clusters: [cluster] }], { inCluster }))[0];

describe('readClusters', () => {
  it('finds none where none are configured', async () => {
    expect(await read(undefined)).toEqual([]);
  });

  it('reads service account clusters in order', async () => {
    const clusters = await read([
      {
        type: 'config',
        clusters: [
          { ...eu, title: 'Europe', customResources: [{ group: 'x' }] },
          { ...eu, name: 'us-1', skipTLSVerify: true, caData: undefined },
        ],
      },
      { type: 'localKubectlProxy' },
    ]);
    expect(clusters).toMatchObject([
      {
        name: 'eu-1',
        title: 'Europe',
        watchable: true,
        url: 'https://eu:6443',
        tls: { ca: PEM, skipVerify: false },
      },
      { name: 'us-1', title: 'us-1', tls: { skipVerify: true, ca: undefined } },
      { name: 'local', url: 'http://127.0.0.1:8001', watchable: true },
    ]);
    const tokens = clusters.map(
      cluster => cluster.watchable && cluster.credentials.token(),
    );
    expect(await Promise.all(tokens)).toEqual([
      'hunter2',
      'hunter2',
      undefined,
    ]);
  });

  it('reads a CA from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clusters-'));
    try {
      const caFile = join(folder, 'ca.pem');
      writeFileSync(caFile, PEM);
      expect(
        await readCluster({ ...eu, caData: undefined, caFile }),
      ).toMatchObject({
        tls: { ca: PEM },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('uses the address and service account of its own cluster where no token is configured', async () => {
    const inCluster = {
      url: 'https://10.0.0.1:443',
      tls: { ca: PEM, skipVerify: false },
      credentials: staticCredentials('own'),
    };
    const own = { ...eu, serviceAccountToken: undefined };
    expect(await readCluster(own, inCluster)).toMatchObject({
      watchable: true,
      url: 'https://10.0.0.1:443',
    });
    expect(await readCluster(own)).toMatchObject({
      watchable: false,
      message: expect.stringContaining('no serviceAccountToken is configured'),
    });
  });

  it('connects as adaptive.clusters says, keeping what the cluster says', async () => {
    const [cluster] = await readClusters({
      config: new ConfigReader({
        kubernetes: {
          clusterLocatorMethods: [{ type: 'config', clusters: [eu] }],
        },
        adaptive: {
          clusters: {
            'eu-1': { tlsServerName: 'api', proxyUrl: 'http://proxy:3128' },
          },
        },
      }),
      logger: mockServices.logger.mock(),
      clock: systemClock,
    });
    expect(cluster).toMatchObject({
      tls: { ca: PEM, skipVerify: false, serverName: 'api' },
      proxyUrl: 'http://proxy:3128',
    });
  });

  it('takes the auth provider from authMetadata first', async () => {
    expect(
      await readCluster({
        ...eu,
        authMetadata: { 'kubernetes.io/auth-provider': 'oidc' },
      }),
    ).toMatchObject({ watchable: false });
  });

  it.each(['google', 'oidc', 'aks', 'somethingNew'])(
    'cannot watch a cluster that needs a user: %s',
    async authProvider => {
      expect(await readCluster({ ...eu, authProvider })).toEqual({
        name: 'eu-1',
        title: 'eu-1',
        watchable: false,
        message: `Not watchable: authProvider '${authProvider}' needs a user's token; with adaptive.clusters.eu-1.credentials the portal can log in by itself`,
      });
    },
  );

  it('names an unsupported locator in a warning and goes on', async () => {
    const logger = mockServices.logger.mock();
    const clusters = await read(
      [{ type: 'rancher' }, { type: 'config', clusters: [eu] }],
      { logger },
    );
    expect(clusters).toHaveLength(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(
        "kubernetes.clusterLocatorMethods[0].type 'rancher'",
      ),
    );
  });

  const key = 'kubernetes.clusterLocatorMethods[0].clusters[0]';
  it.each([
    [{ name: undefined }, `${key}.name`],
    [{ url: undefined }, `${key}.url`],
    [{ url: 'eu:6443' }, `${key}.url is 'eu:6443', expected a URL`],
    [
      { url: 'https://a:hunter2@eu' },
      `${key}.url contains a user name or password`,
    ],
    [{ caData: 'bm90aGluZw==' }, `${key}.caData holds no certificate`],
    [
      { caFile: '/nowhere/ca.pem' },
      `${key}.caFile is '/nowhere/ca.pem', which cannot be read`,
    ],
    [{ authProvider: undefined }, `${key}.authProvider is missing`],
  ])('refuses %j, naming the key and no secret', async (change, message) => {
    const failure = await readCluster({ ...eu, ...change }).catch(
      error => error,
    );
    expect(failure.message).toContain(message);
    expect(failure.message).not.toContain('hunter2');
  });

  it('refuses two clusters of one name', async () => {
    await expect(
      read([{ type: 'config', clusters: [eu, eu] }]),
    ).rejects.toThrow("two clusters named 'eu-1'");
  });
});
