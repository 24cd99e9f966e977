import { Config, ConfigReader } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';

const PARENT = 'adaptive.clusters';

/**
 * What `adaptive.clusters.<name>` says, and its key; nothing where there is no such entry. A name may hold what the path
 * of a key may not, such as the dots and slashes of an ARN.
 *
 * @throws InputError when the entry is not an object
 */
export function clusterConfig(
  config: Config,
  cluster: string,
): { own?: Config; key: string } {
  const key = `${PARENT}.${cluster}`;
  const all = config.getOptional<JsonObject>(PARENT) ?? {};
  const own = Object.hasOwn(all, cluster) ? all[cluster] : undefined;
  if (own === undefined || own === null) return { key };
  if (typeof own !== 'object' || Array.isArray(own))
    throw new InputError(`${key} is '${own}', expected an object`);
  return {
    own: new ConfigReader(own, 'the configuration', undefined, key),
    key,
  };
}
