import type { JsonObject } from '@backstage/types';
import {
  checkEngineInput,
  renderEngine,
  type EngineInput,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { planFacts, planTarget } from '../../__testUtils__/planFacts';
import { engineOfForm } from '../engine/engineOfForm';
import { formIntent } from './formIntent';
import { loadPlan } from './loadPlan';

const bundled: JsonObject = {
  name: 'chat',
  owner: 'group:default/team-chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  rootUrl: 'https://chat.example.com',
  pools: [{ name: 'a', minReplicas: 1, maxReplicas: 2, gpusPerReplica: 1 }],
  containerRegistry: 'registry.example.com/adaptive',
  harmonyTag: '1',
  controlPlaneTag: '1',
  autoscalingMode: 'bundled',
  options: { prometheus: {} },
};
const { input } = checkEngineInput(engineOfForm(bundled));
const files = renderEngine(input as EngineInput, planTarget);
const api = new MockAdaptiveApi({
  plan: async () => planFacts({ repository: { files } }),
});
const catalog = {
  getEntityByRef: async () => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'chat',
      annotations: { 'adaptive-portal.io/engine': 'eu-1/team-chat/chat' },
    },
  }),
};

async function planFor(values: JsonObject, signal?: AbortSignal) {
  const intent = await formIntent(
    { repositoryId: 'platform', ...values },
    catalog,
  );
  if (!intent) throw new Error('The form does not say where to');
  return loadPlan({ api, intent, signal });
}

describe('loadPlan', () => {
  it('refuses a new engine in place of one that brought the KEDA of its cluster', async () => {
    const { findings } = await planFor({
      ...bundled,
      autoscalingMode: 'platform',
      options: {},
    });
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'keda-pruned', severity: 'error' }),
    );
  });

  it('has no files for a change that changes nothing', async () => {
    const { plan } = await planFor({
      entityRef: 'component:default/chat',
      change: {},
    });
    expect(plan?.files).toEqual([]);
  });

  it('gives up when the request is aborted', async () => {
    await expect(planFor(bundled, AbortSignal.abort())).rejects.toThrow();
  });
});
