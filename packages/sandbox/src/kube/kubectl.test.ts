import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { helmPath, kubectlPath } from '../testing/kubectl';
import { type KubeApiServer, createKubeStore, startKubeApiServer } from '.';
import { deployment, namespace, pod, scaledObject } from './testing/objects';
import type { ClusterStore } from './types';

jest.setTimeout(60_000);

interface Output {
  code: number;
  out: string;
  err: string;
}

describe('the real kubectl', () => {
  let kubectl: string;
  let folder: string;
  let store: ClusterStore;
  let server: KubeApiServer;

  beforeAll(async () => {
    kubectl = await kubectlPath();
    folder = await mkdtemp(join(tmpdir(), 'sandbox-kubectl-'));
    store = createKubeStore({ name: 'eu-1' });
    store.create('namespaces', namespace('demo'));
    server = await startKubeApiServer({
      name: 'eu-1',
      store,
      token: 'cluster-token',
    });
    await writeFile(join(folder, 'kubeconfig'), kubeconfig());
  });

  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(() => {
    store.delete('namespaces', undefined, 'demo');
    store.create('namespaces', namespace('demo'));
  });

  function kubeconfig(): string {
    return stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'eu-1',
      clusters: [
        {
          name: 'eu-1',
          cluster: {
            server: server.url,
            'certificate-authority-data': Buffer.from(server.caPem).toString(
              'base64',
            ),
          },
        },
      ],
      users: [{ name: 'portal', user: { token: server.token } }],
      contexts: [
        {
          name: 'eu-1',
          context: { cluster: 'eu-1', user: 'portal', namespace: 'demo' },
        },
      ],
    });
  }

  function start(...args: string[]): ChildProcessWithoutNullStreams {
    return spawn(kubectl, args, {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        KUBECONFIG: join(folder, 'kubeconfig'),
      },
    });
  }

  async function run(...args: string[]): Promise<Output> {
    const child = start(...args);
    let out = '';
    let err = '';
    child.stdout.on('data', chunk => (out += chunk));
    child.stderr.on('data', chunk => (err += chunk));
    const [code] = await once(child, 'close');
    return { code, out, err };
  }

  /** Runs a command that must succeed and resolves with its words, spaces made one. */
  async function told(...args: string[]): Promise<string> {
    const { code, out, err } = await run(...args);
    if (code !== 0) {
      throw new Error(`kubectl ${args.join(' ')} failed: ${err}${out}`);
    }
    return out.replaceAll(/[ \t]+/g, ' ').trim();
  }

  async function manifest(...objects: object[]): Promise<string> {
    const file = join(folder, 'manifest.yaml');
    await writeFile(file, objects.map(each => stringify(each)).join('---\n'));
    return file;
  }

  it('gets tables of what there is', async () => {
    store.create('apps/deployments', deployment('web', 3));
    store.create('keda.sh/scaledobjects', scaledObject('web'));
    expect(await told('get', 'deploy')).toMatch(
      /^NAME READY UP-TO-DATE AVAILABLE AGE\nweb 0\/3 0 0 \d+s$/,
    );
    expect(await told('get', 'so')).toMatch(
      /^NAME SCALETARGETKIND SCALETARGETNAME MIN MAX .*\nweb web 1 4 /,
    );
    expect(await told('get', 'all', '-A')).toContain('deployment.apps/web');
    expect(await told('api-resources')).toContain('scaledobjects so');
  });

  it('reads pages of a long list', async () => {
    for (let index = 0; index < 7; index += 1) {
      store.create('pods', pod(`p${index}`));
    }
    const list = await told('get', 'pods', '--chunk-size=3', '-o', 'name');
    expect(list.split('\n')).toHaveLength(7);
  });

  it('watches', async () => {
    store.create('pods', pod('first'));
    const child = start('get', 'pods', '-w', '--no-headers');
    const lines = on(createInterface(child.stdout), 'line');
    const next = async () => {
      const { value } = await lines.next();
      return String(value?.[0]).replaceAll(/ +/g, ' ');
    };
    expect(await next()).toMatch(/^first 0\/1 Pending/);
    store.create('pods', pod('second'));
    expect(await next()).toMatch(/^second 0\/1 Pending/);
    store.modify(
      'pods',
      'demo',
      'second',
      object => ({ ...object, status: { phase: 'Running' } }),
      { subresource: 'status' },
    );
    expect(await next()).toMatch(/^second 0\/1 Running/);
    child.kill();
    await once(child, 'close');
  });

  it('describes an object with its events', async () => {
    const web = store.create('pods', pod('web'));
    store.create('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'web.1', namespace: 'demo' },
      involvedObject: {
        kind: 'Pod',
        namespace: 'demo',
        name: 'web',
        uid: web.metadata.uid,
      },
      reason: 'FailedScheduling',
      type: 'Warning',
      message: '0/4 nodes are available: 4 Insufficient nvidia.com/gpu.',
      source: { component: 'default-scheduler' },
    });
    const text = await told('describe', 'pod', 'web');
    expect(text).toContain('Status: Pending');
    expect(text).toContain(
      'default-scheduler 0/4 nodes are available: 4 Insufficient nvidia.com/gpu.',
    );
    store.create('keda.sh/scaledobjects', scaledObject('web'));
    expect(await told('describe', 'so', 'web')).toContain(
      'Max Replica Count: 4',
    );
  });

  it('describes a node with its pods', async () => {
    store.create('nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'gpu-1' },
      status: {
        capacity: { 'nvidia.com/gpu': '8', cpu: '96' },
        allocatable: { 'nvidia.com/gpu': '8', cpu: '96' },
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    });
    store.create('pods', pod('web', { nodeName: 'gpu-1', phase: 'Running' }));
    const text = await told('describe', 'node', 'gpu-1');
    expect(text).toContain('nvidia.com/gpu: 8');
    expect(text).toMatch(/demo web/);
    expect(await told('get', 'nodes', '--no-headers')).toMatch(
      /^gpu-1 Ready <none>/,
    );
  });

  it('applies, changes what changed, and leaves the rest', async () => {
    const web = deployment('web');
    const first = await manifest(web, scaledObject('web'));
    expect(await told('apply', '-f', first)).toBe(
      'deployment.apps/web created\nscaledobject.keda.sh/web created',
    );
    expect(await told('apply', '-f', first)).toBe(
      'deployment.apps/web unchanged\nscaledobject.keda.sh/web unchanged',
    );
    await told('set', 'image', 'deployment/web', 'side=side:2');
    const changed = deployment('web', 5);
    const second = await manifest(
      changed,
      scaledObject('web', { maxReplicaCount: 6 }),
    );
    expect(await told('apply', '-f', second)).toBe(
      'deployment.apps/web configured\nscaledobject.keda.sh/web configured',
    );
    expect(store.get('apps/deployments', 'demo', 'web')?.spec).toMatchObject({
      replicas: 5,
    });
    expect(
      store.get('keda.sh/scaledobjects', 'demo', 'web')?.spec,
    ).toMatchObject({ minReplicaCount: 1, maxReplicaCount: 6 });
  });

  it('removes by apply what is no longer in the file', async () => {
    await told('apply', '-f', await manifest(deployment('web')));
    const less = deployment('web');
    delete less.metadata.labels;
    const slim = JSON.parse(JSON.stringify(less));
    slim.spec.template.spec.containers.pop();
    await told('apply', '-f', await manifest(slim));
    const stored = store.get('apps/deployments', 'demo', 'web');
    expect(stored?.metadata.labels ?? {}).toEqual({});
    expect(JSON.stringify(stored?.spec)).not.toContain('side:1');
  });

  it('applies on the server', async () => {
    const file = await manifest(deployment('web'), scaledObject('web'));
    expect(await told('apply', '--server-side', '-f', file)).toContain(
      'scaledobject.keda.sh/web serverside-applied',
    );
    await told('apply', '--server-side', '-f', file);
    expect(
      store.get('apps/deployments', 'demo', 'web')?.metadata.generation,
    ).toBe(1);
  });

  it('shows on a dry run what would be, and stores nothing', async () => {
    const file = await manifest(deployment('web'));
    expect(await told('apply', '--dry-run=server', '-f', file)).toBe(
      'deployment.apps/web created (server dry run)',
    );
    expect(store.list('apps/deployments')).toEqual([]);
  });

  it('patches and scales', async () => {
    store.create('apps/deployments', deployment('web'));
    store.create('keda.sh/scaledobjects', scaledObject('web'));
    const patch = JSON.stringify({
      spec: {
        template: {
          spec: { containers: [{ name: 'main', image: 'app:9' }] },
        },
      },
    });
    await told('patch', 'deploy', 'web', '-p', patch);
    await told(
      'patch',
      'so',
      'web',
      '--type=merge',
      '-p',
      '{"spec":{"maxReplicaCount":9}}',
    );
    await told('scale', 'deploy', 'web', '--replicas=7');
    const containers = [{ name: 'main', image: 'app:9' }, { name: 'side' }];
    expect(store.get('apps/deployments', 'demo', 'web')?.spec).toMatchObject({
      replicas: 7,
      template: { spec: { containers } },
    });
    expect(
      store.get('keda.sh/scaledobjects', 'demo', 'web')?.spec?.maxReplicaCount,
    ).toBe(9);
  });

  it('leaves its name where it annotates', async () => {
    store.create('keda.sh/scaledobjects', scaledObject('web'));
    await told('annotate', 'so', 'web', 'autoscaling.keda.sh/paused=true');
    const [entry] =
      store.get('keda.sh/scaledobjects', 'demo', 'web')?.metadata
        .managedFields ?? [];
    expect(entry).toMatchObject({ manager: 'kubectl-annotate' });
  });

  it('prints YAML that it accepts again', async () => {
    store.create('apps/deployments', deployment('web'));
    const text = await told('get', 'deploy', 'web', '-o', 'yaml');
    expect(text).toContain('kind: Deployment');
    const { out } = await run('get', 'deploy', 'web', '-o', 'yaml');
    const file = join(folder, 'again.yaml');
    await writeFile(file, out.replace('replicas: 2', 'replicas: 3'));
    expect(await told('replace', '-f', file)).toBe(
      'deployment.apps/web replaced',
    );
  });

  it('deletes and waits until it is done', async () => {
    store.create('apps/deployments', deployment('web'));
    expect(await told('delete', 'deploy', 'web')).toMatch(
      /^deployment.apps "web" deleted/,
    );
    store.create('namespaces', namespace('short'));
    store.create('pods', pod('inside', { namespace: 'short' }));
    await told('delete', 'namespace', 'short');
    expect(store.get('pods', 'short', 'inside')).toBeUndefined();
    expect(store.get('namespaces', undefined, 'short')).toBeUndefined();
  });

  it('understands the errors', async () => {
    expect((await run('get', 'pod', 'none')).err.trim()).toBe(
      'Error from server (NotFound): pods "none" not found',
    );
    const file = await manifest(
      scaledObject('bad', { minReplicaCount: 9, maxReplicaCount: 2 }),
    );
    expect((await run('apply', '-f', file)).err).toContain(
      'The ScaledObject "bad" is invalid: spec.minReplicaCount: Invalid value: 9: MinReplicaCount=9 must be less than MaxReplicaCount=2',
    );
    server.setForbidden([{ resource: 'pods' }]);
    expect((await run('get', 'pods')).err).toContain(
      'Error from server (Forbidden): pods is forbidden',
    );
    server.setForbidden([]);
    server.setFault({ type: 'refuseToken' });
    expect((await run('get', 'pods')).err).toMatch(/Unauthorized|logged in/);
    server.setFault({ type: 'none' });
  });

  it('comes with a real helm', async () => {
    const child = spawn(await helmPath(), ['version', '--short'], {
      env: { PATH: process.env.PATH, HOME: folder },
    });
    const [chunk] = await once(child.stdout, 'data');
    expect(String(chunk)).toMatch(/^v\d+\.\d+/);
  });
});
