import type { FluxTarget } from '@adaptive-portal/plugin-adaptive-manifests';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { GitOpsTool } from './types';

/** As Go writes durations, without fractions. */
const INTERVAL = /^([0-9]+(ms|s|m|h))+$/;
const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
/** Where `flux bootstrap` puts what it makes, and how it calls it. */
const BOOTSTRAP = 'flux-system';

function readName(flux: Config | undefined, field: string, key: string) {
  const name = flux?.getOptionalString(field) ?? BOOTSTRAP;
  if (!NAME.test(name)) {
    throw new InputError(
      `${key}.flux.${field} is '${name}', expected a Kubernetes name`,
    );
  }
  return name;
}

function readFlux(flux: Config | undefined, key: string): FluxTarget {
  const interval = flux?.getOptionalString('interval');
  if (interval !== undefined && !INTERVAL.test(interval)) {
    throw new InputError(
      `${key}.flux.interval is '${interval}', expected a duration such as 10m`,
    );
  }
  return {
    tool: 'flux',
    namespace: readName(flux, 'namespace', key),
    sourceName: readName(flux, 'sourceName', key),
    ...(interval !== undefined && { interval }),
  };
}

/** Reads `tool` and `flux` of a repository at `key`: what installs the engines that are described there. */
export function readGitOpsTool(repository: Config, key: string): GitOpsTool {
  const tool = repository.getOptionalString('tool') ?? 'argocd';
  const flux = repository.getOptionalConfig('flux');
  switch (tool) {
    case 'flux':
      return readFlux(flux, key);
    case 'argocd':
    case 'applicationSet':
      if (flux) {
        throw new InputError(
          `${key}.flux is set, but ${key}.tool is '${tool}'; expected tool flux`,
        );
      }
      return { tool };
    default:
      throw new InputError(
        `${key}.tool is '${tool}', expected one of argocd, applicationSet, flux`,
      );
  }
}
