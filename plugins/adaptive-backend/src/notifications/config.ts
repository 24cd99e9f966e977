import type { ProblemSeverity } from '@adaptive-portal/plugin-adaptive-common';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** `adaptive.notifications`. */
export interface NotificationsConfig {
  /** Problems that are at least so severe. */
  severities: ReadonlySet<ProblemSeverity>;
  /** Codes of problems that nobody is told of. */
  ignoredCodes: ReadonlySet<string>;
}

const KEY = 'adaptive.notifications';
const SEVERITIES: readonly ProblemSeverity[] = ['critical', 'warning', 'info'];

/**
 * Reads `adaptive.notifications`; undefined unless it is switched on.
 *
 * @throws InputError naming field, value and what is accepted
 */
export function readNotificationsConfig(
  root: Config,
): NotificationsConfig | undefined {
  const config = root.getOptionalConfig(KEY);
  if (config?.getOptionalBoolean('enabled') !== true) return undefined;
  const least = config.getOptionalString('minSeverity') ?? 'warning';
  const end = SEVERITIES.findIndex(severity => severity === least);
  if (end < 0) {
    throw new InputError(
      `Invalid config value at '${KEY}.minSeverity': '${least}', accepted: ${SEVERITIES.join(
        ', ',
      )}`,
    );
  }
  return {
    severities: new Set(SEVERITIES.slice(0, end + 1)),
    ignoredCodes: new Set(config.getOptionalStringArray('ignoredCodes') ?? []),
  };
}
