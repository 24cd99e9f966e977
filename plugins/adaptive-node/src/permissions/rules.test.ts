import {
  adaptiveEngineReadPermission,
  RESOURCE_TYPE_ADAPTIVE_ENGINE,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  adaptiveConditions,
  adaptiveEngineRules,
  createAdaptiveConditionalDecision,
} from '.';

const engine = {
  ref: { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' },
  owner: 'group:default/team-chat',
};

describe('rules on engines', () => {
  const { isInCluster, isInNamespace, isOwnedBy } = adaptiveEngineRules;

  it('tell clusters, namespaces and owners apart', () => {
    expect(isInCluster.apply(engine, { clusters: ['us-1', 'eu-1'] })).toBe(
      true,
    );
    expect(isInCluster.apply(engine, { clusters: ['us-1'] })).toBe(false);
    expect(isInNamespace.apply(engine, { namespaces: ['team-chat'] })).toBe(
      true,
    );
    expect(isInNamespace.apply(engine, { namespaces: ['team'] })).toBe(false);
    expect(
      isOwnedBy.apply(engine, { owners: ['Group:default/Team-Chat'] }),
    ).toBe(true);
    expect(
      isOwnedBy.apply(engine, { owners: ['group:default/team-search'] }),
    ).toBe(false);
  });

  it('give an engine without an owner to nobody', () => {
    expect(
      isOwnedBy.apply({ ref: engine.ref }, { owners: ['', 'undefined'] }),
    ).toBe(false);
  });

  it.each(Object.entries(adaptiveEngineRules))(
    '%s refuses parameters of another shape',
    async (_, rule) => {
      const standard = rule.paramsSchema?.['~standard'];
      const key = { isInCluster: 'clusters', isInNamespace: 'namespaces' }[_];
      expect(
        await standard?.validate({ [key ?? 'owners']: 'text' }),
      ).toHaveProperty('issues');
    },
  );

  it('are the same as a filter', () => {
    expect(isInCluster.toQuery({ clusters: ['a'] })).toEqual({
      key: 'cluster',
      values: ['a'],
    });
    expect(isInNamespace.toQuery({ namespaces: ['b'] })).toEqual({
      key: 'namespace',
      values: ['b'],
    });
    expect(isOwnedBy.toQuery({ owners: ['c'] })).toEqual({
      key: 'owner',
      values: ['c'],
    });
  });
});

describe('createAdaptiveConditionalDecision', () => {
  it('makes a decision that the adaptive plugin can evaluate', () => {
    expect(
      createAdaptiveConditionalDecision(
        adaptiveEngineReadPermission,
        adaptiveConditions.isOwnedBy({ owners: ['group:default/a'] }),
      ),
    ).toEqual({
      result: 'CONDITIONAL',
      pluginId: 'adaptive',
      resourceType: RESOURCE_TYPE_ADAPTIVE_ENGINE,
      conditions: {
        rule: 'IS_OWNED_BY',
        resourceType: RESOURCE_TYPE_ADAPTIVE_ENGINE,
        params: { owners: ['group:default/a'] },
      },
    });
  });
});
