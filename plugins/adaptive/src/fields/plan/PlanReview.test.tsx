import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { JsonValue } from '@backstage/types';
import type {
  Fact,
  PlanRequest,
  PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';
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

const values: Record<string, JsonValue> = {
  name: 'chat',
  owner: 'group:default/team-chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  rootUrl: 'https://chat.example.com',
  pools: [
    {
      name: 'llama',
      minReplicas: 2,
      maxReplicas: 6,
      gpusPerReplica: 8,
      requestsPerSecondPerReplica: 4,
    },
  ],
  containerRegistry: 'registry.example.com/adaptive',
  harmonyTag: '1',
  controlPlaneTag: '1',
  sandkastenTag: '1',
  repositoryId: 'platform',
};

function rendered(changed: Record<string, JsonValue> = {}) {
  const { input } = checkEngineInput(engineOfForm({ ...values, ...changed }));
  return renderEngine(input as EngineInput, planTarget);
}

const unknown = <T,>(reason: string): Fact<T> => ({ reason });

const pages = {
  Engine: ['name', 'rootUrl'],
  'Compute pools': ['pools'],
};

function open(
  plan: (request: PlanRequest) => Promise<PlanResponse>,
  change: Record<string, JsonValue> = {},
) {
  const requests: PlanRequest[] = [];
  const api = new MockAdaptiveApi({
    plan: async request => {
      requests.push(request);
      return plan(request);
    },
  });
  const form = renderForm({
    api,
    properties: {
      plan: {
        type: 'string',
        'ui:field': 'AdaptivePlanReview',
        'ui:options': { pages },
      },
    },
    initialState: { ...values, ...change },
  });
  return { ...form, requests };
}

const submit = async () =>
  userEvent.click(screen.getByRole('button', { name: 'Review' }));

describe('AdaptivePlanReview', () => {
  it('shows files, sizes and pods of a new engine, and lets it pass', async () => {
    const { requests, onCreate } = open(async () => planFacts());
    expect(await screen.findByText(/\d+ files would change/)).toBeVisible();
    const sizes = within(screen.getByRole('table', { name: /Replicas and/ }));
    expect(sizes.getByText('none → 2 to 6')).toBeInTheDocument();
    expect(sizes.getByText('none → 16 to 48')).toBeInTheDocument();
    expect(
      screen.getByText('Free in the cluster now: 40 of 64 GPUs H100.'),
    ).toBeInTheDocument();
    const [, second] = requests;
    expect(second.files?.map(({ path }) => path)).toEqual(
      rendered().map(({ path }) => path),
    );
    await submit();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    await waitFor(() => expect(onCreate).toHaveBeenCalled());
  });

  it('shows what differs from git in files and keys', async () => {
    const before = rendered({
      pools: [
        {
          name: 'llama',
          minReplicas: 2,
          maxReplicas: 4,
          gpusPerReplica: 8,
          requestsPerSecondPerReplica: 4,
        },
      ],
    });
    open(async () => planFacts({ repository: { files: before } }));
    expect(await screen.findByText('2 to 4 → 2 to 6')).toBeInTheDocument();
    const path = /scaledobject-llama\.yaml/;
    await userEvent.click(screen.getByRole('button', { name: path }));
    const diff = screen.getByRole('region', { name: path });
    expect(diff).toHaveTextContent('- maxReplicaCount: 4');
    expect(diff).toHaveTextContent('+ maxReplicaCount: 6');
    await userEvent.click(
      screen.getByRole('button', { name: /^Keys that change/ }),
    );
    expect(screen.getAllByText('spec.maxReplicaCount')).not.toHaveLength(0);
  });

  it('says that nothing changes when git has exactly this', async () => {
    open(async () => planFacts({ repository: { files: rendered() } }));
    expect(await screen.findByText('Nothing would change')).toBeVisible();
    expect(screen.getByText(/No pod restarts/)).toBeVisible();
  });

  it('refuses errors, with the remedy and the way to the page', async () => {
    const { onCreate } = open(async () => planFacts(), {
      pools: [{ name: 'a', minReplicas: 3, maxReplicas: 2, gpusPerReplica: 1 }],
    });
    expect(
      await screen.findByText(/^maxReplicas of pool "a" is 2/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/pools\[0\]/)).not.toBeInTheDocument();
    expect(
      screen.getAllByRole('button', {
        name: /^Go to Compute pools for .* of pool "a"/,
      }),
    ).not.toHaveLength(0);
    await submit();
    expect(
      await screen.findByText('The plan has errors; correct them to go on.'),
    ).toBeInTheDocument();
    expect(onCreate).not.toHaveBeenCalled();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('plans without facts when the portal does not answer, says so, and asks again', async () => {
    let down = true;
    const { onCreate } = open(async () => {
      if (down) throw new Error('Request failed with 503');
      return planFacts();
    });
    expect(
      await screen.findByText(/does not answer \(Request failed with 503\)/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('table')).toBeNull();
    down = false;
    await userEvent.click(screen.getByRole('button', { name: 'Ask again' }));
    expect(
      await screen.findByRole('table', { name: /Replicas and/ }),
    ).toBeInTheDocument();
    down = true;
    await submit();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    await waitFor(() => expect(onCreate).toHaveBeenCalled());
  });

  it('names facts that are not known, with the reason', async () => {
    open(async () =>
      planFacts({
        cluster: {
          nodes: unknown('connect ECONNREFUSED'),
          engineGpus: unknown('connect ECONNREFUSED'),
        },
        repository: { commit: undefined, message: 'git is down' },
      }),
    );
    expect(
      await screen.findByText(
        'Not checked in cluster eu-1: What nodes have room for; GPUs that the engine holds (connect ECONNREFUSED).',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Repository platform cannot be read \(git is down\)/),
    ).toBeInTheDocument();
  });

  it('refuses a place that somebody else has, and tells nothing of it', async () => {
    open(async () => planFacts({ repository: { foreign: true } }));
    expect(
      await screen.findByText(/has an engine chat in the repository already/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('waits for a repository to be chosen', async () => {
    const { requests } = open(async () => planFacts(), { repositoryId: '' });
    expect(
      await screen.findByText(/shows here once a repository is chosen/),
    ).toBeInTheDocument();
    expect(requests).toEqual([]);
  });
});
