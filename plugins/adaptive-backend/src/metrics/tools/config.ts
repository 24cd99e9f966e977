import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  safeUrl,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { EngineService } from '@adaptive-portal/plugin-adaptive-common';
import { readBaseUrl, readCredentials, withoutSecrets } from '../endpoint';
import type { Credentials } from '../endpoint';

export type ToolId = EngineService['id'];

/** Where a tool of the engines is asked. Holds secrets in `headers`: never log or answer it. */
export interface ToolConfig extends Credentials {
  /** URL with `{cluster}`, `{namespace}`, `{release}`. */
  url?: string;
  /** URLs of single engines, by their ref as a string; before everything else. */
  engines: ReadonlyMap<string, string>;
  /** One that the engine itself runs is asked through the API server of its cluster. */
  inCluster: boolean;
}

export interface ToolsConfig {
  intervalMs: number;
  timeoutMs: number;
  tools: Partial<Record<ToolId, ToolConfig>>;
}

function readSeconds(
  config: Config | undefined,
  key: string,
  options: { fallback: number; max: number },
): number {
  const value = config?.getOptionalNumber(key) ?? options.fallback;
  if (!(value >= 1 && value <= options.max)) {
    throw new InputError(
      `Invalid adaptive.probes.${key} '${value}', expected 1 to ${options.max}`,
    );
  }
  return value * 1000;
}

const HOST_ENDS_OPEN = /^https?:\/\/[^/?#]*\}(:\d*)?([/?#]|$)/i;

function checkUrl(id: ToolId, url: string): void {
  const shown = withoutSecrets(url);
  // The placeholders would not be valid in a host.
  const example = safeUrl(url.replace(/\{(cluster|namespace|release)\}/g, 'x'));
  if (!example || /[?#]/.test(example)) {
    throw new InputError(
      `Invalid adaptive.probes.${id}.url '${shown}', expected an http or https URL without credentials (use headers for them), ? and #, in which {cluster}, {namespace} and {release} are replaced`,
    );
  }
  if (HOST_ENDS_OPEN.test(url)) {
    throw new InputError(
      `Invalid adaptive.probes.${id}.url '${shown}', expected a host whose end is fixed (for example .svc): whoever names a release would choose where the headers are sent`,
    );
  }
}

function readEngines(config: Config, field: string): Map<string, string> {
  const entries = config.getOptionalConfigArray('engines') ?? [];
  return new Map(
    entries.map((entry, i): [string, string] => [
      stringifyEngineRef({
        cluster: entry.getString('cluster'),
        namespace: entry.getString('namespace'),
        release: entry.getString('release'),
      }),
      readBaseUrl(`${field}.engines[${i}].url`, entry.getString('url')),
    ]),
  );
}

function readTool(
  probes: Config | undefined,
  id: ToolId,
): ToolConfig | undefined {
  const config = probes?.getOptionalConfig(id);
  if (!config) return undefined;
  const inCluster = config.getOptionalBoolean('inCluster') ?? false;
  const url = config.getOptionalString('url');
  const engines = readEngines(config, `adaptive.probes.${id}`);
  if (url === undefined && !inCluster && engines.size === 0) {
    throw new InputError(
      `Missing adaptive.probes.${id}.url, expected a URL, engines, or inCluster: true`,
    );
  }
  if (url !== undefined) checkUrl(id, url);
  return {
    ...(url !== undefined && { url }),
    engines,
    inCluster,
    ...readCredentials(config, `adaptive.probes.${id}`),
  };
}

/**
 * Reads `adaptive.probes`; without it no tool is asked.
 *
 * @throws InputError naming the field that cannot work
 */
export function readToolsConfig(config: Config): ToolsConfig {
  const probes = config.getOptionalConfig('adaptive.probes');
  const mlflow = readTool(probes, 'mlflow');
  const grafana = readTool(probes, 'grafana');
  return {
    intervalMs: readSeconds(probes, 'intervalSeconds', {
      fallback: 60,
      max: 3600,
    }),
    timeoutMs: readSeconds(probes, 'timeoutSeconds', { fallback: 5, max: 60 }),
    tools: { ...(mlflow && { mlflow }), ...(grafana && { grafana }) },
  };
}
