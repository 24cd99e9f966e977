import { screen, within } from '@testing-library/react';
import type { ClusterCapacityView } from '@adaptive-portal/plugin-adaptive-common';
import { liveCluster, unreachableCluster } from '../../__testUtils__/clusters';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { openPage } from '../../__testUtils__/openPage';

const ref = { cluster: 'eu-1', namespace: 'team-chat', release: 'chat-eu' };
const [h100, a100] = liveCluster.gpus ?? [];

const europe: ClusterCapacityView = {
  cluster: 'eu-1',
  title: 'Europe 1',
  freshness: liveCluster.freshness,
  products: [
    { ...h100, engines: [{ ref, allocated: 32 }], otherAllocated: 16 },
    { ...a100, engines: [], otherAllocated: 0, free: 16, requested: 0 },
  ],
  waiting: [
    { ref, pool: 'llama-70b', resource: h100.resource, pods: 2, gpus: 16 },
  ],
};

async function show(...items: ClusterCapacityView[]) {
  await openPage(
    '/adaptive/capacity',
    new MockAdaptiveApi({ getCapacity: async () => ({ items }) }),
  );
}

describe('the capacity page', () => {
  it('says who holds the GPUs of a product, what is free, and who waits', async () => {
    await show(europe);
    const table = await screen.findByRole('table', {
      name: 'GPUs of Europe 1',
    });
    const [first, second] = within(table).getAllByRole('row').slice(1);
    expect(first).toHaveTextContent(/H100.*16864.*team-chat\/chat-eu: 32/);
    expect(first).toHaveTextContent('everything else: 16');
    expect(
      within(first).getByRole('img', {
        name: '32 held by engines, 16 by others, 16 free of 64',
      }),
    ).toBeInTheDocument();
    expect(second).toHaveTextContent('nobody');
    expect(
      screen.getByText(/Pool llama-70b of/).closest('span'),
    ).toHaveTextContent('team-chat/chat-eu waits for 16 GPUs with 2 pods');
  });

  it('does not call unknown GPUs free', async () => {
    await show({
      cluster: 'us-1',
      title: 'us-1',
      freshness: unreachableCluster.freshness,
      waiting: [],
    });
    expect(
      await screen.findByText(/what is free is not known/),
    ).toBeInTheDocument();
    expect(screen.getByText(/^Unreachable since/)).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('tells a cluster without GPUs', async () => {
    await show({ ...europe, products: [], waiting: [] });
    expect(await screen.findByText('No node has GPUs.')).toBeInTheDocument();
  });
});
