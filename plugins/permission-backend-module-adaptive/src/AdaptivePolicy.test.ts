import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  adaptiveEnginePlanPermission,
  adaptiveEngineReadPermission,
  adaptiveFleetViewPermission,
  adaptiveSourcesReadPermission,
} from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveEngineRules } from '@adaptive-portal/plugin-adaptive-node';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { permissionRules } from '@backstage/plugin-catalog-backend/alpha';
import {
  catalogEntityDeletePermission,
  catalogEntityReadPermission,
  catalogLocationCreatePermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  createPermission,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  type PermissionRule,
} from '@backstage/plugin-permission-node';
import {
  kubernetesClustersReadPermission,
  kubernetesProxyPermission,
  kubernetesResourcesReadPermission,
} from '@backstage/plugin-kubernetes-common';
import {
  actionExecutePermission,
  taskCancelPermission,
  taskCreatePermission,
  taskReadPermission,
  templateDryRunPermission,
  templateManagementPermission,
  templateParameterReadPermission,
  templateStepReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import { parse } from 'yaml';
import { AdaptivePolicy } from './AdaptivePolicy';

const ERIN = ['user:default/erin', 'group:default/team-chat'];
const SAM = ['user:default/sam', 'group:default/team-search'];
const PAT = ['user:default/pat', 'group:default/platform'];

async function decide(owners: string[], permission: Permission) {
  const policy = new AdaptivePolicy({
    platformGroups: new Set(['group:default/platform']),
    userInfo: mockServices.userInfo({
      userEntityRef: owners[0],
      ownershipEntityRefs: owners,
    }),
  });
  const credentials = mockCredentials.user(owners[0]);
  return policy.handle(
    { permission },
    {
      credentials,
      info: { userEntityRef: owners[0], ownershipEntityRefs: owners },
    },
  );
}

/** Evaluates a decision with the rules that the plugin behind the resource has. */
function applies<R>(
  decision: PolicyDecision,
  resource: R,
  rules: Array<PermissionRule<R, unknown, string>>,
) {
  return createConditionAuthorizer(rules)(decision, resource);
}

function entity(type: string, owner: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: type === 'adaptive-compute-pool' ? 'Resource' : 'Component',
    metadata: { name: 'x' },
    spec: { type, owner },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  };
}

describe('AdaptivePolicy', () => {
  const engine = {
    ref: { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' },
    owner: 'group:default/team-chat',
  };

  it.each([
    ['erin', ERIN, true],
    ['sam', SAM, false],
    ['pat', PAT, true],
  ])(
    'answers whether %s may read an engine of team-chat',
    async (_, who, may) => {
      const decision = await decide(who, adaptiveEngineReadPermission);
      expect(
        applies(decision, engine, Object.values(adaptiveEngineRules)),
      ).toBe(may);
    },
  );

  it.each([
    ['erin', ERIN, true],
    ['sam', SAM, false],
    ['pat', PAT, true],
  ])(
    'answers whether %s finds the entities of team-chat',
    async (_, who, may) => {
      for (const permission of [
        catalogEntityReadPermission,
        catalogEntityDeletePermission,
      ]) {
        const decision = await decide(who, permission);
        for (const type of ['adaptive-engine', 'adaptive-compute-pool']) {
          expect(
            applies(
              decision,
              entity(type, 'group:default/team-chat'),
              Object.values(permissionRules),
            ),
          ).toBe(may);
        }
      }
    },
  );

  it('leaves all other entities to everyone', async () => {
    const decision = await decide(SAM, catalogEntityReadPermission);
    expect(
      applies(
        decision,
        entity('service', 'group:default/team-chat'),
        Object.values(permissionRules),
      ),
    ).toBe(true);
  });

  it.each([
    'adaptive-engine',
    'adaptive-engine-edit',
    'adaptive-engine-delete',
  ])(
    'shows the template %s to teams, though it has the type of an engine',
    async name => {
      const path = resolve(__dirname, '../../../templates', name);
      const template: Entity = parse(
        await readFile(`${path}/template.yaml`, 'utf8'),
      );
      expect(template.spec?.type).toBe('adaptive-engine');
      const decision = await decide(ERIN, catalogEntityReadPermission);
      expect(applies(decision, template, Object.values(permissionRules))).toBe(
        true,
      );
    },
  );

  it.each([
    ['Component', false],
    ['Resource', false],
    ['Template', true],
  ])(
    'decides by kind whether a %s is an engine of another team',
    async (kind, may) => {
      const other = {
        ...entity('adaptive-engine', 'group:default/team-chat'),
        kind,
      };
      const decision = await decide(SAM, catalogEntityReadPermission);
      expect(applies(decision, other, Object.values(permissionRules))).toBe(
        may,
      );
    },
  );

  it.each([taskReadPermission, taskCancelPermission])(
    'answers $name with the condition that the task is their own',
    async permission => {
      expect(await decide(ERIN, permission)).toEqual({
        result: 'CONDITIONAL',
        pluginId: 'scaffolder',
        resourceType: 'scaffolder-task',
        conditions: {
          rule: 'IS_TASK_OWNER',
          resourceType: 'scaffolder-task',
          params: { createdBy: ['user:default/erin'] },
        },
      });
      expect(await decide(PAT, permission)).toEqual({ result: 'ALLOW' });
    },
  );

  it.each([
    [kubernetesProxyPermission, 'DENY'],
    [kubernetesResourcesReadPermission, 'DENY'],
    [kubernetesClustersReadPermission, 'DENY'],
    [templateDryRunPermission, 'DENY'],
    [templateManagementPermission, 'DENY'],
    [taskCreatePermission, 'ALLOW'],
    [actionExecutePermission, 'ALLOW'],
    [templateParameterReadPermission, 'ALLOW'],
    [templateStepReadPermission, 'ALLOW'],
    [adaptiveFleetViewPermission, 'ALLOW'],
    [adaptiveEnginePlanPermission, 'ALLOW'],
    [adaptiveSourcesReadPermission, 'DENY'],
    [catalogLocationCreatePermission, 'ALLOW'],
    [createPermission({ name: 'some.other', attributes: {} }), 'ALLOW'],
  ])('decides $name for a team', async (permission, result) => {
    expect(await decide(ERIN, permission)).toEqual({ result });
    expect(await decide(PAT, permission)).toEqual({ result: 'ALLOW' });
  });

  it('denies everything to who is not signed in', async () => {
    const policy = new AdaptivePolicy({
      platformGroups: new Set(),
      userInfo: mockServices.userInfo(),
    });
    expect(
      await policy.handle({ permission: adaptiveFleetViewPermission }),
    ).toEqual({ result: 'DENY' });
  });
});
