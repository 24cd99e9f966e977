import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  type EngineSummary,
} from '@adaptive-portal/plugin-adaptive-common';
import { liveCluster, unreachableCluster } from '../../__testUtils__/clusters';
import {
  healthyEngine,
  toSummary,
  troubledEngine,
  unreachableEngine,
} from '../../__testUtils__/engines';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { openPage as open } from '../../__testUtils__/openPage';

const named = (
  engine: EngineSummary,
  cluster: string,
  release: string,
): EngineSummary => ({
  ...engine,
  ref: { cluster, namespace: 'team-chat', release },
});

const fleet = [
  named(toSummary(healthyEngine), 'eu-1', 'search'),
  named(toSummary(troubledEngine), 'eu-1', 'chat-eu'),
  named(toSummary(unreachableEngine), 'us-1', 'chat-us'),
];

async function openFleet(
  path: string,
  engines: EngineSummary[],
  clusters = [liveCluster, unreachableCluster],
  catalog?: typeof catalogApiRef.T,
) {
  const api = await open(path, undefined, catalog);
  await screen.findByRole('status', { name: /Loading/ });
  await act(async () =>
    api.lastStream().send(
      ...engines.map(engine => ({
        type: 'engine-summary' as const,
        engine,
      })),
      { type: 'clusters', clusters },
      { type: 'synced' },
    ),
  );
  return api;
}

const releases = () =>
  within(screen.getByRole('table', { name: 'Engines' }))
    .getAllByRole('rowheader')
    .map(cell => within(cell).getByRole('link').textContent);

describe('the fleet page', () => {
  it('lists engines, the worst first, with links to their pages', async () => {
    await openFleet('/adaptive', fleet);
    expect(releases()).toEqual(['chat-eu', 'search', 'chat-us']);
    const row = screen.getByRole('row', { name: /chat-eu/ });
    expect(row).toHaveTextContent(/Degraded.*llama-70b 4\/6 waiting for GPUs/);
    expect(row).toHaveTextContent(/37\/53.*23 %llama-70b.*1 critical/);
    expect(screen.getByRole('row', { name: /search/ })).toHaveTextContent(
      /1\/10 %none/,
    );
    expect(screen.getByRole('link', { name: 'chat-eu' })).toHaveAttribute(
      'href',
      '/adaptive/eu-1/team-chat/chat-eu',
    );
  });

  it('leads to the catalog as soon as it has an engine, without a reload', async () => {
    jest.useFakeTimers({ advanceTimers: true });
    try {
      const catalog = catalogApiMock.mock();
      catalog.getEntities.mockResolvedValueOnce({ items: [] });
      catalog.getEntities.mockResolvedValue({
        items: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'eu-1.search',
              annotations: {
                [ADAPTIVE_ENGINE_ANNOTATION]: 'eu-1/team-chat/search',
              },
            },
          },
        ],
      });
      await openFleet(
        '/adaptive/engines',
        fleet.slice(0, 1),
        [liveCluster],
        catalog,
      );
      const link = () => screen.getByRole('link', { name: 'search' });
      expect(link()).toHaveAttribute('href', '/adaptive/eu-1/team-chat/search');

      await act(() => jest.advanceTimersByTimeAsync(60_000));
      expect(link()).toHaveAttribute(
        'href',
        '/catalog/default/component/eu-1.search/engine',
      );
      // Nothing is missing any more.
      expect(catalog.getEntities).toHaveBeenCalledTimes(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('says which cluster does not answer, and leaves the others alone', async () => {
    await openFleet('/adaptive/engines', fleet);
    expect(
      screen.getByText(/Cluster us-1: unreachable since/),
    ).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /chat-us/ })).toHaveTextContent(
      /Last known: healthy/,
    );
    expect(screen.getByRole('row', { name: /search/ })).toHaveTextContent(
      /Live/,
    );
  });

  it('filters by search, and by what the address says', async () => {
    await openFleet('/adaptive/engines?cluster=eu-1', fleet);
    expect(releases()).toEqual(['chat-eu', 'search']);
    await userEvent.type(screen.getByLabelText('Search'), 'mistral');
    expect(releases()).toEqual(['chat-eu']);
    expect(screen.getByText('1 of 3 engines')).toBeInTheDocument();
  });

  it('keeps the filter of an address without a tab', async () => {
    await openFleet('/adaptive?cluster=us-1', fleet);
    expect(releases()).toEqual(['chat-us']);
  });

  it('finds nothing at an address that is none of its tabs', async () => {
    await open('/adaptive/bogus');
    expect(await screen.findByText(/not found|404/i)).toBeInTheDocument();
    expect(screen.queryByRole('tab')).not.toBeInTheDocument();
  });

  it('says that no engine matches, and shows all again when asked', async () => {
    await openFleet('/adaptive/engines?cluster=eu-1&status=unknown', fleet);
    await userEvent.type(screen.getByLabelText('Search'), 'x');
    expect(
      screen.getByText('No engine matches "x", cluster eu-1, status unknown.'),
    ).toBeVisible();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear the filter' }),
    );
    expect(releases()).toHaveLength(3);
  });

  it('says that there are no engines yet', async () => {
    await openFleet('/adaptive/engines', []);
    expect(screen.getByText('No engines yet')).toBeInTheDocument();
  });

  it('does not take clusters that never answered for empty ones', async () => {
    const { lastSeenAt: _, ...freshness } = unreachableCluster.freshness;
    await openFleet(
      '/adaptive/engines',
      [],
      [liveCluster, { ...unreachableCluster, freshness }],
    );
    expect(screen.queryByText('No engines yet')).not.toBeInTheDocument();
    expect(
      screen.getByText(/could not list the engines of us-1 yet/),
    ).toBeInTheDocument();
  });

  it('shows clusters with capacity by GPU product', async () => {
    await openFleet('/adaptive/clusters', fleet);
    const rows = within(
      screen.getByRole('table', { name: 'Clusters' }),
    ).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(/Europe 1.*NVIDIA-H100-80GB-HBM3/);
    expect(
      within(rows[1])
        .getAllByRole('cell')
        .slice(-5)
        .map(cell => cell.textContent),
    ).toEqual(['8', '16', '48', '64', '8']);
    expect(rows[2]).toHaveTextContent(/NVIDIA-A100-SXM4-80GB/);
    expect(rows[3]).toHaveTextContent(/us-1Unreachable since/);
  });

  it('opens an engine that is in no catalog', async () => {
    const api = await open('/adaptive/eu-1/team-chat/chat-eu');
    await screen.findByRole('status', { name: /Loading engine/ });
    expect(api.lastStream().options.engine).toEqual({
      cluster: 'eu-1',
      namespace: 'team-chat',
      release: 'chat-eu',
    });
  });

  it('explains the sources tab to those who may not see it', async () => {
    const refusal = await ResponseError.fromResponse(
      new Response('{}', { status: 403 }),
    );
    await open(
      '/adaptive/sources',
      new MockAdaptiveApi({
        getSources: async () => {
          throw refusal;
        },
      }),
    );
    expect(
      await screen.findByText(/need the permission adaptive.sources.read/),
    ).toBeInTheDocument();
  });

  it('says once what all sources of a cluster suffer from', async () => {
    await open(
      '/adaptive/sources',
      new MockAdaptiveApi({
        getSources: async () => ({
          items: ['pods', 'nodes', 'events', 'a', 'b', 'c'].map(resource => ({
            id: `kubernetes:us-1:${resource}`,
            kind: 'kubernetes',
            cluster: 'us-1',
            freshness: unreachableCluster.freshness,
          })),
        }),
      }),
    );
    expect(await screen.findByText(/^6 unreachable\./)).toHaveTextContent(
      /ECONNREFUSED/,
    );
    expect(screen.queryByRole('row')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /^Show all/ }));
    expect(screen.getAllByRole('rowheader')).toHaveLength(6);
  });

  it('lists the sources that need attention, and all when asked', async () => {
    await open(
      '/adaptive/sources',
      new MockAdaptiveApi({
        getSources: async () => ({
          items: [
            {
              id: 'kubernetes:us-1:pods',
              kind: 'kubernetes',
              cluster: 'us-1',
              freshness: unreachableCluster.freshness,
            },
            ...['nodes', 'events', 'namespaces', 'apps/deployments', 'x'].map(
              resource => ({
                id: `kubernetes:us-1:${resource}`,
                kind: 'kubernetes' as const,
                cluster: 'us-1',
                items: 5,
                freshness: liveCluster.freshness,
              }),
            ),
          ],
        }),
      }),
    );
    expect(await screen.findByRole('row', { name: /^pods/ })).toHaveTextContent(
      /Unreachable since.*not known.*ECONNREFUSED/,
    );
    expect(screen.getByText(/^5 live, 1 unreachable/)).toBeInTheDocument();
    expect(screen.queryByText('nodes')).not.toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('button', { name: 'Show all sources of Cluster us-1' }),
    );
    expect(screen.getByRole('row', { name: /^nodes/ })).toHaveTextContent(
      /Live.*5/,
    );
  });
});
