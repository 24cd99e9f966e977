import { ConfigReader } from '@backstage/config';
import { readProviderConfig } from './readProviderConfig';

const read = (adaptive: { pollSeconds?: number; defaultOwner?: string }) =>
  readProviderConfig(
    new ConfigReader({ catalog: { providers: { adaptive } } }),
  );

describe('readProviderConfig', () => {
  it('needs nothing', () => {
    expect(readProviderConfig(new ConfigReader({}))).toEqual({
      pollMs: 60_000,
      defaultOwner: 'unknown',
    });
  });

  it('takes what is set', () => {
    expect(
      read({ pollSeconds: 10, defaultOwner: 'group:default/platform' }),
    ).toEqual({ pollMs: 10_000, defaultOwner: 'group:default/platform' });
  });

  it.each([
    [
      { pollSeconds: 1 },
      "Invalid config value at 'catalog.providers.adaptive.pollSeconds': '1', expected 10 to 3600",
    ],
    [
      { defaultOwner: 'a b' },
      "Invalid config value at 'catalog.providers.adaptive.defaultOwner': 'a b', expected an entity reference",
    ],
  ])('refuses %j', (config, message) => {
    expect(() => read(config)).toThrow(message);
  });
});
