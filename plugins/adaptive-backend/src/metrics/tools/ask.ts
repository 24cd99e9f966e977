import type { EngineServiceItem } from '@adaptive-portal/plugin-adaptive-common';
import { fetchText, SourceError } from '../http';
import type { HttpOptions } from '../http';

/** What a tool said of itself. */
export interface ProbeResult {
  version?: string;
  facts: Array<{ label: string; value: string }>;
  items?: EngineServiceItem[];
}

/** Whom to ask, and how. */
export interface Probe extends HttpOptions {
  url: string;
  signal: AbortSignal;
}

/** The body of an answer with status 200; `json` makes the question a POST. */
export async function get(
  probe: Probe,
  path: string,
  json?: unknown,
): Promise<string> {
  const { status, text } = await fetchText(probe, {
    url: `${probe.url}${path}`,
    json,
    signal: probe.signal,
  });
  if (status !== 200) {
    throw new SourceError(`Answered ${status} for ${path}`, status);
  }
  return text;
}

/** Why there is no value, as the value. */
export function notReadable(error: unknown): string {
  return `not readable (${
    error instanceof Error ? error.message : String(error)
  })`;
}

/** The value, or why there is none: what is not the tool's health must not decide about it. */
export async function attempt(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    return notReadable(error);
  }
}
