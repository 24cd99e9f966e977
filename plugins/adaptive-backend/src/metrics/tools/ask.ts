import type { EngineServiceItem } from '@adaptive-portal/plugin-adaptive-common';
import { fetchText, SourceError } from '../http';
import type { HttpOptions } from '../http';

/** What a tool said of itself. */
export interface ProbeResult {
  version?: string;
  facts: Array<{ label: string; value: string }>;
  items?: EngineServiceItem[];
}

/** A tool that answers. */
export interface Probe {
  /**
   * The answer to a GET of the path, or to a POST of `json`.
   *
   * @throws SourceError when there is none
   */
  ask(path: string, json?: unknown): Promise<{ status: number; text: string }>;
}

/** Whoever asks lacks a permission, which the message names; what needs it is unknown until somebody grants it. */
export class MissingGrantError extends SourceError {}

/** A tool at a URL. */
export function urlProbe(
  url: string,
  options: HttpOptions & { signal: AbortSignal },
): Probe {
  return {
    ask: (path, json) =>
      fetchText(options, {
        url: `${url}${path}`,
        json,
        signal: options.signal,
      }),
  };
}

/** The body of an answer with status 200; `json` makes the question a POST. */
export async function get(
  probe: Probe,
  path: string,
  json?: unknown,
): Promise<string> {
  const { status, text } = await probe.ask(path, json);
  if (status !== 200) {
    throw new SourceError(`Answered ${status} for ${path}`, status);
  }
  return text;
}

/** Why there is no value, as the value. */
export function notReadable(error: unknown): string {
  if (error instanceof MissingGrantError) return `unknown: ${error.message}`;
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
