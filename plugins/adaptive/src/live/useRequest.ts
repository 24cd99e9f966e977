import { useCallback, useEffect, useState } from 'react';
import { toError } from '@backstage/errors';

/**
 * What is known of one request.
 *
 * @internal
 */
export type RequestState<T> =
  | { status: 'loading' }
  | { status: 'done'; value: T }
  | { status: 'failed'; error: Error };

/**
 * Runs a request when the component mounts, when `request` changes, and on `retry`; aborts it on unmount.
 * `request` must be stable (`useCallback`). A retry keeps the last value until the next answer.
 *
 * @internal
 */
export function useRequest<T>(request: (signal: AbortSignal) => Promise<T>): {
  state: RequestState<T>;
  retry: () => void;
} {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<RequestState<T>>({ status: 'loading' });

  useEffect(() => {
    const controller = new AbortController();
    setState(before =>
      before.status === 'done' ? before : { status: 'loading' },
    );
    request(controller.signal).then(
      value => {
        if (!controller.signal.aborted) {
          setState({ status: 'done', value });
        }
      },
      error => {
        if (!controller.signal.aborted) {
          setState({ status: 'failed', error: toError(error) });
        }
      },
    );
    return () => controller.abort();
  }, [request, attempt]);

  const retry = useCallback(() => setAttempt(n => n + 1), []);
  return { state, retry };
}
