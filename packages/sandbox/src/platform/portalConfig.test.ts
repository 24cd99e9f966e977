import type { PlatformAddresses } from './types';
import { portalConfig } from './portalConfig';

const addresses: PlatformAddresses = {
  clusters: [],
  git: { url: 'http://127.0.0.1:3000', username: 'portal', token: 'git' },
  oidc: { metadataUrl: 'x', clientId: 'portal', clientSecret: 'oidc' },
  controlUrl: 'http://127.0.0.1:3001',
};

const options = {
  root: '/portal',
  port: 7007,
  organisationFile: '/organisation.yaml',
  sessionSecret: 'session',
  apiToken: 'api',
  metricsIntervalSeconds: 2,
};

describe('portalConfig', () => {
  it('offers the actions of the Adaptive backend to assistants', () => {
    expect(portalConfig(addresses, options)).toMatchObject({
      backend: { actions: { pluginSources: ['adaptive'] } },
    });
  });

  it('asks the MLflow of an engine through its cluster', () => {
    expect(portalConfig(addresses, options)).toMatchObject({
      adaptive: { probes: { mlflow: { inCluster: true } } },
    });
  });
});
