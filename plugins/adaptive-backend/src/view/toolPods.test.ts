import type { EngineService } from '@adaptive-portal/plugin-adaptive-common';
import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import { componentWorkload, NAMESPACE, RELEASE } from './__testUtils__/objects';
import { TestPlatform } from './__testUtils__/TestPlatform';
import { toolPods } from './toolPods';

const REF = { cluster: 'eu-1', namespace: NAMESPACE, release: RELEASE };

function pods(
  tool: EngineService['id'],
  mlflow: Engine['mlflow'] = 'internal',
) {
  const platform = new TestPlatform();
  const own = ['mlflow', 'redis', 'lgtm'].map(id => ({
    ...componentWorkload(id),
    podLabels: { own: id },
  }));
  const base = componentWorkload('mlflow');
  const foreign = {
    ...base,
    metadata: { ...base.metadata, name: 'other-mlflow' },
    podLabels: { foreign: 'mlflow' },
  };
  for (const workload of [...own, foreign]) {
    platform.put('apps/deployments', workload);
  }
  const objects = platform.store.cluster('eu-1');
  if (!objects) throw new Error('no cluster');
  return toolPods({
    tool,
    ref: REF,
    objects,
    workloads: own,
    settings: { mlflow },
  });
}

describe('the pods of a tool', () => {
  it('are those of the workload of the release that has its label', () => {
    expect(pods('mlflow').tool).toEqual([{ own: 'mlflow' }]);
    expect(pods('grafana').tool).toEqual([{ own: 'lgtm' }]);
  });

  it('are told from all others in the namespace', () => {
    const { others } = pods('mlflow');
    expect(others).toHaveLength(3);
    expect(others).toEqual(
      expect.arrayContaining([
        { own: 'redis' },
        { own: 'lgtm' },
        { foreign: 'mlflow' },
      ]),
    );
  });

  it('are none where the engine uses an MLflow elsewhere', () => {
    expect(pods('mlflow', 'external').tool).toEqual([]);
  });
});
