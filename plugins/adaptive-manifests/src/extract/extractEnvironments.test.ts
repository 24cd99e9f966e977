import fc from 'fast-check';
import { arbitraryFullEngine } from '../__testUtils__/arbitraryEngine';
import { exampleTarget } from '../__testUtils__/exampleEngine';
import type { EngineInput, EnvironmentInput, RenderTarget } from '../model';
import { renderEngine } from '../render';
import { extractEngine } from './extractEngine';

const CLUSTERS = ['eu-1', 'us_1.west', 'GKE-prod', 'ap-1'];

const target = (
  scalingObjects: 'manifests' | 'extraObjects',
): RenderTarget => ({
  ...exampleTarget,
  gitops: {
    tool: 'applicationSet',
    clusters: Object.fromEntries(
      CLUSTERS.map(name => [
        name,
        {
          destination: { name },
          autoscaling: {
            prometheusAddress: `http://prometheus.${name}:9090`,
            scalingObjects,
          },
        },
      ]),
    ),
  },
});

/** Environments of an engine as they are read back: with nothing that does not differ. */
function environments(
  engine: EngineInput,
): fc.Arbitrary<NonNullable<EngineInput['environments']>> {
  const [pool] = engine.pools;
  const fixed = pool.minReplicas === pool.maxReplicas;
  const other = fc.record(
    {
      cluster: fc.constantFrom(...CLUSTERS),
      namespace: fc.constantFrom('other', 'on'),
      rootUrl: fc.constant('https://other.example.com'),
      pools: fc
        .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 21, max: 40 }))
        .map(([less, more]) => [
          {
            name: pool.name,
            minReplicas: fixed ? more : less,
            maxReplicas: more,
          },
        ]),
    },
    { requiredKeys: ['cluster'] },
  );
  return fc
    .tuple(other, other)
    .map(([staging, production]): EnvironmentInput[] => [
      { name: 'dev', cluster: engine.cluster },
      { name: 'staging', ...staging },
      { name: 'production', ...production },
    ]);
}

describe('environments', () => {
  it.each(['manifests', 'extraObjects'] as const)(
    'of any engine are read back from its files, with the ScaledObjects as %s',
    scalingObjects => {
      const withEnvironments = arbitraryFullEngine
        // What is sealed for one namespace cannot be opened in another.
        .filter(({ secrets }) => secrets.mode !== 'sealedSecrets')
        // As it is read back; see the test of engines without environments.
        .map(engine => extractEngine(renderEngine(engine, exampleTarget)))
        .chain(engine =>
          environments(engine).map(all => ({ ...engine, environments: all })),
        );
      fc.assert(
        fc.property(withEnvironments, input => {
          const files = renderEngine(input, target(scalingObjects));
          const extracted = extractEngine(files);
          expect(extracted).toEqual(input);
          expect(renderEngine(extracted, target(scalingObjects))).toEqual(
            files,
          );
        }),
        { numRuns: 25 },
      );
    },
  );
});
