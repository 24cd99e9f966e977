import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Entity } from '@backstage/catalog-model';
import type { JsonValue } from '@backstage/types';
import {
  checkEngineInput,
  renderEngine,
  type EngineInput,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { planFacts, planTarget } from '../../__testUtils__/planFacts';
import { renderForm } from '../../__testUtils__/renderForm';
import { engineOfForm } from '../engine/engineOfForm';

// Machines are busy.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

const pool = { minReplicas: 1, maxReplicas: 2, gpusPerReplica: 1 };
const { input } = checkEngineInput(
  engineOfForm({
    name: 'chat',
    owner: 'group:default/team-chat',
    cluster: 'eu-1',
    namespace: 'team-chat',
    rootUrl: 'https://chat.example.com',
    pools: [
      { ...pool, name: 'llama', nodeSelector: { gpu: 'H100' } },
      { ...pool, name: 'judge', nodeSelector: { gpu: 'A100' } },
    ],
    containerRegistry: 'registry.example.com/adaptive',
    harmonyTag: '1',
    controlPlaneTag: '1',
    sandkastenTag: '1',
  }),
);
const files = renderEngine(input as EngineInput, planTarget);

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'chat',
    annotations: { 'adaptive-portal.io/engine': 'eu-1/team-chat/chat' },
  },
};
const where = { entityRef: 'component:default/chat', repositoryId: 'platform' };

function open(
  change?: JsonValue,
  repository: Parameters<typeof planFacts>[0] = { repository: { files } },
) {
  return renderForm({
    api: new MockAdaptiveApi({ plan: async () => planFacts(repository) }),
    entities: [entity],
    properties: {
      change: {
        type: ['object', 'string'],
        'ui:field': 'AdaptiveEngineChange',
      },
      plan: { type: 'string', 'ui:field': 'AdaptivePlanReview' },
    },
    initialState: { ...where, ...(change === undefined ? {} : { change }) },
  });
}

const row = async (name: string) =>
  within(await screen.findByRole('group', { name: `Pool ${name}` }));

async function create() {
  await userEvent.click(screen.getByRole('button', { name: 'Review' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Create' }));
}

describe('AdaptiveEngineChange', () => {
  it('shows the engine of git, and hands on what is different', async () => {
    const { onCreate } = open();
    const max = (await row('llama')).getByLabelText(/^Max replicas/);
    expect(max).toHaveValue(2);
    await userEvent.clear(max);
    await userEvent.type(max, '4');
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove pool judge' }),
    );
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith(
        expect.objectContaining({
          ...where,
          change: {
            setPools: [{ name: 'llama', maxReplicas: 4 }],
            removePools: ['judge'],
          },
        }),
      ),
    );
  });

  it('opens with the change of a link, and its plan', async () => {
    open({ setPools: [{ name: 'llama', maxReplicas: 9 }] });
    expect((await row('llama')).getByLabelText(/^Max replicas/)).toHaveValue(9);
    expect(await screen.findAllByText('1 to 2 → 1 to 9')).not.toHaveLength(0);
  });

  it('pauses some pools, and changes the version among those of one kind', async () => {
    const { onCreate } = open();
    const version = await screen.findByLabelText('Chart version');
    expect(
      within(version).queryByRole('option', { name: '0.24.0' }),
    ).toBeNull();
    await userEvent.selectOptions(version, '0.22.0');
    await userEvent.selectOptions(
      screen.getByLabelText('Autoscaling'),
      'pause',
    );
    await userEvent.type(screen.getByLabelText('Pools to pause'), 'judge');
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith(
        expect.objectContaining({
          change: {
            chartVersion: '0.22.0',
            autoscaling: { action: 'pause', pools: ['judge'] },
          },
        }),
      ),
    );
  });

  it('takes the words of the HTTP API', async () => {
    open('pause');
    expect(await screen.findByLabelText('Autoscaling')).toHaveValue('pause');
  });

  it('refuses a change that breaks a rule', async () => {
    const { onCreate } = open({
      setPools: [{ name: 'llama', minReplicas: 5 }],
    });
    await row('llama');
    await userEvent.click(screen.getByRole('button', { name: 'Review' }));
    expect(
      await screen.findAllByText(/pools\[0\].maxReplicas is 2/),
    ).not.toHaveLength(0);
    expect(onCreate).not.toHaveBeenCalled();
  });

  it('says when git pauses nothing that could be resumed', async () => {
    open({ autoscaling: { action: 'resume', pools: ['llama'] } });
    expect(
      await screen.findByText(/Git does not pause this engine/),
    ).toBeInTheDocument();
  });

  it('does not say so of a pause', async () => {
    open({ autoscaling: { action: 'pause', pools: ['llama'] } });
    expect(await screen.findByLabelText('Pools to pause')).toBeInTheDocument();
    expect(screen.queryByText(/Git does not pause/)).not.toBeInTheDocument();
  });

  it('says why the engine cannot be shown, and keeps the change', async () => {
    const change = { setPools: [{ name: 'llama', maxReplicas: 9 }] };
    open(change, { repository: { files: [] } });
    expect(
      await screen.findByText(/has no files of this engine; choose the one/),
    ).toBeInTheDocument();
    expect(screen.getByText(JSON.stringify(change))).toBeInTheDocument();
  });

  it('says that the change of a link does not fit', async () => {
    open({ removePools: ['gone'] });
    expect(
      await screen.findByText(/does not fit the engine: .*"gone"/),
    ).toBeInTheDocument();
    expect(await row('llama')).toBeDefined();
  });
});
