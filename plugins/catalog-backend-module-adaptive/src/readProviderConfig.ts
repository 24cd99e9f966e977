import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** `catalog.providers.adaptive`, checked and with its defaults. */
export interface ProviderConfig {
  pollMs: number;
  defaultOwner: string;
  gitops: {
    /** Whether files of the configured repositories are read. */
    enabled: boolean;
    pollMs: number;
  };
}

const KEY = 'catalog.providers.adaptive';
const ENTITY_REF =
  /^([A-Za-z][A-Za-z0-9]*:)?([A-Za-z0-9][A-Za-z0-9_.-]*\/)?[A-Za-z0-9][A-Za-z0-9_.-]*$/;

function readSeconds(
  config: Config | undefined,
  field: string,
  range: { min: number; max: number; otherwise: number },
): number {
  const seconds = config?.getOptionalNumber(field) ?? range.otherwise;
  if (!(seconds >= range.min && seconds <= range.max)) {
    throw new InputError(
      `Invalid config value at '${KEY}.${field}': '${seconds}', expected ${range.min} to ${range.max}`,
    );
  }
  return seconds;
}

/**
 * Reads `catalog.providers.adaptive`, which may be absent.
 *
 * @throws InputError naming the key path, the value and what is accepted
 */
export function readProviderConfig(root: Config): ProviderConfig {
  const config = root.getOptionalConfig(KEY);
  const pollSeconds = readSeconds(config, 'pollSeconds', {
    min: 10,
    max: 3600,
    otherwise: 60,
  });
  const gitopsSeconds = readSeconds(config, 'gitops.pollSeconds', {
    min: 5,
    max: 3600,
    otherwise: 30,
  });
  const defaultOwner = config?.getOptionalString('defaultOwner') ?? 'unknown';
  if (!ENTITY_REF.test(defaultOwner)) {
    throw new InputError(
      `Invalid config value at '${KEY}.defaultOwner': '${defaultOwner}', expected an entity reference such as group:default/platform`,
    );
  }
  return {
    pollMs: pollSeconds * 1000,
    defaultOwner,
    gitops: {
      enabled: config?.getOptionalBoolean('gitops.enabled') ?? true,
      pollMs: gitopsSeconds * 1000,
    },
  };
}
