import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createKubeStore } from '../kube/store';
import type { KubeStore } from '../kube/types';
import type { ChartRenderer } from './charts';
import { createGitOpsAgent, type GitOpsAgent } from './gitOpsAgent';

const APPLICATION = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: team-a-chat, namespace: argocd }
spec:
  project: default
  destination: { name: eu-1, namespace: team-a }
  sources:
    - repoURL: ghcr.io/adaptive-ml
      chart: adaptive
      targetRevision: 0.23.0
      helm: { releaseName: chat, valueFiles: [$values/engines/chat/values.yaml] }
    - { repoURL: 'http://git/platform.git', targetRevision: main, path: engines/chat/manifests }
  syncPolicy:
    automated: { prune: true, selfHeal: true }
    syncOptions: [CreateNamespace=true, RespectIgnoreDifferences=true]
    managedNamespaceMetadata: { labels: { adaptive-portal.io/owner: team-a } }
  ignoreDifferences:
    - { group: apps, kind: Deployment, jsonPointers: [/spec/replicas] }
`;

const EXTRA = `
apiVersion: v1
kind: ConfigMap
metadata: { name: extra }
data: { note: from git }
`;

/** Stands for the chart: one Deployment with as many replicas as the values say. */
const renderChart: ChartRenderer = async request => ({
  renderedBy: 'test chart',
  objects: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `${request.releaseName}-pool` },
      spec: {
        replicas: Number(/replicas: (\d+)/.exec(request.values[0])?.[1]),
        selector: { matchLabels: { app: 'x' } },
        template: {
          metadata: { labels: { app: 'x' } },
          spec: { containers: [{ name: 'harmony', image: 'registry/h:1' }] },
        },
      },
    },
  ],
});

describe('GitOps agent', () => {
  let folder: string;
  let store: KubeStore;
  let agent: GitOpsAgent;
  const messages: string[] = [];

  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: join(folder, 'work'), stdio: 'pipe' });

  const commit = (files: Record<string, string | undefined>) => {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, 'work', path);
      if (content === undefined) {
        rmSync(file);
      } else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
    git('add', '-A');
    git(
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.com',
      'commit',
      '-qm',
      'x',
    );
    git('push', '-q', join(folder, 'bare.git'), 'HEAD:main');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'agent-'));
    mkdirSync(join(folder, 'work'));
    execFileSync('git', ['init', '-q', '--bare', join(folder, 'bare.git')]);
    execFileSync('git', ['init', '-q', '-b', 'main', join(folder, 'work')]);
    store = createKubeStore({ name: 'eu-1' });
    messages.length = 0;
    agent = createGitOpsAgent({
      gitDir: join(folder, 'bare.git'),
      branch: 'main',
      clusters: { 'eu-1': store },
      renderChart,
      intervalMs: 60_000,
      log: message => messages.push(message),
    });
    commit({
      'applications/eu-1/team-a-chat.yaml': APPLICATION,
      'engines/chat/values.yaml': 'replicas: 2',
      'engines/chat/manifests/extra.yaml': EXTRA,
    });
  });

  afterEach(async () => {
    await agent.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const application = () =>
    store.get('argoproj.io/applications', 'argocd', 'team-a-chat');

  it('applies chart and manifests, and keeps the status of the Application', async () => {
    await agent.sync();

    expect(
      store.get('namespaces', undefined, 'team-a')?.metadata.labels,
    ).toEqual(
      expect.objectContaining({ 'adaptive-portal.io/owner': 'team-a' }),
    );
    expect(store.get('configmaps', 'team-a', 'extra')?.data).toEqual({
      note: 'from git',
    });
    expect(application()?.status).toMatchObject({
      sync: {
        status: 'Synced',
        revision: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
      health: { status: 'Progressing' },
      operationState: {
        phase: 'Succeeded',
        message:
          'successfully synced (test chart; 1 manifests of engines/chat/manifests)',
      },
    });
  });

  it('leaves replicas to the autoscaler, and undoes other changes', async () => {
    await agent.sync();
    store.modify('apps/deployments', 'team-a', 'chat-pool', live => ({
      ...live,
      metadata: { ...live.metadata },
      spec: { ...live.spec, replicas: 5, paused: true },
    }));
    store.modify('configmaps', 'team-a', 'extra', live => ({
      ...live,
      data: { note: 'by hand' },
    }));

    await agent.sync();

    expect(
      store.get('apps/deployments', 'team-a', 'chat-pool')?.spec?.replicas,
    ).toBe(5);
    expect(store.get('configmaps', 'team-a', 'extra')?.data).toEqual({
      note: 'from git',
    });
  });

  it('writes nothing when nothing changed', async () => {
    await agent.sync();
    const events: string[] = [];
    const subscription = store.subscribe(event => events.push(event.resource));

    await agent.sync();

    subscription.unsubscribe();
    expect(events).toEqual([]);
  });

  it('prunes what was removed from git, and everything with its Application', async () => {
    await agent.sync();
    commit({ 'engines/chat/manifests/extra.yaml': undefined });
    await agent.sync();
    expect(store.get('configmaps', 'team-a', 'extra')).toBeUndefined();
    expect(store.get('apps/deployments', 'team-a', 'chat-pool')).toBeDefined();

    commit({ 'applications/eu-1/team-a-chat.yaml': undefined });
    await agent.sync();
    expect(application()).toBeUndefined();
    expect(
      store.get('apps/deployments', 'team-a', 'chat-pool'),
    ).toBeUndefined();
  });

  it('reports a file that cannot be applied in its Application, and applies the others', async () => {
    commit({
      'applications/eu-1/broken.yaml': APPLICATION.replace(
        'team-a-chat',
        'broken',
      ).replace('engines/chat/values.yaml', 'engines/none/values.yaml'),
      'applications/eu-1/nonsense.yaml': '{ no yaml',
    });
    await agent.sync();

    expect(
      store.get('argoproj.io/applications', 'argocd', 'broken')?.status,
    ).toMatchObject({
      sync: { status: 'Unknown' },
      operationState: { phase: 'Failed' },
    });
    expect(application()?.status).toMatchObject({ sync: { status: 'Synced' } });
    expect(messages.join()).toContain('applications/eu-1/nonsense.yaml');
  });
});
