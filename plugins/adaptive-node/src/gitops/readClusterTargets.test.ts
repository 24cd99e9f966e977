import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readClusterTargets } from './readClusterTargets';
import { readGitOpsConfig } from './readGitOpsConfig';
import { renderTargetFor } from './renderTargetFor';

const read = (config: JsonObject) =>
  readClusterTargets(new ConfigReader(config));
const readCluster = (cluster: JsonObject) =>
  read({ adaptive: { clusters: { 'eu-1': cluster } } });

describe('readClusterTargets', () => {
  it('has defaults for a cluster without an entry', () => {
    expect(read({}).forCluster('eu-1')).toEqual({
      argocd: {
        namespace: 'argocd',
        project: 'default',
        chartRegistry: 'ghcr.io/adaptive-ml',
        destination: { name: 'eu-1' },
      },
      autoscaling: {},
      environments: {},
    });
  });

  it('reads the facts of a cluster', () => {
    const targets = read({
      adaptive: {
        argocd: {
          namespace: 'gitops',
          project: 'ai',
          chartRegistry: 'oci.example.com/charts',
        },
        clusters: {
          'eu-1': {
            argocd: { destinationServer: 'https://10.0.0.1:6443' },
            keda: {
              prometheusAddress: 'http://prometheus:9090',
              rateWindow: '1m30s',
              clusterLabel: { name: 'cluster', value: 'eu-1' },
            },
          },
        },
      },
    });
    expect(targets.configured).toEqual(['eu-1']);
    expect(targets.forCluster('eu-1')).toMatchObject({
      argocd: {
        namespace: 'gitops',
        project: 'ai',
        chartRegistry: 'oci.example.com/charts',
        destination: { server: 'https://10.0.0.1:6443' },
      },
      autoscaling: {
        prometheusAddress: 'http://prometheus:9090',
        rateWindow: '1m30s',
        clusterLabel: { name: 'cluster', value: 'eu-1' },
      },
    });
  });

  it('reads a certificate, and repeats nothing else that is in its place', () => {
    const certificate =
      '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n';
    expect(
      readCluster({ sealedSecrets: { certificate } }).forCluster('eu-1')
        .sealedSecretsCertificate,
    ).toBe(certificate);
    const wrong = '-----BEGIN PRIVATE KEY-----\nhush\n';
    const refused = () =>
      readCluster({ sealedSecrets: { certificate: wrong } });
    expect(refused).toThrow(
      'adaptive.clusters.eu-1.sealedSecrets.certificate is not a certificate',
    );
    expect(refused).not.toThrow('hush');
  });

  it.each<[JsonObject, string]>([
    [
      { argocd: { destinationName: 'a', destinationServer: 'https://b' } },
      'adaptive.clusters.eu-1.argocd has both',
    ],
    [
      { argocd: { destinationServer: 'nowhere' } },
      "argocd.destinationServer 'nowhere' is not a valid URL",
    ],
    [
      { keda: { prometheusAddress: 'prometheus' } },
      "keda.prometheusAddress 'prometheus' is not a valid URL",
    ],
    [{ keda: { rateWindow: '5 min' } }, "keda.rateWindow '5 min'"],
    [
      { keda: { clusterLabel: { name: 'a-b', value: 'x' } } },
      "keda.clusterLabel.name 'a-b'",
    ],
  ])('refuses %j with its key path', (cluster, message) => {
    expect(() => readCluster(cluster)).toThrow(message);
  });

  it('refuses a chart registry with a scheme, which Argo CD would not take for OCI', () => {
    expect(() =>
      read({ adaptive: { argocd: { chartRegistry: 'oci://ghcr.io/x' } } }),
    ).toThrow("adaptive.argocd.chartRegistry 'oci://ghcr.io/x'");
  });

  it('knows all clusters only where the configuration lists them', () => {
    const listed = { type: 'config', clusters: [{ name: 'eu-1' }] };
    const watched = (...clusterLocatorMethods: JsonObject[]) =>
      read({ kubernetes: { clusterLocatorMethods } }).watched;
    expect(watched(listed)).toEqual(['eu-1']);
    expect(watched(listed, { type: 'catalog' })).toBeUndefined();
    expect(watched()).toBeUndefined();
  });
});

describe('renderTargetFor', () => {
  it('hands the generator the URL that Argo CD uses, and no credentials', () => {
    const [repository] = readGitOpsConfig(
      new ConfigReader({
        adaptive: {
          gitops: {
            repositories: [
              {
                id: 'platform',
                url: 'https://outside.example.com/p.git',
                argocdUrl: 'https://inside.example.com/p.git',
                token: 'hush',
              },
            ],
          },
        },
      }),
    );
    const target = renderTargetFor({
      repository,
      cluster: read({}).forCluster('eu-1'),
    });
    expect(target.repository).toMatchObject({
      id: 'platform',
      url: 'https://inside.example.com/p.git',
      branch: 'main',
    });
    expect(JSON.stringify(target)).not.toContain('hush');
  });
});
