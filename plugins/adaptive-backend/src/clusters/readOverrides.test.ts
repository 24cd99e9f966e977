import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { systemClock } from './Clock';
import { readOverrides } from './readOverrides';

const read = (own: JsonObject) =>
  readOverrides(
    new ConfigReader({ adaptive: { clusters: { eu: own } } }),
    'eu',
    systemClock,
  );

describe('readOverrides', () => {
  it('is nothing where nothing is configured', () => {
    expect(readOverrides(new ConfigReader({}), 'eu', systemClock)).toEqual({});
    expect(read({ argocd: { destinationName: 'x' } })).toEqual({});
  });

  it('reads a token', async () => {
    const { credentials } = read({
      credentials: { serviceAccountToken: ' hunter2\n' },
    });
    expect(await credentials?.token()).toBe('hunter2');
  });

  it('reads namespaces and label selectors', () => {
    expect(
      read({
        namespaces: ['a', 'b', 'a'],
        labelSelectors: [
          { resource: 'apps/deployments', selector: 'team=x' },
          { resource: 'pods', selector: 'team=x' },
        ],
      }).scope,
    ).toEqual({
      namespaces: ['a', 'b'],
      labelSelectors: { 'apps/deployments': 'team=x', pods: 'team=x' },
    });
  });

  it('reads what is on the way', () => {
    expect(
      read({ tlsServerName: 'api.example', proxyUrl: 'http://proxy:3128' }),
    ).toEqual({ tlsServerName: 'api.example', proxyUrl: 'http://proxy:3128' });
  });

  it.each([
    [
      { credentials: {} },
      'adaptive.clusters.eu.credentials has none, expected exactly one of serviceAccountToken, tokenFile, kubeconfig',
    ],
    [
      { credentials: { serviceAccountToken: 'hunter2', tokenFile: '/x' } },
      'adaptive.clusters.eu.credentials has serviceAccountToken and tokenFile',
    ],
    [
      { namespaces: [] },
      'adaptive.clusters.eu.namespaces is empty, expected at least one name',
    ],
    [
      { namespaces: ['a', 'B/c'] },
      "adaptive.clusters.eu.namespaces has 'B/c', expected names of namespaces",
    ],
    [
      { proxyUrl: 'me:hunter2@proxy' },
      'adaptive.clusters.eu.proxyUrl is not valid, expected an http or https URL',
    ],
    [
      { labelSelectors: [{ resource: 'secrets', selector: 'a=b' }] },
      "adaptive.clusters.eu.labelSelectors has 'secrets', which is not watched",
    ],
    [
      { labelSelectors: [{ resource: 'pods', selector: 'a=b=c' }] },
      "adaptive.clusters.eu.labelSelectors[0].selector is 'a=b=c', expected terms",
    ],
    [
      {
        labelSelectors: [
          { resource: 'pods', selector: 'a=b' },
          { resource: 'pods', selector: 'c=d' },
        ],
      },
      "adaptive.clusters.eu.labelSelectors has 'pods' twice",
    ],
  ])('refuses %j, naming the key and no secret', (own, message) => {
    let told = '';
    try {
      read(own);
    } catch (error) {
      told = String(error);
    }
    expect(told).toContain(message);
    expect(told).not.toContain('hunter2');
  });
});
