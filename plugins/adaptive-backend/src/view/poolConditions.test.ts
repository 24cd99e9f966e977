import { condition } from './__testUtils__/objects';
import { TestPlatform } from './__testUtils__/TestPlatform';

describe('the conditions of a pool', () => {
  it('are those of its ScaledObject, HPA and workload, without messages', () => {
    const platform = new TestPlatform();
    platform.pool({
      scaledObject: {},
      hpa: {
        conditions: [
          condition('ScalingLimited', 'True', 'TooManyReplicas', 'the desired'),
        ],
      },
    });
    const [pool] = platform.engine().computePools;
    expect(pool.conditions).toEqual(
      expect.arrayContaining([
        {
          of: 'scaledObject',
          type: 'Ready',
          status: 'True',
          reason: 'ScaledObjectReady',
        },
        {
          of: 'hpa',
          type: 'ScalingLimited',
          status: 'True',
          reason: 'TooManyReplicas',
        },
      ]),
    );
    expect(JSON.stringify(pool.conditions)).not.toContain('the desired');
  });
});
