import type { JsonObject } from '@backstage/types';
import { exampleEngine } from '../__testUtils__/exampleEngine';
import type { EngineInput } from '../model';
import { validateEngine } from './validateEngine';

const NEWEST: EngineInput = {
  ...exampleEngine,
  chartVersion: '0.48.2',
  autoscaling: { mode: 'off' },
};

function found(extraValues: JsonObject, input = NEWEST) {
  return validateEngine({ ...input, extraValues })
    .filter(({ path }) => path.startsWith('extraValues'))
    .map(({ rule, sentence }) => `${rule}: ${sentence}`);
}

describe('what extraValues lead to', () => {
  it.each([
    [
      { secrets: { existingS3CredsSecret: 'a', s3Creds: { AWS_REGION: 'x' } } },
      'secrets.existingS3CredsSecret and secrets.s3Creds exclude each other',
    ],
    [
      { clickhouse: { enabled: true, external: { url: 'http://c:8123' } } },
      'clickhouse.install.enabled and clickhouse.external.url exclude each other',
    ],
    [
      { controlPlane: { pdb: { enabled: true } } },
      'controlPlane.pdb needs one of minAvailable and maxUnavailable, not both',
    ],
    [
      {
        sandkasten: {
          pdb: { enabled: true, minAvailable: 1, maxUnavailable: 1 },
        },
      },
      'sandkasten.pdb needs one of minAvailable and maxUnavailable, not both',
    ],
    [
      { harmony: { cloudCache: { type: 'hostPath' } } },
      'harmony.cloudCache.type hostPath needs harmony.cloudCache.hostPath',
    ],
  ])('says what the chart would: %j', (extraValues, words) => {
    expect(found(extraValues)).toEqual([
      `chart-refuses: Chart 0.48.2 refuses the values: ${words}`,
    ]);
  });

  it('takes the same parts where the chart does', () => {
    expect(
      found({ controlPlane: { pdb: { enabled: true, minAvailable: 1 } } }),
    ).toEqual([]);
    expect(
      found({
        clickhouse: {
          enabled: true,
          install: { enabled: false },
          external: { url: 'http://c:8123' },
        },
      }),
    ).toEqual([]);
    expect(found({ harmony: { cloudCache: { type: 'emptyDir' } } })).toEqual(
      [],
    );
  });

  it('says which switches the chart ignores', () => {
    const [finding] = found({ controlPlane: { runDbMigrations: false } });
    expect(finding).toContain(
      'false-ignored: extraValues has controlPlane.runDbMigrations false',
    );
  });

  it('never throws for values of another type than the chart has', () => {
    for (const value of [null, 1, 'x', [], [1], { a: 1 }]) {
      for (const part of ['alloy', 'redis', 'keda', 'serviceAccount']) {
        expect(() => found({ [part]: value }, exampleEngine)).not.toThrow();
      }
    }
  });
});
