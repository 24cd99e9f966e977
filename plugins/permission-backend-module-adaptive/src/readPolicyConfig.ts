import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const KEY = 'permission.adaptive.platformGroups';
const GROUP_REF =
  /^group:[a-z0-9]([a-z0-9-]*[a-z0-9])?\/[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$/i;

/**
 * Reads the groups that may do everything. Only full references are taken: a short one that is completed wrongly would
 * hand out everything to the wrong people.
 *
 * @throws InputError naming the key path, the value and what is accepted
 */
export function readPlatformGroups(config: Config): Set<string> {
  const groups = config.getOptionalStringArray(KEY) ?? [];
  groups.forEach((group, i) => {
    if (!GROUP_REF.test(group)) {
      throw new InputError(
        `Invalid config value at '${KEY}[${i}]': '${group}', expected a full entity reference such as group:default/platform`,
      );
    }
  });
  return new Set(groups.map(group => group.toLocaleLowerCase('en-US')));
}
