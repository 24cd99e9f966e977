import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  parseEngineInput,
  renderEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  readClusterTargets,
  readGitOpsConfig,
  renderTargetFor,
} from '../gitops';
import { PermissionEngineAccess } from './EngineAccess';

const engine = { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' };
const ERIN = ['user:default/erin', 'group:default/team-chat'];
const SAM = ['user:default/sam', 'group:default/team-search'];
const CONDITIONAL: PolicyDecision = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'adaptive',
  resourceType: 'adaptive-engine',
  conditions: { rule: 'IS_OWNED_BY', resourceType: 'adaptive-engine' },
};

const exampleEngine = {
  name: 'chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  chartVersion: '0.23.0',
  containerRegistry: 'registry.example.com',
  images: {
    harmony: { repository: 'adaptive/harmony', tag: '1.4.2' },
    controlPlane: { repository: 'adaptive/control-plane', tag: '1.4.2' },
  },
  rootUrl: 'https://chat.example.com',
  secrets: {
    controlPlane: 'chat-control-plane',
    harmony: 'chat-harmony',
    redis: 'chat-redis',
  },
  pools: [{ name: 'llama', minReplicas: 1, maxReplicas: 4, gpusPerReplica: 2 }],
  autoscaling: { mode: 'platform' },
  mlflow: { mode: 'internal' },
};

function filesOf(owner: string) {
  const config = new ConfigReader({
    adaptive: {
      clusters: { 'eu-1': { keda: { prometheusAddress: 'http://p:9090' } } },
      gitops: {
        repositories: [{ id: 'platform', url: 'https://git.example.com/x' }],
      },
    },
  });
  return renderEngine(
    parseEngineInput({ ...exampleEngine, owner }),
    renderTargetFor({
      repository: readGitOpsConfig(config)[0],
      cluster: readClusterTargets(config).forCluster('eu-1'),
    }),
  );
}

describe('PermissionEngineAccess', () => {
  let server: Server;
  /** Who sees the engine on a cluster: people by their entity ref, the portal as `portal`; a number is a failure. */
  let seenBy: string[] | number;
  let asked: string[];

  beforeEach(async () => {
    seenBy = [];
    asked = [];
    server = createServer((req, res) => {
      const token = String(req.headers.authorization);
      const who = /"obo":"([^"]+)"/.exec(token)?.[1] ?? 'portal';
      asked.push(`${who} ${req.url}`);
      const statusFor = (people: string[]) =>
        people.includes(who) ? 200 : 404;
      const status = typeof seenBy === 'number' ? seenBy : statusFor(seenBy);
      res.writeHead(status, { 'Content-Type': 'application/json' });
      const name = status === 404 ? 'NotFoundError' : 'Error';
      res.end(
        JSON.stringify(
          status === 200
            ? { ref: engine }
            : {
                error: { name, message: 'No' },
                response: { statusCode: status },
              },
        ),
      );
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

  async function decide(owners: string[], decision: PolicyDecision) {
    const { port } = server.address() as AddressInfo;
    const access = new PermissionEngineAccess({
      auth: mockServices.auth({ pluginId: 'scaffolder' }),
      engines: mockServices.discovery.mock({
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      }),
      permissions: mockServices.permissions.mock({
        authorizeConditional: async () => [decision],
      }),
      userInfo: mockServices.userInfo({ ownershipEntityRefs: owners }),
    });
    return access.decide({
      engine,
      credentials: mockCredentials.user(owners[0]),
    });
  }

  const ours = async () => filesOf('group:default/team-chat');
  const none = async () => [];

  it('lets pass who may read all engines, and asks no further', async () => {
    seenBy = 500;
    const read = jest.fn();
    const mayKnow = await decide(SAM, { result: AuthorizeResult.ALLOW });
    expect(await mayKnow(read)).toBe(true);
    expect(read).not.toHaveBeenCalled();
    expect(asked).toEqual([]);
  });

  it('leaves an engine on a cluster to the Adaptive backend, as the person', async () => {
    seenBy = ['user:default/erin', 'portal'];
    const mayKnow = await decide(ERIN, CONDITIONAL);
    expect(await mayKnow(async () => filesOf('team-search'))).toBe(true);
    expect(asked).toEqual([
      'user:default/erin /api/adaptive/engines/eu-1/team-chat/chat',
    ]);
  });

  it('does not let an owner in git outdo the owner on the cluster', async () => {
    seenBy = ['user:default/erin', 'portal'];
    const mayKnow = await decide(SAM, CONDITIONAL);
    expect(await mayKnow(async () => filesOf('team-search'))).toBe(false);
    expect(await mayKnow(none)).toBe(false);
  });

  it.each([
    ['its owner', ERIN, true],
    ['nobody else', SAM, false],
  ])('shows an engine that is only in git to %s', async (_, who, may) => {
    const mayKnow = await decide(who, CONDITIONAL);
    expect(await mayKnow(ours)).toBe(may);
    expect(await mayKnow(none)).toBe(true);
  });

  it('completes a short owner as the catalog does', async () => {
    const mayKnow = await decide(ERIN, CONDITIONAL);
    expect(await mayKnow(async () => filesOf('team-chat'))).toBe(true);
    expect(await mayKnow(async () => filesOf('user:team-chat'))).toBe(false);
  });

  it('takes files that cannot be read, or are of another engine, for those of nobody', async () => {
    const mayKnow = await decide(ERIN, CONDITIONAL);
    const [first, ...rest] = await ours();
    expect(await mayKnow(async () => [first])).toBe(false);
    const other = [first, ...rest].map(({ path, content }) => ({
      path,
      content: content.replaceAll('releaseName: chat', 'releaseName: other'),
    }));
    expect(await mayKnow(async () => other)).toBe(false);
  });

  it('shows no engine to who may read none', async () => {
    const mayKnow = await decide(ERIN, { result: AuthorizeResult.DENY });
    expect(await mayKnow(ours)).toBe(false);
    expect(await mayKnow(none)).toBe(true);
    expect(asked).toEqual([]);
  });

  it.each([500, 401, 403])(
    'takes no answer, such as %s, for no permission and no absence',
    async status => {
      seenBy = status;
      await expect(decide(ERIN, CONDITIONAL)).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining(
          "Whether you may read engine 'eu-1/team-chat/chat' could not be found out",
        ),
      });
    },
  );

  it('says so when the Adaptive backend cannot be reached', async () => {
    const address = server.address();
    await new Promise(done => {
      server.close(done);
    });
    server.address = () => address;
    await expect(decide(ERIN, CONDITIONAL)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
  });
});
