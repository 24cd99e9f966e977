import {
  extractEngine,
  parseEngineInput,
  renderEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readClusterTargets } from './readClusterTargets';
import { readGitOpsConfig } from './readGitOpsConfig';
import { renderTargetFor } from './renderTargetFor';

/** What the generator is told for an engine on `eu-1`. */
function targetOf(repository: JsonObject, clusters: JsonObject = {}) {
  const config = new ConfigReader({
    kubernetes: {
      clusterLocatorMethods: [
        { type: 'config', clusters: [{ name: 'eu-1' }, { name: 'us-1' }] },
      ],
    },
    adaptive: {
      clusters,
      gitops: {
        repositories: [
          { id: 'p', url: 'https://git.example.com/x', ...repository },
        ],
      },
    },
  });
  return renderTargetFor({
    repository: readGitOpsConfig(config)[0],
    cluster: readClusterTargets(config).forCluster('eu-1'),
  });
}

const engine = parseEngineInput({
  name: 'chat',
  owner: 'group:default/team-chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  chartVersion: '0.23.0',
  containerRegistry: 'registry.example.com',
  images: {
    harmony: { repository: 'adaptive/harmony', tag: '1.4.2' },
    controlPlane: { repository: 'adaptive/control-plane', tag: '1.4.2' },
  },
  rootUrl: 'https://chat.example.com',
  secrets: { controlPlane: 'cp', harmony: 'h', redis: 'r' },
  pools: [{ name: 'llama', minReplicas: 1, maxReplicas: 4, gpusPerReplica: 2 }],
  autoscaling: { mode: 'off' },
  mlflow: { mode: 'internal' },
});

describe('the GitOps tool of a repository', () => {
  it('is Argo CD, one Application per engine', () => {
    expect(targetOf({}).gitops).toEqual({ tool: 'argocd' });
  });

  it('is Flux as its bootstrap names things, or as it is said', () => {
    expect(targetOf({ tool: 'flux' }).gitops).toEqual({
      tool: 'flux',
      namespace: 'flux-system',
      sourceName: 'flux-system',
    });
    const flux = { namespace: 'gitops', sourceName: 'p', interval: '1h30m' };
    const target = targetOf({ tool: 'flux', flux });
    expect(target.gitops).toEqual({ tool: 'flux', ...flux });
    expect(
      renderEngine(engine, target).some(({ content }) =>
        content.includes('kind: HelmRelease'),
      ),
    ).toBe(true);
  });

  it('knows every cluster for engines of several environments', () => {
    const keda = { prometheusAddress: 'http://p:9090', metrics: 'podMonitor' };
    expect(
      targetOf(
        { tool: 'applicationSet' },
        { 'us-1': { argocd: { destinationName: 'america' }, keda } },
      ).gitops,
    ).toEqual({
      tool: 'applicationSet',
      clusters: {
        'eu-1': { destination: { name: 'eu-1' }, autoscaling: {} },
        'us-1': { destination: { name: 'america' }, autoscaling: keda },
      },
    });
  });

  it.each([
    [{ tool: 'helm' }, ".tool is 'helm', expected one of argocd, applicat"],
    [{ flux: {} }, '.flux is set, but adaptive.gitops.repositories[0].tool'],
    [
      { tool: 'flux', flux: { interval: 'often' } },
      ".flux.interval is 'often', expected a duration such as 10m",
    ],
    [
      { tool: 'flux', flux: { sourceName: 'a b' } },
      ".flux.sourceName is 'a b', expected a Kubernetes name",
    ],
    [
      { layout: { preset: 'mono' } },
      ".layout.preset is 'mono', expected one of app-of-apps, single-folder",
    ],
  ])('refuses %j', (repository, message) => {
    expect(() => targetOf(repository)).toThrow(message);
  });
});

describe('the layout of a repository', () => {
  it('can be one folder per engine, and single paths differ still', () => {
    const { repository } = targetOf({
      layout: { preset: 'single-folder', manifests: 'extra/{release}' },
    });
    expect(repository.layout).toEqual({
      engine: 'engines/{cluster}/{namespace}/{release}',
      manifests: 'extra/{release}',
      application: 'engines/{cluster}/{namespace}/{release}/application.yaml',
    });
  });

  it('can be read back from one folder', () => {
    const target = targetOf({ layout: { preset: 'single-folder' } });
    const files = renderEngine(engine, target);
    expect(
      files.every(({ path }) =>
        path.startsWith('engines/eu-1/team-chat/chat/'),
      ),
    ).toBe(true);
    expect(extractEngine(files).name).toBe('chat');
  });
});

describe('how metrics of a cluster come into Prometheus', () => {
  const autoscaling = (keda: JsonObject) =>
    targetOf({}, { 'eu-1': { keda } }).autoscaling;

  it('flows into the target', () => {
    const keda = {
      metrics: 'podMonitor',
      podMonitorLabels: { release: 'kube-prometheus-stack' },
      scalingObjects: 'extraObjects',
    };
    expect(autoscaling(keda)).toEqual(keda);
  });

  it.each([
    [
      { metrics: 'push' },
      "keda.metrics is 'push', expected one of annotations",
    ],
    [{ scalingObjects: 'x' }, "keda.scalingObjects is 'x', expected one of"],
    [{ podMonitorLabels: 'x' }, 'keda.podMonitorLabels is not a map of labels'],
    [
      { podMonitorLabels: { a: 1 } },
      "keda.podMonitorLabels.a is '1', expected text in quotes",
    ],
  ])('refuses %j', (keda, message) => {
    expect(() => autoscaling(keda)).toThrow(
      `adaptive.clusters.eu-1.${message}`,
    );
  });
});
