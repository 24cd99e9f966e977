import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** `catalog.providers.adaptive`, checked and with its defaults. */
export interface ProviderConfig {
  pollMs: number;
  defaultOwner: string;
}

const KEY = 'catalog.providers.adaptive';
const ENTITY_REF =
  /^([A-Za-z][A-Za-z0-9]*:)?([A-Za-z0-9][A-Za-z0-9_.-]*\/)?[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/**
 * Reads `catalog.providers.adaptive`, which may be absent.
 *
 * @throws InputError naming the key path, the value and what is accepted
 */
export function readProviderConfig(root: Config): ProviderConfig {
  const config = root.getOptionalConfig(KEY);
  const pollSeconds = config?.getOptionalNumber('pollSeconds') ?? 60;
  if (!(pollSeconds >= 10 && pollSeconds <= 3600)) {
    throw new InputError(
      `Invalid config value at '${KEY}.pollSeconds': '${pollSeconds}', expected 10 to 3600`,
    );
  }
  const defaultOwner = config?.getOptionalString('defaultOwner') ?? 'unknown';
  if (!ENTITY_REF.test(defaultOwner)) {
    throw new InputError(
      `Invalid config value at '${KEY}.defaultOwner': '${defaultOwner}', expected an entity reference such as group:default/platform`,
    );
  }
  return { pollMs: pollSeconds * 1000, defaultOwner };
}
