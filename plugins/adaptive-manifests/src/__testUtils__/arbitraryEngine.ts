import fc from 'fast-check';
import { chartCapabilities, chartKey } from '../capabilities';
import type { EngineInput, PoolInput } from '../model';
import { poolKey } from '../names';
import { arbitraryOptions } from './arbitraryOptions';
import { INSTALLABLE_VERSIONS } from './chartScenarios';

const label = (maxLength: number) =>
  fc
    .stringMatching(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, { size: '-1' })
    .filter(text => text.length <= maxLength);

const image = fc.record({
  repository: fc.constantFrom('harmony', 'adaptive/harmony', 'a_b/c--d.e'),
  tag: fc.constantFrom('v1', '1.0', '1e3', 'on', '0x1f', 'A_b-c.d'),
});

/** Any visible text on one line, markup of every kind included. */
const line = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }),
    fc.constantFrom(
      '${{ secrets.TOKEN }}',
      '{{ .Values.x }}',
      '!!js/function "x"',
      '&a *a',
      '\' " ` \\',
      '<script>alert(1)</script> | [x](javascript:1)',
      '# no comment: yes',
      '---',
      'null',
    ),
  )
  .filter(
    text =>
      text.trim() !== '' &&
      !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(
        text,
      ),
  );

const replicas = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }))
  .map(([min, more]) => ({ minReplicas: min, maxReplicas: min + more }));

function pool(selectorKey: string | undefined): fc.Arbitrary<PoolInput> {
  return fc
    .tuple(
      label(15),
      replicas,
      fc.record(
        {
          requestsPerSecondPerReplica: fc.double({
            min: 0.001,
            max: 1000,
            noNaN: true,
          }),
          resources: fc.record({
            cpu: fc.integer({ min: 1, max: 200 }),
            memory: fc.constantFrom('64Gi', '500Gi', '1Ti'),
          }),
        },
        { requiredKeys: [] },
      ),
      fc.integer({ min: 1, max: 16 }),
      fc.constantFrom('H100', 'true', '1', 'NVIDIA-A100'),
    )
    .map(([name, size, optional, gpusPerReplica, value]) => ({
      name: `pool-${name}`,
      ...size,
      gpusPerReplica,
      ...optional,
      ...(selectorKey ? { nodeSelector: { [selectorKey]: value } } : {}),
    }));
}

const poolsFor = (chartVersion: string) =>
  fc
    .option(fc.constantFrom('gpu', 'nvidia.com/gpu.product'), {
      nil: undefined,
    })
    .chain(key =>
      fc.uniqueArray(pool(key), {
        minLength: 1,
        maxLength: 8,
        selector: ({ name }) => poolKey(name, chartVersion),
      }),
    );

const mlflow: fc.Arbitrary<EngineInput['mlflow']> = fc.constantFrom(
  { mode: 'internal' as const },
  { mode: 'off' as const },
  { mode: 'external' as const, url: 'https://mlflow.example.com/path' },
);

function autoscaling(
  chartVersion: string,
): fc.Arbitrary<EngineInput['autoscaling']> {
  const off = fc.constant({ mode: 'off' as const });
  const platform = fc.record(
    {
      mode: fc.constant('platform' as const),
      ttftTimeoutThreshold: fc.double({ min: 0.001, max: 1, noNaN: true }),
      coolDownSeconds: fc.integer({ min: 0, max: 3600 }),
    },
    { requiredKeys: ['mode'] },
  );
  return chartCapabilities(chartVersion).pools.scalable
    ? fc.oneof(off, platform)
    : off;
}

/** Engines without options that have no error for {@link exampleTarget}. */
export const arbitraryEngine: fc.Arbitrary<EngineInput> = fc
  .constantFrom(...INSTALLABLE_VERSIONS)
  .chain(engineOf);

/** Engines with any options that have no error for {@link exampleTarget}. */
export const arbitraryFullEngine: fc.Arbitrary<EngineInput> =
  arbitraryEngine.chain(engine =>
    arbitraryOptions(engine).map(options => ({ ...engine, ...options })),
  );

function engineOf(chartVersion: string): fc.Arbitrary<EngineInput> {
  return fc.record(
    {
      name: label(19),
      owner: fc.constantFrom(
        'group:default/team-chat',
        'team-search',
        'user:default/erin',
      ),
      description: line,
      cluster: fc.constantFrom('eu-1', 'us_1.west', 'GKE-prod'),
      namespace: label(40).map(name => `t-${name}`),
      chartVersion: fc.constant(chartVersion),
      containerRegistry: fc.constantFrom(
        'registry.example.com:5000/adaptive',
        'localhost',
      ),
      images: fc.record(
        { harmony: image, controlPlane: image, sandkasten: image },
        { requiredKeys: ['harmony', 'controlPlane'] },
      ),
      rootUrl: fc.constantFrom(
        'https://chat.example.com',
        'http://localhost:9000/',
      ),
      secrets: fc.record(
        {
          controlPlane: fc.constantFrom('cp', 'true', '007'),
          harmony: label(20),
          redis: label(20),
          ...(chartKey('secrets.existingS3CredsSecret', chartVersion).known
            ? { s3Credentials: fc.constantFrom('s3', 'on') }
            : {}),
        },
        { requiredKeys: ['controlPlane', 'harmony'] },
      ),
      pools: poolsFor(chartVersion),
      autoscaling: autoscaling(chartVersion),
      mlflow,
    },
    {
      requiredKeys: [
        'name',
        'owner',
        'cluster',
        'namespace',
        'chartVersion',
        'containerRegistry',
        'images',
        'rootUrl',
        'secrets',
        'pools',
        'autoscaling',
        'mlflow',
      ],
    },
  );
}
