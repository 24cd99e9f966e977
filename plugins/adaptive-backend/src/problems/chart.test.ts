import type { WorkloadObject } from '../objects/types';
import { componentWorkload } from '../view/__testUtils__/objects';
import { TestPlatform } from '../view/__testUtils__/TestPlatform';
import { codes, problem } from './__testUtils__/platform';

function ofVersion(
  version: string,
  component: string,
  settings?: Record<string, string>,
): WorkloadObject {
  const workload = componentWorkload(component);
  const labels = {
    ...workload.metadata.labels,
    'helm.sh/chart': `adaptive-${version}`,
  };
  return {
    ...workload,
    metadata: { ...workload.metadata, labels },
    containers: workload.containers.map(c => ({ ...c, settings })),
  };
}

function platformOf(...workloads: WorkloadObject[]): TestPlatform {
  const platform = new TestPlatform();
  for (const workload of workloads) {
    platform.put('apps/deployments', workload);
  }
  return platform;
}

describe('chart-behind', () => {
  it.each([
    [
      '0.20.0',
      'Chart 0.20.0 is 3 versions behind 0.23.0, the last version whose pools are made to scale.',
    ],
    [
      '0.48.1',
      'Chart 0.48.1 is 1 version behind 0.48.2, the newest one known here.',
    ],
  ])('%s', (version, sentence) => {
    const platform = platformOf(ofVersion(version, 'redis'));
    const found = problem(platform, 'chart-behind');
    expect(found.sentence).toBe(sentence);
    const [, target] = sentence.match(/behind (\S+),/) ?? [];
    expect(found.fix?.change).toEqual({ chartVersion: target });
  });

  it.each(['0.23.0', '0.48.2', '9.9.9'])('%s is not', version => {
    expect(codes(platformOf(ofVersion(version, 'redis')))).toEqual([]);
  });
});

describe('chart-fault', () => {
  it('artifacts of MLflow outside of its volume', () => {
    const mlflow = (destination: string) =>
      platformOf(
        ofVersion('0.23.0', 'mlflow', {
          MLFLOW_ARTIFACTS_DESTINATION: destination,
        }),
      );
    const found = problem(mlflow('/artifacts'), 'chart-fault');
    expect(found.sentence).toMatch(/^A fault of chart 0\.23\.0 applies here: /);
    expect(found.remedy).toContain('mlflow.mountPath');
    expect(found.evidence[0]).toMatchObject({
      object: 'Deployment chat/adaptive-mlflow',
      value: '/artifacts',
    });
    expect(codes(mlflow('/mlflow-storage/artifacts'))).toEqual([]);
  });

  it('default group without MLflow, in the versions that have the fault', () => {
    const group = (version: string, settings?: Record<string, string>) =>
      platformOf(
        ofVersion(version, 'control-plane', settings),
        ofVersion(version, 'harmony'),
      );
    expect(problem(group('0.23.0'), 'chart-fault').remedy).toContain(
      'Chart 0.24.0 no longer has the fault.',
    );
    // From 0.23 to 0.24 pools become another kind of workload.
    expect(problem(group('0.23.0'), 'chart-fault').fix).toBeUndefined();
    const on = { ADAPTIVE_MLFLOW__ENABLED: 'true' };
    expect(codes(group('0.23.0', on))).toEqual([]);
    expect(codes(group('0.48.2'))).toEqual([]);
  });

  it.each([
    // `-adaptive` is added to a name without it: 29 characters are one with 20.
    ['production-chat-eu-1', true],
    ['production-chat-eu-', false],
    ['adaptive-production-chat-eu-1', true],
    ['adaptive-production-chat-eu-', false],
  ])('names of release %s collapse: %s', (release, collapse) => {
    const platform = new TestPlatform();
    platform.release = release;
    const control = componentWorkload('control-plane');
    platform.put('apps/deployments', {
      ...control,
      metadata: {
        ...control.metadata,
        labels: {
          ...control.metadata.labels,
          'app.kubernetes.io/instance': release,
        },
      },
    });
    const remedies = platform
      .engine()
      .problems.filter(({ code }) => code === 'chart-fault')
      .map(({ remedy }) => remedy);
    expect(remedies.join()).toMatch(
      collapse ? /^Install the engine under a shorter release name/ : /^$/,
    );
  });
});
