import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  AdaptiveApi,
  FleetProblem,
  ProblemsRequest,
} from '@adaptive-portal/plugin-adaptive-common';
import { unreachableCluster } from '../../__testUtils__/clusters';
import { toSummary, troubledEngine } from '../../__testUtils__/engines';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { openPage } from '../../__testUtils__/openPage';

const problems: FleetProblem[] = troubledEngine.problems.map(problem => ({
  ...problem,
  ref: troubledEngine.ref,
  freshness: troubledEngine.freshness,
  docs: 'https://keda.sh/docs/',
}));

const NONE = {
  items: [],
  totalItems: 0,
  counts: { critical: 0, warning: 0, info: 0 },
};

function apiOf(items: FleetProblem[], totalItems = items.length) {
  const asked: ProblemsRequest[] = [];
  const getProblems: AdaptiveApi['getProblems'] = async (request = {}) => {
    // The banners ask for themselves.
    if (request.code !== undefined) return NONE;
    asked.push(request);
    return {
      items,
      totalItems,
      counts: { critical: 1, warning: totalItems - 1, info: 0 },
    };
  };
  return { asked, api: new MockAdaptiveApi({ getProblems }) };
}

describe('the problems page', () => {
  it('lists what is wrong, with the engine, the remedy and where it is explained', async () => {
    await openPage('/adaptive/problems', apiOf(problems, 412).api);
    const table = await screen.findByRole('table', { name: 'Problems' });
    const [first] = within(table).getAllByRole('row').slice(1);
    expect(first).toHaveTextContent(/chat-eu.*eu-1 \/ team-chat.*Critical/);
    expect(first).toHaveTextContent(/Pool llama-70b.*Add a node/);
    expect(
      within(first).getByRole('link', { name: 'chat-eu' }),
    ).toHaveAttribute('href', '/adaptive/eu-1/team-chat/chat-eu');
    expect(
      within(first).getByRole('link', { name: /Explained/ }),
    ).toHaveAttribute('href', 'https://keda.sh/docs/');
    expect(screen.getByText(/^412 problems: 1 critical/)).toHaveTextContent(
      'The 2 most severe are shown',
    );
  });

  it('asks for what the address and the filters say', async () => {
    const { api, asked } = apiOf(problems);
    await openPage('/adaptive/problems?severity=critical&cluster=eu-1', api);
    await screen.findByRole('table', { name: 'Problems' });
    expect(asked[0]).toEqual({
      limit: 200,
      severity: 'critical',
      cluster: 'eu-1',
    });
    await userEvent.type(screen.getByLabelText('Search'), 'gpu');
    await waitFor(() =>
      expect(asked[asked.length - 1]).toMatchObject({ search: 'gpu' }),
    );
  });

  it('asks again when an engine changed', async () => {
    const { api, asked } = apiOf(problems);
    await openPage('/adaptive/problems', api);
    await screen.findByRole('table', { name: 'Problems' });
    const engine = toSummary(troubledEngine);
    const send = (version: string) =>
      act(async () =>
        api
          .lastStream()
          .send(
            { type: 'engine-summary', engine: { ...engine, version } },
            { type: 'synced' },
          ),
      );
    await send('1');
    const before = asked.length;
    await send('2');
    await waitFor(() => expect(asked.length).toBeGreaterThan(before), {
      timeout: 5_000,
    });
  });

  it('tells no problems from none that match', async () => {
    const { api } = apiOf([]);
    await openPage('/adaptive/problems', api);
    expect(await screen.findByText('No problems')).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Search'), 'x');
    expect(await screen.findByText('No problem matches.')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear the filter' }),
    );
    expect(await screen.findByText('No problems')).toBeInTheDocument();
  });

  it('says what is as old as the last word of a cluster, and what may be missing', async () => {
    const { freshness } = unreachableCluster;
    await openPage(
      '/adaptive/problems',
      apiOf([{ ...problems[0], freshness }]).api,
    );
    const table = await screen.findByRole('table', { name: 'Problems' });
    expect(table).toHaveTextContent(
      /Last known: critical.*; the cluster has not answered since \d/,
    );
    // The column is narrower than that.
    expect(screen.getByText('Last known: critical').parentElement).toHaveStyle({
      whiteSpace: 'normal',
    });
  });

  it('does not say of a cluster that refuses the portal that it does not answer', async () => {
    const freshness = {
      ...unreachableCluster.freshness,
      status: 'notPermitted' as const,
    };
    await openPage(
      '/adaptive/problems',
      apiOf([{ ...problems[0], freshness }]).api,
    );
    expect(
      await screen.findByText(/; the cluster has refused the portal since \d/),
    ).toBeVisible();
  });

  it.each(['cluster-unreachable', 'prometheus-down', 'token-expiring'])(
    'takes %s for what is so now, not for what was read of a silent cluster',
    async code => {
      const { freshness } = unreachableCluster;
      await openPage(
        '/adaptive/problems',
        apiOf([{ ...problems[0], code, freshness }]).api,
      );
      const table = await screen.findByRole('table', { name: 'Problems' });
      expect(table).toHaveTextContent(/Critical/);
      expect(table).not.toHaveTextContent(/Last known|has not answered/);
    },
  );

  it('does not call it well where a cluster could not be listed', async () => {
    const api = new MockAdaptiveApi({
      getProblems: async () => ({
        items: [],
        totalItems: 0,
        counts: { critical: 0, warning: 0, info: 0 },
        incomplete: [
          { cluster: 'us-1', freshness: unreachableCluster.freshness },
        ],
      }),
    });
    await openPage('/adaptive/problems', api);
    expect(await screen.findByText('No problems known')).toBeInTheDocument();
    expect(screen.getByText(/could not list those of us-1/)).toBeVisible();
  });

  it('shows an error, and tries again when asked', async () => {
    let fails = true;
    const api = new MockAdaptiveApi({
      getProblems: async () => {
        if (fails) throw new Error('The portal is restarting');
        return {
          items: [],
          totalItems: 0,
          counts: { critical: 0, warning: 0, info: 0 },
        };
      },
    });
    await openPage('/adaptive/problems', api);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The portal is restarting',
    );
    fails = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('No problems')).toBeInTheDocument();
  });
});
