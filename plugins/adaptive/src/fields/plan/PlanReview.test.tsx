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
  DEFAULT_LAYOUT,
  renderEngine,
  type EngineInput,
  type RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { renderForm } from '../../__testUtils__/renderForm';
import { engineOfForm } from '../engine/engineOfForm';

// Machines are busy.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

const target: RenderTarget = {
  repository: {
    id: 'platform',
    url: 'https://git.example.com/platform.git',
    branch: 'main',
    layout: DEFAULT_LAYOUT,
  },
  argocd: {
    namespace: 'argocd',
    project: 'default',
    chartRegistry: 'ghcr.io/adaptive-ml',
    destination: { name: 'eu-1' },
  },
  autoscaling: { prometheusAddress: 'http://prometheus:9090' },
};

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
  return renderEngine(input as EngineInput, target);
}

const unknown = <T,>(reason: string): Fact<T> => ({ reason });

function answer(
  change: {
    repository?: Partial<PlanResponse['repository']>;
    cluster?: Partial<PlanResponse['cluster']>;
  } = {},
): PlanResponse {
  return {
    repository: {
      id: 'platform',
      branch: 'main',
      commit: '4f2c1a9',
      files: [],
      foreign: false,
      ...change.repository,
    },
    target,
    cluster: {
      name: 'eu-1',
      known: true,
      kubernetesVersion: { value: 'v1.31.0' },
      gpuOperator: { value: true },
      nodes: {
        value: [
          {
            resource: 'nvidia.com/gpu',
            product: 'H100',
            requested: 24,
            largestFreeOnOneNode: 8,
            allocatable: 64,
            free: 40,
            nodes: 8,
            labels: { 'nvidia.com/gpu.product': 'H100' },
            freeCpu: 100,
            freeMemoryBytes: 2e12,
            nodeCpu: 200,
            nodeMemoryBytes: 2e12,
            nodeGpus: 8,
            taints: [],
          },
        ],
      },
      namespace: { value: { exists: false, taken: false, quotas: [] } },
      installed: {
        value: {
          keda: true,
          externalSecrets: true,
          sealedSecrets: true,
          argocd: true,
          flux: false,
          podMonitor: true,
        },
      },
      storageClasses: { value: [{ name: 'standard', default: true }] },
      ingressClasses: { value: ['nginx'] },
      externalMetrics: { value: { byEngine: false } },
      metrics: { value: { series: {}, poolNames: [] } },
      engineGpus: { value: 0 },
      ...change.cluster,
    },
    findings: [],
  };
}

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
    const { requests, onCreate } = open(async () => answer());
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
    open(async () => answer({ repository: { files: before } }));
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
    open(async () => answer({ repository: { files: rendered() } }));
    expect(await screen.findByText('Nothing would change')).toBeVisible();
    expect(screen.getByText(/No pod restarts/)).toBeVisible();
  });

  it('refuses errors, with the remedy and the way to the page', async () => {
    const { onCreate } = open(async () => answer(), {
      pools: [{ name: 'a', minReplicas: 3, maxReplicas: 2, gpusPerReplica: 1 }],
    });
    expect(
      await screen.findByText(/pools\[0\].maxReplicas is 2/),
    ).toBeInTheDocument();
    expect(
      screen.getAllByRole('button', { name: /^Go to Compute pools for pools/ }),
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
      return answer();
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
      answer({
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
    open(async () => answer({ repository: { foreign: true } }));
    expect(
      await screen.findByText(/has an engine chat in the repository already/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('waits for a repository to be chosen', async () => {
    const { requests } = open(async () => answer(), { repositoryId: '' });
    expect(
      await screen.findByText(/shows here once a repository is chosen/),
    ).toBeInTheDocument();
    expect(requests).toEqual([]);
  });
});
