import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/** How Helm is used. */
export interface HelmConfig {
  /** Folder with charts, in place of the registry. */
  chartFolder?: string;
  timeoutMs: number;
}

const DEFAULT_SECONDS = 60;
const MAX_SECONDS = 600;

/**
 * Reads `adaptive.helm`.
 *
 * @throws InputError for a timeout that cannot be one
 */
export function readHelmConfig(
  config: Pick<RootConfigService, 'getOptionalString' | 'getOptionalNumber'>,
): HelmConfig {
  const seconds =
    config.getOptionalNumber('adaptive.helm.timeoutSeconds') ?? DEFAULT_SECONDS;
  if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
    throw new InputError(
      `adaptive.helm.timeoutSeconds is ${seconds}; accepted are numbers above 0, up to ${MAX_SECONDS}`,
    );
  }
  return {
    chartFolder: config.getOptionalString('adaptive.helm.chartFolder'),
    timeoutMs: seconds * 1000,
  };
}
