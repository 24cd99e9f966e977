import { act, screen, waitFor } from '@testing-library/react';
import type {
  ClusterStatus,
  FleetProblem,
  ProblemsRequest,
} from '@adaptive-portal/plugin-adaptive-common';
import { liveCluster, unreachableCluster } from '../../__testUtils__/clusters';
import { healthyEngine, toSummary } from '../../__testUtils__/engines';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { openPage } from '../../__testUtils__/openPage';

const prometheusDown: FleetProblem = {
  code: 'prometheus-down',
  severity: 'warning',
  sentence:
    'Metric source Main does not answer: refused. Metrics are unknown until it answers.',
  evidence: [
    { object: 'Prometheus main', field: 'freshness', value: 'unreachable' },
  ],
  remedy: 'Check Prometheus.',
  since: '2026-11-22T09:03:11Z',
  ref: healthyEngine.ref,
  freshness: healthyEngine.freshness,
};

async function openAt(
  path: string,
  clusters: ClusterStatus[],
  found: FleetProblem[] = [],
) {
  const asked: ProblemsRequest[] = [];
  const api = new MockAdaptiveApi({
    getProblems: async (request = {}) => {
      asked.push(request);
      const items = request.code === 'prometheus-down' ? found : [];
      return {
        items,
        totalItems: items.length,
        counts: { critical: 0, warning: items.length, info: 0 },
      };
    },
  });
  await openPage(path, api);
  await waitFor(() => api.lastStream());
  await act(async () =>
    api
      .lastStream()
      .send(
        { type: 'engine-summary', engine: toSummary(healthyEngine) },
        { type: 'clusters', clusters },
        { type: 'synced' },
      ),
  );
  return { api, asked };
}

const other = {
  ...unreachableCluster,
  name: 'us-2',
  title: 'United States 2',
};

describe('banners', () => {
  it('say that all else is live, when it is', async () => {
    await openAt('/adaptive/engines', [liveCluster, unreachableCluster]);
    expect(
      await screen.findByText(
        'Its engines are shown as last known; all else is live.',
      ),
    ).toBeVisible();
  });

  it.each<[string, ClusterStatus[], FleetProblem[]]>([
    ['another cluster is silent', [unreachableCluster, other], []],
    ['a metric source is silent', [unreachableCluster], [prometheusDown]],
  ])(
    'do not say that all else is live while %s',
    async (_, clusters, found) => {
      await openAt('/adaptive/engines', clusters, found);
      const [banner] = await screen.findAllByText(/shown as last known/);
      expect(banner).toHaveTextContent(
        /^Its engines are shown as last known\.$/,
      );
    },
  );

  it.each(['engines', 'problems'])(
    'on the page of %s tell of a metric source that does not answer, once for all engines',
    async page => {
      await openAt(
        `/adaptive/${page}`,
        [liveCluster],
        [prometheusDown, { ...prometheusDown }],
      );
      expect(
        await screen.findByText(/^No metrics from Prometheus main since \d/),
      ).toBeVisible();
      expect(screen.getByText(prometheusDown.sentence)).toBeVisible();
    },
  );

  it('leave no engine live when the portal itself is not reached', async () => {
    const { api } = await openAt('/adaptive/engines', [liveCluster]);
    const row = () => screen.getByRole('row', { name: /chat-eu/ });
    expect(row()).toHaveTextContent(/Live/);
    await act(async () => api.lastStream().end());
    expect(
      screen.getByText(/^No connection to the portal since/),
    ).toBeVisible();
    expect(row()).toHaveTextContent(/Last known: healthy.*Last known$/);
    expect(row()).not.toHaveTextContent(/Live/);
  });

  it('may take several lines on a narrow screen', async () => {
    await openAt('/adaptive/engines', [unreachableCluster]);
    const title = await screen.findByText(/^Cluster us-1: unreachable since/);
    expect(title.parentElement).toHaveStyle({ whiteSpace: 'normal' });
  });
});
