import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { assertPublicApiServer } from './apiServerUrl';
import { createCatalogSource } from './catalogSource';
import { systemClock } from './Clock';
import { ClusterDirectory } from './ClusterDirectory';
import { createGkeSource } from './gkeSource';
import { createSupplierSource } from './supplierSource';
import { ClusterSource } from './sources';
import { ClusterDefinition } from './types';

const logger = mockServices.logger.mock();
const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const token = async () => ({
  getCredential: async () => ({
    type: 'bearer token' as const,
    token: 'hunter2',
  }),
});

const common = (locator: JsonObject, adaptive: JsonObject = {}) => ({
  config: new ConfigReader({ adaptive }),
  logger,
  clock: systemClock,
  loadStrategy: token,
  locator: new ConfigReader(locator),
});

describe('catalog source', () => {
  const cluster = (name: string, annotations: Record<string, string> = {}) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      annotations: {
        'kubernetes.io/api-server': 'https://eu.example.com',
        'kubernetes.io/api-server-certificate-authority':
          Buffer.from(CA).toString('base64'),
        'kubernetes.io/auth-provider': 'aws',
        ...annotations,
      },
    },
    spec: { type: 'kubernetes-cluster' },
  });

  async function list(
    annotations: Record<string, string>,
    options: { locator?: JsonObject; adaptive?: JsonObject } = {},
  ): Promise<ClusterDefinition> {
    const source = createCatalogSource({
      ...common(options.locator ?? {}, options.adaptive),
      auth: mockServices.auth(),
      catalog: {
        getEntities: async request => {
          expect(request).toEqual({
            filter: { kind: 'Resource', 'spec.type': 'kubernetes-cluster' },
          });
          return { items: [cluster('eu', annotations)] };
        },
      },
      resolve: async host =>
        host === 'inside.example.com' ? ['10.0.0.1'] : ['203.0.114.1'],
    });
    return (await source.list())[0];
  }

  it('finds clusters by their annotations', async () => {
    expect(await list({})).toMatchObject({
      name: 'eu',
      watchable: true,
      url: 'https://eu.example.com',
      tls: { ca: CA, skipVerify: false },
    });
  });

  it.each([
    [{ 'kubernetes.io/auth-provider': 'serviceAccount' }, 'serviceAccount'],
    [{ 'kubernetes.io/auth-provider': 'oidc' }, "needs a user's token"],
    [{ 'kubernetes.io/api-server': 'http://eu.example.com' }, 'is not HTTPS'],
    [
      { 'kubernetes.io/api-server': 'https://inside.example.com' },
      'address that is not public',
    ],
    [
      { 'kubernetes.io/api-server': 'https://169.254.169.254' },
      'address that is not public',
    ],
  ])('does not send credentials where %j', async (annotations, reason) => {
    expect(await list(annotations)).toMatchObject({
      watchable: false,
      message: expect.stringContaining(reason),
    });
  });

  it('allows what the locator allows, as the Kubernetes plugin does', async () => {
    const annotations = {
      'kubernetes.io/api-server': 'https://inside.example.com',
      'kubernetes.io/skip-tls-verify': 'true',
    };
    const locator = { dangerouslyAllowClusterUrls: ['*.example.com'] };
    expect(await list(annotations, { locator })).toMatchObject({
      watchable: true,
      tls: { skipVerify: false },
    });
    expect(
      await list(annotations, {
        locator: { ...locator, dangerouslyAllowSkipTLSVerify: true },
      }),
    ).toMatchObject({ tls: { skipVerify: true } });
  });

  it('watches a cluster that needs a user with credentials of its own', async () => {
    const adaptive = {
      clusters: { eu: { credentials: { serviceAccountToken: 'own' } } },
    };
    expect(
      await list({ 'kubernetes.io/auth-provider': 'oidc' }, { adaptive }),
    ).toMatchObject({ watchable: true });
  });
});

describe('assertPublicApiServer', () => {
  it.each(['https://[::1]', 'https://[fe80::1]', 'https://[::ffff:10.0.0.1]'])(
    'refuses %s',
    async url => {
      await expect(assertPublicApiServer(url, [])).rejects.toThrow(
        'not public',
      );
    },
  );

  it('takes a public address', async () => {
    const urls = ['https://8.8.8.8', 'https://[2001:4860:4860::8888]'];
    expect(
      await Promise.all(urls.map(url => assertPublicApiServer(url, []))),
    ).toEqual([undefined, undefined]);
  });
});

describe('GKE source', () => {
  const answer = {
    clusters: [
      {
        name: 'eu',
        endpoint: '34.1.2.3',
        resourceLabels: { env: 'prod' },
        masterAuth: {
          clusterCaCertificate: Buffer.from(CA).toString('base64'),
        },
        controlPlaneEndpointsConfig: {
          dnsEndpointConfig: { endpoint: 'eu.gke.goog' },
        },
      },
      { name: 'test', endpoint: '34.1.2.4', resourceLabels: { env: 'test' } },
      { name: 'creating' },
    ],
  };
  const requests: Array<[unknown, RequestInit | undefined]> = [];
  const list = (locator: JsonObject, status = 200) =>
    createGkeSource({
      ...common({ projectId: 'p', ...locator }),
      fetch: async (url, init) => {
        requests.push([url, init]);
        return new Response(JSON.stringify(answer), { status });
      },
    }).list();

  it('finds the clusters of a project', async () => {
    const clusters = await list({
      authProvider: 'googleServiceAccount',
      matchingResourceLabels: [{ key: 'env', value: 'prod' }],
    });
    expect(clusters).toMatchObject([
      {
        name: 'eu',
        watchable: true,
        url: 'https://34.1.2.3',
        tls: { ca: CA, skipVerify: false },
      },
    ]);
    expect(requests[0][0]).toBe(
      'https://container.googleapis.com/v1/projects/p/locations/-/clusters',
    );
    expect(requests[0][1]?.headers).toEqual({
      authorization: 'Bearer hunter2',
    });
  });

  it('takes the DNS endpoint where that is wanted, with public trust', async () => {
    const [eu] = await list({
      authProvider: 'googleServiceAccount',
      endpointType: 'dns',
    });
    expect(eu).toMatchObject({
      url: 'https://eu.gke.goog',
      tls: { skipVerify: false },
    });
    expect(eu.watchable && eu.tls.ca).toBeUndefined();
  });

  it("says that Google's default method needs a user", async () => {
    expect((await list({}))[0]).toMatchObject({
      watchable: false,
      message: expect.stringContaining("needs a user's token"),
    });
  });

  it('fails rather than find none', async () => {
    await expect(list({}, 403)).rejects.toThrow('403');
  });
});

describe('supplier source', () => {
  it('takes clusters with and without credentials', async () => {
    const source = createSupplierSource({
      config: new ConfigReader({}),
      clock: systemClock,
      supplier: {
        id: 'rancher',
        getClusters: async () => [
          {
            name: 'a',
            url: 'https://a',
            credentials: { getToken: async () => 't' },
          },
          { name: 'b', title: 'B', url: 'https://b' },
        ],
      },
    });
    const [a, b] = await source.list();
    expect(a).toMatchObject({ name: 'a', title: 'a', url: 'https://a' });
    expect(a.watchable && (await a.credentials.token())).toBe('t');
    expect(a.watchable && (await a.credentials.refresh())).toBe(false);
    expect(b).toEqual({
      name: 'b',
      title: 'B',
      watchable: false,
      message:
        'Not watchable: rancher gives no credentials for it; adaptive.clusters.b.credentials can',
    });
  });
});

describe('ClusterDirectory', () => {
  const named = (...names: string[]): ClusterDefinition[] =>
    names.map(name => ({ name, title: name, watchable: false, message: 'x' }));

  it('merges sources, keeps what a failing one knew, and the first of a name', async () => {
    const warnings = mockServices.logger.mock();
    const told: string[][] = [];
    let round = 0;
    const stop = new AbortController();
    const first: ClusterSource = {
      title: 'first',
      list: async () => {
        if (round > 0) throw new Error('down');
        return named('a', 'b');
      },
    };
    const second: ClusterSource = {
      title: 'second',
      list: async () => named('c', 'fixed'),
    };
    const directory = new ClusterDirectory({
      fixed: {
        source: { title: 'fixed', list: async () => named('new') },
        clusters: named('fixed'),
      },
      sources: [first, second],
      logger: warnings,
      clock: {
        ...systemClock,
        sleep: (ms, signal) => systemClock.sleep(ms > 5_000 ? 20 : 1, signal),
      },
      onClusters: clusters => told.push(clusters.map(({ name }) => name)),
    });
    const done = directory.run(stop.signal);
    const until = async (condition: () => boolean) => {
      while (!condition()) {
        await new Promise(resolve => {
          setTimeout(resolve, 2);
        });
      }
    };
    await until(() => told.length >= 2);
    expect(told[1]).toEqual(['fixed', 'a', 'b', 'c']);
    round = 1;
    await until(() =>
      warnings.warn.mock.calls.some(([text]) => String(text).includes('down')),
    );
    await directory.refreshFixed(stop.signal);
    expect(told.at(-1)).toEqual(['new', 'a', 'b', 'c', 'fixed']);
    stop.abort();
    await done;
    expect(
      warnings.warn.mock.calls.filter(([text]) =>
        String(text).includes("Cluster 'fixed'"),
      ),
    ).toHaveLength(1);
  });

  it('waits for no source that does not answer, and believes what it says later', async () => {
    const warnings = mockServices.logger.mock();
    const told: string[][] = [];
    let answer: (clusters: ClusterDefinition[]) => void = () => {};
    const hanging: ClusterSource = {
      title: 'hanging source',
      list: () =>
        new Promise(resolve => {
          answer = resolve;
        }),
    };
    const stop = new AbortController();
    const directory = new ClusterDirectory({
      fixed: {
        source: { title: 'configuration', list: async () => named('fixed') },
        clusters: named('fixed'),
      },
      sources: [hanging, { title: 'b', list: async () => named('b') }],
      logger: warnings,
      clock: {
        ...systemClock,
        sleep: (_ms, signal) => systemClock.sleep(5, signal),
      },
      onClusters: clusters => told.push(clusters.map(({ name }) => name)),
    });
    const done = directory.run(stop.signal);
    const until = async (condition: () => boolean) => {
      while (!condition()) {
        await new Promise(resolve => {
          setTimeout(resolve, 2);
        });
      }
    };
    await until(() => warnings.warn.mock.calls.length > 0);
    expect(warnings.warn.mock.calls[0][0]).toContain(
      'The hanging source cannot be read, its clusters stay as they are: Error: no answer within 30 s',
    );
    await until(() => told.length > 2);
    expect(told.at(-1)).toEqual(['fixed', 'b']);
    await until(() => {
      answer(named('late'));
      return told.at(-1)?.includes('late') === true;
    });
    expect(warnings.warn).toHaveBeenCalledTimes(1);
    stop.abort();
    await done;
  });
});
