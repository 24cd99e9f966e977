import { isError } from '@backstage/errors';
import type { OpenRequest, ReviewHost, ReviewRequest } from './types';

function shorten(body: string, marker: string, maxBody: number): string {
  const end = `\n\n${marker}\n`;
  return body.length + end.length <= maxBody
    ? `${body}${end}`
    : `${body.slice(0, maxBody - end.length - 2)}…${end}`;
}

async function create(
  host: ReviewHost,
  request: ReviewRequest,
  body: string,
): Promise<OpenRequest> {
  const { branch, targetBranch, title, signal } = request;
  try {
    return await host.create({ branch, targetBranch, title, body, signal });
  } catch (error) {
    // Another task may have opened it since we looked.
    const raced =
      isError(error) && error.name === 'ConflictError'
        ? await host.findOpen(request)
        : undefined;
    if (raced) return raced;
    throw error;
  }
}

/**
 * Opens a request for the branch, or brings the open one up to date; the same for every host. Calling it again changes
 * nothing.
 *
 * @returns address of the request for people
 */
export async function ensureReview(
  host: ReviewHost,
  request: ReviewRequest,
): Promise<{ url: string }> {
  const body = shorten(request.body, request.marker, host.maxBody);
  const open = await host.findOpen(request);
  if (!open) {
    const { url } = await create(host, request, body);
    return { url };
  }
  // Without our marker somebody else opened it: it shows the same branch, and its words are theirs. Hosts trim texts.
  if (open.body.trim() !== body.trim() && open.body.includes(request.marker)) {
    await open.setBody(body);
  }
  return { url: open.url };
}
