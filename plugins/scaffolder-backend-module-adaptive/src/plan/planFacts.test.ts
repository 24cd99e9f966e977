import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlanResponse } from '@adaptive-portal/plugin-adaptive-common';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { BackendPlanFacts } from './planFacts';

const request = {
  repositoryId: 'platform',
  operation: 'apply' as const,
  engine: { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' },
  files: [{ path: 'a.yaml', content: 'a: 1\n' }],
};
const credentials = mockCredentials.user('user:default/erin');

const unknown = { reason: 'not watched' };
const response: PlanResponse = {
  repository: {
    id: 'platform',
    branch: 'main',
    commit: 'c0ffee',
    files: [],
    foreign: false,
  },
  target: {
    repository: {
      id: 'platform',
      url: 'http://git/platform',
      branch: 'main',
      layout: { engine: 'e', manifests: 'm', application: 'a' },
    },
    argocd: {
      namespace: 'argocd',
      project: 'default',
      chartRegistry: 'ghcr.io/adaptive-ml',
      destination: { name: 'eu-1' },
    },
    autoscaling: {},
  },
  cluster: {
    name: 'eu-1',
    known: true,
    kubernetesVersion: { value: 'v1.33.0' },
    gpuOperator: unknown,
    nodes: unknown,
    namespace: unknown,
    installed: unknown,
    storageClasses: unknown,
    ingressClasses: unknown,
    externalMetrics: unknown,
    metrics: unknown,
    engineGpus: unknown,
  },
  findings: [],
};

describe('BackendPlanFacts', () => {
  let server: Server;
  let status: number;
  let answer: unknown;
  let asked: Array<{
    url?: string;
    method?: string;
    token?: string;
    body: unknown;
  }>;

  beforeEach(async () => {
    status = 200;
    answer = response;
    asked = [];
    server = createServer((req, res) => {
      let body = '';
      req.on('data', chunk => {
        body += chunk;
      });
      req.on('end', () => {
        const { url, method, headers } = req;
        asked.push({
          url,
          method,
          token: headers.authorization,
          body: JSON.parse(body),
        });
        res.writeHead(status, { 'Content-Type': 'application/json' });
        res.end(JSON.stringify(answer));
      });
    });
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
  });

  afterEach(async () => {
    await new Promise(done => {
      server.close(done);
    });
  });

  function facts() {
    const { port } = server.address() as AddressInfo;
    return new BackendPlanFacts({
      auth: mockServices.auth({ pluginId: 'scaffolder' }),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      }),
    });
  }

  it('asks as whoever started the task', async () => {
    expect(await facts().ask(request, { credentials })).toEqual({
      cluster: response.cluster,
      repository: response.repository,
      findings: [],
    });
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/api/adaptive/plan',
        token: mockCredentials.service.header({
          onBehalfOf: credentials,
          targetPluginId: 'adaptive',
        }),
        body: request,
      },
    ]);
  });

  it('takes a repository that could not be read for not known, never for empty', async () => {
    const { commit, ...unread } = response.repository;
    answer = { ...response, repository: unread };
    const { repository } = await facts().ask(request, { credentials });
    expect(repository).toBeUndefined();
  });

  it.each([403, 404, 500])(
    'has a warning in place of facts when the backend answers %s',
    async code => {
      status = code;
      answer = { error: { name: 'Error', message: 'no' } };
      expect(await facts().ask(request, { credentials })).toEqual({
        findings: [
          expect.objectContaining({
            rule: 'facts-unknown',
            severity: 'warning',
            sentence: expect.stringContaining(`${code}`),
          }),
        ],
      });
    },
  );

  it('has a warning when nobody listens, or somebody else does', async () => {
    answer = 'hello';
    const said = await facts().ask(request, { credentials });
    const asking = facts();
    await new Promise(done => {
      server.close(done);
    });
    const silent = await asking.ask(request, { credentials });
    for (const { findings, cluster } of [said, silent]) {
      expect(cluster).toBeUndefined();
      expect(findings).toMatchObject([{ rule: 'facts-unknown' }]);
    }
    server = createServer().listen(0, '127.0.0.1');
  });

  it('ends with the task', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(facts().ask(request, { credentials, signal })).rejects.toThrow(
      'cancelled',
    );
  });
});
