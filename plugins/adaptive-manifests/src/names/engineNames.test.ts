import { engineNames } from './engineNames';
import { engineEntityName, poolEntityName } from './objectName';
import { poolKey } from './poolKey';

describe('engineNames', () => {
  it('names the parts of a short release in full', () => {
    const names = engineNames('chat', '0.23.0');
    expect(names).toMatchObject({
      fullname: 'chat-adaptive',
      controlPlane: 'chat-adaptive-controlplane',
      controlPlaneSecret: 'chat-adaptive-controlplane-secret',
      harmony: 'chat-adaptive-harmony',
      harmonyHeadless: 'chat-adaptive-harmony-hdls',
      redis: 'chat-adaptive-redis',
      redisConfigMap: 'chat-adaptive-harmony-redis-confmap',
      mlflowService: 'chat-adaptive-mlflow-svc',
      sandkastenService: 'chat-adaptive-sandkasten-svc',
      postgresHeadless: 'chat-adaptive-postgresql-headless',
    });
    expect(names.poolWorkload('H100_80GB')).toBe(
      'chat-adaptive-harmony-h100-80-gb',
    );
    expect(names.hpa('judge')).toBe('keda-hpa-chat-adaptive-harmony-judge');
  });

  it('cuts parts to 30 characters, like the chart', () => {
    const names = engineNames('support-bot', '0.23.0');
    expect(names.controlPlane).toBe('support-bot-adaptive-controlpl');
    expect(names.sandkasten).toBe('support-bot-adaptive-sandkaste');
  });

  it('takes away one hyphen that a cut leaves at the end', () => {
    // 30 characters end in the hyphen before `harmony`.
    expect(engineNames('adaptive-production-europe-we', '0.23.0').harmony).toBe(
      'adaptive-production-europe-we',
    );
  });

  it('appends nothing to a release that says adaptive', () => {
    expect(engineNames('adaptive-eu', '0.23.0').harmony).toBe(
      'adaptive-eu-harmony',
    );
  });

  it('collapses long releases to one name, like the chart', () => {
    const names = engineNames('my-adaptive-engine-production-eu', '0.23.0');
    expect(names.controlPlane).toBe('my-adaptive-engine-production');
    expect(names.harmony).toBe(names.controlPlane);
  });

  it('cuts only StatefulSet pools to 63 characters', () => {
    const pool = 'a'.repeat(60);
    expect(engineNames('chat', '0.23.0').poolWorkload(pool)).toHaveLength(82);
    expect(engineNames('chat', '0.24.0').poolWorkload(pool)).toHaveLength(63);
    expect(engineNames('chat', '0.24.0').poolHeadless('P A')).toBe(
      'chat-adaptive-harmony-p-a-hdls',
    );
  });
});

describe('poolKey', () => {
  it('follows the chart version', () => {
    expect(poolKey('H100_80GB', '0.23.0')).toBe('h100-80-gb');
    expect(poolKey('H100_80GB', '0.24.0')).toBe('h100-80gb');
    expect(poolKey('PoolA', '0.23.0')).toBe('pool-a');
    expect(poolKey('PoolA', '0.48.2')).toBe('poola');
  });

  it('refuses a version that is not in the table', () => {
    expect(() => poolKey('a', '0.13.9')).toThrow("'0.13.9' is not known");
  });
});

describe('engineEntityName', () => {
  const ref = { cluster: 'eu-1', namespace: 'team', release: 'a-b' };

  it('tells apart engines whose parts join alike', () => {
    expect(engineEntityName(ref)).toBe('eu-1.team.a-b');
    expect(
      engineEntityName({ ...ref, namespace: 'team-a', release: 'b' }),
    ).toBe('eu-1.team-a.b');
  });

  it('keeps names valid and different where they must be cut or changed', () => {
    const names = [
      engineEntityName({ ...ref, cluster: 'EU_1' }),
      engineEntityName({ ...ref, cluster: 'eu_1' }),
      engineEntityName({ ...ref, namespace: 'n'.repeat(63) }),
      engineEntityName({ ...ref, namespace: 'n'.repeat(62) }),
      poolEntityName({ ...ref, namespace: 'n'.repeat(50) }, 'a'),
      poolEntityName({ ...ref, namespace: 'n'.repeat(50) }, 'b'),
    ];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
      expect(name.length).toBeLessThanOrEqual(63);
    }
  });
});
