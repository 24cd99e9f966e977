import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { identityApiRef } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { LiveBoundary, RequestError } from './LiveBoundary';

const answer = (status: number, statusText: string) =>
  ResponseError.fromResponse(new Response('{}', { status, statusText }));

async function show(error: Error) {
  const identity = mockApis.identity.mock();
  identity.signOut.mockResolvedValue(undefined);
  const retry = jest.fn();
  renderInTestApp(
    <RequestError subject="problems" error={error} retry={retry} />,
    { apis: [[identityApiRef, identity]] },
  );
  return { identity, retry };
}

describe('a failed request', () => {
  it('says what could not be loaded, and what to do', async () => {
    const { retry } = await show(await answer(500, 'Internal Server Error'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Could not load problems: Request failed with 500 Internal Server Error/,
    );
    expect(screen.getByText(/^Try again; if it stays/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledTimes(1);
  });

  it('leads to sign-in when the session has ended', async () => {
    const { identity } = await show(await answer(401, 'Unauthorized'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Your session has ended. Sign in again.',
    );
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(identity.signOut).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Promise<Error>, boolean]>([
    ['a lost connection', Promise.resolve(new Error('Failed to fetch')), true],
    ['a refusal', answer(403, 'Forbidden'), false],
  ])(
    'of a live value: whether attempts go on after %s',
    async (_, failure, on) => {
      renderInTestApp(
        <LiveBoundary
          live={{ status: 'failed', error: await failure, retry: () => {} }}
          subject="engines"
        >
          {() => <p>never</p>}
        </LiveBoundary>,
      );
      expect(await screen.findByRole('alert')).toHaveTextContent(
        /Could not load engines/,
      );
      expect(screen.queryAllByText(/tries again by itself/)).toHaveLength(
        on ? 1 : 0,
      );
    },
  );
});
