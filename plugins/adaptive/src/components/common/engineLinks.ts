import type {
  Engine,
  EngineLink,
} from '@adaptive-portal/plugin-adaptive-common';
import { isSafeUrl } from './ExternalLink';

/**
 * Links that lead somewhere: with a URL that is safe, and not to an MLflow that the engine has switched off, which a
 * URL made from a pattern for all engines does not know.
 *
 * @internal
 */
export function engineLinks({
  links,
  mlflow,
}: Pick<Engine, 'links' | 'mlflow'>): EngineLink[] {
  return links.filter(
    ({ id, url }) => isSafeUrl(url) && !(id === 'mlflow' && mlflow === 'off'),
  );
}
