import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  AdaptiveApi,
  HistoryEntry,
  HistoryResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { HistorySection } from './HistorySection';

const ref = { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' };
const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString();

const replicas = (ready: number, desired: number) => ({
  min: 1,
  max: 8,
  desired,
  current: desired,
  ready,
  starting: desired - ready,
  pending: 0,
});

const items: HistoryEntry[] = [
  {
    id: '1',
    at: minutesAgo(60),
    kind: 'problemRaised',
    code: 'at-max-with-timeouts',
    severity: 'critical',
    pool: 'llama-70b',
    sentence: '23 % of the requests time out, and the pool is at its max.',
    since: minutesAgo(60),
  },
  {
    id: '2',
    at: minutesAgo(30),
    kind: 'scale',
    pool: 'llama-70b',
    from: 2,
    to: 4,
    reason: '23 % of the requests time out.',
    ttftTimeoutRatio: 0.23,
    threshold: 0.1,
  },
  {
    id: '3',
    at: minutesAgo(30),
    kind: 'replicas',
    pool: 'llama-70b',
    replicas: replicas(2, 4),
    before: replicas(2, 2),
  },
];

const answer: HistoryResponse = {
  items,
  start: {
    status: 'healthy',
    pools: [{ name: 'llama-70b', replicas: replicas(2, 2) }],
    problems: [],
  },
  retentionDays: 14,
};

function show(getHistory: AdaptiveApi['getHistory']) {
  renderInTestApp(<HistorySection engineRef={ref} />, {
    apis: [[adaptiveApiRef, new MockAdaptiveApi({ getHistory })]],
  });
}

describe('HistorySection', () => {
  it('draws replicas, scale events and problems, all of them in words too', async () => {
    show(async () => answer);
    expect(
      await screen.findByRole('img', {
        name: 'Replicas of llama-70b: between 2 and 2 ready, 2 ready at the end, scaled once',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('img', {
        name: /Scaled out from 2 to 4: 23 % of the requests time out.$/,
      }),
    ).toHaveTextContent('▲');
    expect(
      screen.getByRole('img', { name: /until now: 23 % of the requests/ }),
    ).toBeInTheDocument();
    expect(screen.getByText('2/4')).toBeInTheDocument();
    expect(
      screen.getByText('At max while requests time out · llama-70b'),
    ).toHaveAttribute('title', 'at-max-with-timeouts');
  });

  it('lists every change, the newest first', async () => {
    show(async () => answer);
    await userEvent.click(await screen.findByText('3 changes'));
    const rows = within(
      screen.getByRole('table', { name: /Changes/ }),
    ).getAllByRole('row');
    expect(rows.slice(1).map(row => row.textContent)).toEqual([
      expect.stringMatching(
        /Replicas: 2 ready, 2 starting \(before: 2 ready\)$/,
      ),
      expect.stringMatching(/Scaled out from 2 to 4/),
      expect.stringMatching(/Problem: 23 % of the requests/),
    ]);
  });

  it('says that only the latest changes are shown until more are asked for', async () => {
    const many = Array.from({ length: 59 }, (_, i) => ({
      ...items[0],
      id: `${i}`,
    }));
    show(async () => ({ ...answer, items: many }));
    await userEvent.click(await screen.findByText('59 changes'));
    expect(screen.getByText(/^The latest 50 of 59 are shown/)).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show older changes' }),
    );
    expect(screen.queryByText(/^The latest/)).not.toBeInTheDocument();
  });

  it('asks for the window that is chosen, page by page', async () => {
    const getHistory = jest
      .fn<
        ReturnType<AdaptiveApi['getHistory']>,
        Parameters<AdaptiveApi['getHistory']>
      >()
      .mockImplementation(async (_, request) =>
        request?.cursor
          ? { items: items.slice(1), retentionDays: 14 }
          : { ...answer, items: items.slice(0, 1), nextCursor: 'more' },
      );
    show(getHistory);
    expect(await screen.findByText('3 changes')).toBeInTheDocument();
    const hoursAsked = () => {
      const [, request] =
        getHistory.mock.calls[getHistory.mock.calls.length - 1];
      return Math.round(
        (Date.now() - Date.parse(request?.from ?? '')) / 3_600_000,
      );
    };
    expect(hoursAsked()).toBe(6);
    await userEvent.click(screen.getByRole('button', { name: '7 d' }));
    expect(screen.getByRole('button', { name: '7 d' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    expect(hoursAsked()).toBe(168);
  });

  it('says that nothing is recorded', async () => {
    show(async () => ({
      items: [],
      start: { pools: [], problems: [] },
      retentionDays: 14,
    }));
    expect(
      await screen.findByText(/Nothing is recorded of this time/),
    ).toHaveTextContent('keeps 14 days');
  });

  it('shows the error, and tries again when asked', async () => {
    const getHistory = jest
      .fn()
      .mockRejectedValueOnce(new Error('its database does not answer'))
      .mockResolvedValue(answer);
    show(getHistory);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /its database does not answer/,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('3 changes')).toBeInTheDocument();
  });
});
