import { ConfigReader } from '@backstage/config';
import { readProviderConfig } from './readProviderConfig';

const read = (adaptive: {
  pollSeconds?: number;
  defaultOwner?: string;
  gitops?: { enabled?: boolean; pollSeconds?: number };
}) =>
  readProviderConfig(
    new ConfigReader({ catalog: { providers: { adaptive } } }),
  );

describe('readProviderConfig', () => {
  it('needs nothing', () => {
    expect(readProviderConfig(new ConfigReader({}))).toEqual({
      pollMs: 60_000,
      defaultOwner: 'unknown',
      gitops: { enabled: true, pollMs: 30_000 },
    });
  });

  it('takes what is set', () => {
    expect(
      read({
        pollSeconds: 10,
        defaultOwner: 'group:default/platform',
        gitops: { enabled: false, pollSeconds: 5 },
      }),
    ).toEqual({
      pollMs: 10_000,
      defaultOwner: 'group:default/platform',
      gitops: { enabled: false, pollMs: 5_000 },
    });
  });

  it.each([
    [
      { pollSeconds: 1 },
      "Invalid config value at 'catalog.providers.adaptive.pollSeconds': '1', expected 10 to 3600",
    ],
    [
      { gitops: { pollSeconds: 4 } },
      "Invalid config value at 'catalog.providers.adaptive.gitops.pollSeconds': '4', expected 5 to 3600",
    ],
    [
      { defaultOwner: 'a b' },
      "Invalid config value at 'catalog.providers.adaptive.defaultOwner': 'a b', expected an entity reference",
    ],
  ])('refuses %j', (config, message) => {
    expect(() => read(config)).toThrow(message);
  });
});
