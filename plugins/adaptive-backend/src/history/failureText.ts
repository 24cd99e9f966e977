import { isError } from '@backstage/errors';

const MAX_LENGTH = 300;

/** What the database complains of, without the statement that the client puts in front: that can be very long. */
export function failureText(error: unknown): string {
  const text = isError(error) ? error.message : String(error);
  const [complaint] = text.split(' - ').slice(-1);
  return complaint.slice(0, MAX_LENGTH);
}
