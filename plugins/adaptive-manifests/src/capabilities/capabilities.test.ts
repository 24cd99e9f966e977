import { chartCapabilities, isAtLeast } from './capabilities';
import { CHANGES, FAULTS } from './table';
import { CHART_VERSIONS, DEFAULT_CHART_VERSION } from './versions';

describe('chartCapabilities', () => {
  it('lists known versions in order, without repeats', () => {
    const numbers = CHART_VERSIONS.map(version =>
      version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0),
    );
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(CHART_VERSIONS[0]).toBe('0.12.0');
    expect(CHART_VERSIONS.at(-1)).toBe('0.48.2');
    expect(CHART_VERSIONS).toContain(DEFAULT_CHART_VERSION);
  });

  it('names only known versions in its table', () => {
    for (const { from } of [...CHANGES, ...FAULTS]) {
      expect(CHART_VERSIONS).toContain(from);
    }
    for (const { before } of FAULTS) {
      expect([...CHART_VERSIONS, undefined]).toContain(before);
    }
  });

  it.each([
    ['0.23.0', 'deployment', 'computePool', 'kebabcase', 'bundled', true],
    ['0.24.0', 'statefulset', 'computePools', 'lower-dashes', 'none', false],
    ['0.48.2', 'statefulset', 'computePools', 'lower-dashes', 'none', false],
  ])(
    'knows the pools of chart %s',
    (version, shape, valuesKey, nameRule, autoscaling, defaultGroup) => {
      const found = chartCapabilities(version);
      expect(found.pools).toMatchObject({ shape, valuesKey, nameRule });
      expect(found).toMatchObject({ version, autoscaling, defaultGroup });
    },
  );

  it.each([
    ['0.17.0', 'dbUrl', ['dbUrl', 'cookiesSecret', 'oidcProviders']],
    [
      '0.18.0',
      'db',
      [
        'dbUsername',
        'dbPassword',
        'dbHost',
        'dbName',
        'cookiesSecret',
        'oidcProviders',
      ],
    ],
    [
      '0.48.0',
      'db',
      [
        'dbUsername',
        'dbPassword',
        'dbHost',
        'dbName',
        'cookiesSecret',
        'oidcProviders',
        'internalJwtPrivateKeyV4Base64',
      ],
    ],
  ])('knows the keys of the Secrets of chart %s', (version, database, keys) => {
    const found = chartCapabilities(version);
    expect(found.database).toBe(database);
    expect(found.secretKeys.controlPlane).toEqual(keys);
    expect(found.secretKeys.redis).toEqual(['redisUrl']);
  });

  it('knows which parts a version has', () => {
    const parts = (version: string) => {
      const {
        tensorboard,
        s3proxy,
        prometheusSubchart,
        otelCollector,
        mlflow,
      } = chartCapabilities(version);
      return {
        tensorboard,
        s3proxy,
        prometheusSubchart,
        otelCollector,
        mlflow,
      };
    };
    expect(parts('0.21.0')).toEqual({
      tensorboard: true,
      s3proxy: 'azure-storage-account',
      prometheusSubchart: true,
      otelCollector: false,
      mlflow: 'deployment',
    });
    expect(parts('0.22.0')).toMatchObject({
      tensorboard: false,
      s3proxy: 'none',
    });
    expect(parts('0.25.0')).toMatchObject({ mlflow: 'statefulset' });
    expect(parts('0.33.0')).toMatchObject({
      prometheusSubchart: false,
      otelCollector: true,
    });
    expect(parts('0.46.0')).toMatchObject({ s3proxy: 'azure-flat' });
  });

  it('knows from when to when a fault is there', () => {
    const has = (version: string, fault: string) =>
      chartCapabilities(version).faults.some(({ id }) => id === fault);
    expect(has('0.23.0', 'values-leak-between-pools')).toBe(true);
    expect(has('0.24.0', 'values-leak-between-pools')).toBe(false);
    expect(has('0.27.2', 'single-node-selector-key')).toBe(true);
    expect(has('0.28.0', 'single-node-selector-key')).toBe(false);
    expect(has('0.48.2', 'names-collapse')).toBe(true);
  });

  it.each(['0.11.4', '0.49.0', 'v0.23.0', '', '__proto__'])(
    'refuses version %p and says what is accepted',
    version => {
      expect(() => chartCapabilities(version)).toThrow(
        `Chart version '${version}' is not known; accepted are the versions of the chart's main branch from 0.12.0 to 0.48.2`,
      );
    },
  );

  it('compares by the numbers, not by the text', () => {
    expect(isAtLeast('0.13.0', '0.12.4')).toBe(true);
    expect(isAtLeast('0.12.4', '0.13.0')).toBe(false);
  });
});
