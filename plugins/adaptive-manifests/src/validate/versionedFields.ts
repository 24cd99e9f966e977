import { chartCapabilities, chartKey } from '../capabilities';
import type { EngineInput } from '../model';
import { since } from '../predict/history';
import { rangesInWords } from './extraValues';
import type { Findings } from './findings';
import { chooseScaling, leaveOut } from './fixes';

const BUNDLED = 'autoscaling.mode bundled';

/** Fields of the input that only some chart versions have, each with the chart's key. */
function versionedFields(input: EngineInput): Array<[string, string]> {
  const { autoscaling, s3proxy, redis, sandkasten } = input;
  const fields: Array<[string, string, unknown]> = [
    [
      BUNDLED,
      'autoscaling.enabled',
      autoscaling.mode === 'bundled' || undefined,
    ],
    ['defaultGroup', 'harmony.replicaCount', input.defaultGroup],
    ['prometheus', 'prometheus', input.prometheus],
    ['tensorboard', 'tensorboard.enabled', input.tensorboard],
    ['s3proxy', 's3proxy.enabled', s3proxy],
    [
      's3proxy.accountName',
      's3proxy.azure.storageAccount.name',
      s3proxy?.accountName,
    ],
    ['redis', 'redis.install.enabled', redis?.mode === 'external' || undefined],
    ['sandkasten.resources', 'sandkasten.resources', sandkasten?.resources],
    ...input.pools.map(({ shmSize }, index): [string, string, unknown] => [
      `pools[${index}].shmSize`,
      'harmony.shmSize',
      shmSize,
    ]),
  ];
  return fields
    .filter(([, , value]) => value !== undefined)
    .map(([field, key]) => [field, key]);
}

function checkImageTags(input: EngineInput, findings: Findings): void {
  const { pools } = chartCapabilities(input.chartVersion);
  if (pools.shape === 'deployment' || since(input.chartVersion, 'tagPerPool')) {
    return;
  }
  input.pools.forEach(({ imageTag }, index) => {
    if (imageTag !== undefined) {
      findings.error(
        'chart-key',
        `pools[${index}].imageTag`,
        `pools[${index}].imageTag is given, which chart ${input.chartVersion} ignores`,
        'Leave it out or choose another version: charts 0.12.0 to 0.23.0 have it, and charts 0.28.0 to 0.48.2 have it',
        leaveOut(`pools[${index}].imageTag`),
      );
    }
  });
}

/** Refuses by name what belongs to another version of the chart, which Helm would ignore in silence. */
export function checkVersionedFields(
  input: EngineInput,
  findings: Findings,
): void {
  for (const [field, key] of versionedFields(input)) {
    const { known, ranges } = chartKey(key, input.chartVersion);
    if (!known) {
      findings.error(
        'chart-key',
        field.replace(' bundled', ''),
        `${field.replace(' ', ' is ')} needs the key ${key}, which chart ${
          input.chartVersion
        } does not have`,
        `Leave it out or choose another version: ${rangesInWords(ranges)}`,
        field === BUNDLED ? chooseScaling('off') : leaveOut(field),
      );
    }
  }
  checkImageTags(input, findings);
  if (
    input.monitoring?.chartVersion !== undefined &&
    !chartCapabilities(input.chartVersion).monitoringChart
  ) {
    findings.error(
      'chart-key',
      'monitoring.chartVersion',
      `monitoring.chartVersion is given, but chart ${input.chartVersion} brings Grafana and logs itself`,
      'Leave it out; the separate chart belongs to charts 0.12.0 to 0.37.4',
      leaveOut('monitoring.chartVersion'),
    );
  }
}
