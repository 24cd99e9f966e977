import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { liveCluster, unreachableCluster } from '../__testUtils__/clusters';
import { MockAdaptiveApi } from '../__testUtils__/mockApi';
import { renderForm } from '../__testUtils__/renderForm';
import { adaptiveApiRef } from '../api';
import { PoolsSummary } from './PoolsSummary';

const clusters = async () => ({ items: [liveCluster, unreachableCluster] });
const refuse = async () => {
  throw new Error('Request failed with 503');
};

const clusterProperty = {
  cluster: {
    title: 'Cluster',
    type: 'string',
    'ui:field': 'AdaptiveClusterPicker',
  },
};
const poolsProperty = {
  pools: {
    title: 'Compute pools',
    type: 'array',
    items: { type: 'object' },
    'ui:field': 'AdaptivePoolsField',
  },
};
const repositoryProperty = {
  repository: {
    title: 'Repository',
    type: 'string',
    'ui:field': 'AdaptiveRepositoryPicker',
  },
};

async function submit() {
  await userEvent.click(screen.getByRole('button', { name: 'Review' }));
}

async function create() {
  await submit();
  await userEvent.click(await screen.findByRole('button', { name: 'Create' }));
}

describe('AdaptiveClusterPicker', () => {
  it('offers clusters with free GPUs and freshness, and hands on the name', async () => {
    const api = new MockAdaptiveApi({ getClusters: clusters });
    const { onCreate } = renderForm({ api, properties: clusterProperty });

    await userEvent.click(await screen.findByLabelText('Cluster'));
    const options = await screen.findAllByRole('option');
    expect(options.map(o => o.textContent)).toEqual([
      'Europe 1 (eu-1)16 of 64 NVIDIA-H100-80GB-HBM3 free, 2 of 16 NVIDIA-A100-SXM4-80GB free',
      expect.stringMatching(/^us-1unreachable since .*:\d\d$/),
    ]);
    await userEvent.click(options[0]);
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({ cluster: 'eu-1' }),
    );
  });

  it('warns about a cluster that does not answer, and accepts it', async () => {
    const api = new MockAdaptiveApi({ getClusters: clusters });
    const { onCreate } = renderForm({
      api,
      properties: clusterProperty,
      initialState: { cluster: 'us-1' },
    });
    expect(await screen.findByRole('status')).toHaveTextContent(
      'The portal does not hear from us-1 at the moment (connect ECONNREFUSED 10.0.0.7:6443).',
    );
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({ cluster: 'us-1' }),
    );
  });

  it('refuses a cluster that is not known', async () => {
    const api = new MockAdaptiveApi({ getClusters: clusters });
    renderForm({
      api,
      properties: clusterProperty,
      initialState: { cluster: 'mars' },
    });
    await screen.findByText('mars');
    await submit();
    expect(
      await screen.findAllByText(/Cluster 'mars' is not known.*eu-1, us-1/),
    ).not.toHaveLength(0);
  });

  it('is a text field with the reason when the list cannot be read', async () => {
    const api = new MockAdaptiveApi({ getClusters: refuse });
    const { onCreate } = renderForm({ api, properties: clusterProperty });
    expect(
      await screen.findByText(/cannot be read \(Request failed with 503\)/),
    ).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Cluster'), 'eu-1');
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({ cluster: 'eu-1' }),
    );
  });
});

describe('AdaptiveRepositoryPicker', () => {
  const item = (id: string) => ({
    id,
    title: `Title of ${id}`,
    url: `https://git.example.com/${id}.git`,
    branch: 'main',
  });

  it('chooses the only repository by itself', async () => {
    const api = new MockAdaptiveApi({
      getRepositories: async () => ({ items: [item('platform')] }),
    });
    const { onCreate } = renderForm({ api, properties: repositoryProperty });
    expect(
      await screen.findByText(
        'https://git.example.com/platform.git, branch main',
      ),
    ).toBeInTheDocument();
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({ repository: 'platform' }),
    );
  });

  it('leaves the choice among several', async () => {
    const api = new MockAdaptiveApi({
      getRepositories: async () => ({ items: [item('a'), item('b')] }),
    });
    const { onCreate } = renderForm({ api, properties: repositoryProperty });
    await userEvent.click(await screen.findByLabelText('Repository'));
    await userEvent.click(
      await screen.findByRole('option', { name: /Title of b/ }),
    );
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({ repository: 'b' }),
    );
  });

  it('says that the list cannot be read', async () => {
    const api = new MockAdaptiveApi({ getRepositories: refuse });
    renderForm({ api, properties: repositoryProperty });
    expect(
      await screen.findByText(/list of repositories cannot be read/),
    ).toBeInTheDocument();
  });
});

describe('AdaptivePoolsField', () => {
  const api = new MockAdaptiveApi({ getClusters: clusters });

  async function fill(label: string, text: string, row = 0) {
    const cell = screen.getAllByRole('group', { name: /^Pool/ })[row];
    const input = within(cell).getByLabelText(new RegExp(`^${label}`));
    await userEvent.clear(input);
    await userEvent.type(input, text);
    await userEvent.tab();
  }

  it('hands on typed rows as numbers', async () => {
    const { onCreate } = renderForm({ api, properties: poolsProperty });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add pool' }),
    );
    await fill('Name', 'llama-70b');
    await fill('Max replicas', '6');
    await fill('GPUs per replica', '8');
    await fill('Requests/s', '2.5');
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({
        pools: [
          {
            name: 'llama-70b',
            minReplicas: 1,
            maxReplicas: 6,
            gpusPerReplica: 8,
            requestsPerSecondPerReplica: 2.5,
          },
        ],
      }),
    );
  });

  it('sums GPUs against what the chosen cluster has free', async () => {
    renderForm({
      api,
      properties: { ...clusterProperty, ...poolsProperty },
      initialState: {
        cluster: 'eu-1',
        pools: [
          { name: 'a', minReplicas: 1, maxReplicas: 6, gpusPerReplica: 8 },
          { name: 'b', minReplicas: 2, maxReplicas: 4, gpusPerReplica: 1 },
        ],
      },
    });
    expect(
      await screen.findByText('Needs 10 GPUs at minimum, 52 at maximum.'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(
        'At its maximum this needs 34 GPUs more than are free now.',
      ),
    ).toBeInTheDocument();
  });

  it('says when not even the minimum fits', async () => {
    renderForm({
      api,
      properties: { ...clusterProperty, ...poolsProperty },
      initialState: {
        cluster: 'us-1',
        pools: [
          { name: 'a', minReplicas: 2, maxReplicas: 2, gpusPerReplica: 8 },
        ],
      },
    });
    expect(
      await screen.findByText(
        /^At its minimum this needs 8 GPUs more than are free now; pods will wait/,
      ),
    ).toBeInTheDocument();
    expect(screen.getByText(/8 of 16 .* free \(last known\)/)).toBeVisible();
  });

  it('counts what the engine holds as room for it', async () => {
    render(
      <TestApiProvider apis={[[adaptiveApiRef, api]]}>
        <PoolsSummary
          id="sum"
          rows={[{ minReplicas: 2, maxReplicas: 4, gpusPerReplica: 8 }]}
          cluster="us-1"
          held={16}
        />
      </TestApiProvider>,
    );
    expect(
      await screen.findByText(
        'At its maximum this needs 8 GPUs more than are held and free now.',
      ),
    ).toBeVisible();
    expect(screen.getByText(/The engine holds 16/)).toBeVisible();
    expect(screen.queryByText(/pods will wait/)).not.toBeInTheDocument();
  });

  it('shows an error when a cell is left, and refuses the form with every sentence', async () => {
    const { onCreate } = renderForm({
      api,
      properties: poolsProperty,
      initialState: {
        pools: [
          { name: 'a', minReplicas: 1, maxReplicas: 2, gpusPerReplica: 1 },
          { name: 'A', minReplicas: 1, maxReplicas: 1, gpusPerReplica: 1 },
        ],
      },
    });
    const rule =
      /^Max replicas is 2, less than Min replicas, which is 3\. Accepted .* smaller Min replicas\./;
    await screen.findAllByRole('group', { name: /^Pool/ });
    await fill('Min replicas', '3');
    expect(screen.queryByText(rule)).not.toBeInTheDocument();
    await fill('Max replicas', '2');
    expect(screen.getByText(rule)).toBeInTheDocument();

    await submit();
    expect(
      await screen.findAllByText(
        /writes both as 'a'. Give one of them another/,
      ),
    ).not.toHaveLength(0);
    expect(onCreate).not.toHaveBeenCalled();
  });

  it('offers CPU and memory of a replica, both or none', async () => {
    const { onCreate } = renderForm({
      api,
      properties: poolsProperty,
      initialState: {
        pools: [
          { name: 'a', minReplicas: 1, maxReplicas: 2, gpusPerReplica: 1 },
        ],
      },
    });
    const more = await screen.findByRole('button', {
      name: /CPU and memory/,
    });
    expect(more).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(more);
    await fill('CPU cores', '4.5');
    await submit();
    expect(
      await screen.findAllByText(
        /Memory per replica is empty, CPU and memory are given together/,
      ),
    ).not.toHaveLength(0);
    expect(onCreate).not.toHaveBeenCalled();

    await fill('Memory', '64Gb');
    expect(
      screen.getByText(/^Memory per replica is .*64Gb.*Accepted is/),
    ).toBeInTheDocument();
    await fill('Memory', '64Gi');
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({
        pools: [
          expect.objectContaining({
            resources: { cpu: 4.5, memory: '64Gi' },
          }),
        ],
      }),
    );
  });

  it('hints at what is allowed and seldom meant, and lets it pass', async () => {
    const { onCreate } = renderForm({
      api,
      properties: poolsProperty,
      initialState: {
        pools: [
          { name: 'a', minReplicas: 1, maxReplicas: 2, gpusPerReplica: 3 },
        ],
      },
    });
    const row = within(await screen.findByRole('group', { name: 'Pool a' }));
    expect(
      row.getByText(/^GPUs per replica is 3, but most GPU nodes have 8/),
    ).toBeInTheDocument();
    expect(row.getByLabelText(/^GPUs per replica/)).toHaveAttribute(
      'aria-invalid',
      'false',
    );
    await create();
    await waitFor(() => expect(onCreate).toHaveBeenCalled());
  });

  it('needs at least one pool, and lets go of a removed one', async () => {
    renderForm({
      api,
      properties: poolsProperty,
      initialState: {
        pools: [
          { name: 'a', minReplicas: 1, maxReplicas: 2, gpusPerReplica: 1 },
        ],
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove pool a' }),
    );
    expect(
      screen.queryByRole('group', { name: 'Pool a' }),
    ).not.toBeInTheDocument();
    await submit();
    expect(
      await screen.findAllByText(/an engine needs at least one/),
    ).not.toHaveLength(0);
  });
});
