import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const DEFAULT_RETENTION_DAYS = 14;
const MAX_RETENTION_DAYS = 3650;

/** `adaptive.history`. */
export interface HistoryConfig {
  retentionDays: number;
}

/** @throws InputError naming field, value and what is accepted */
export function readHistoryConfig(config: Config): HistoryConfig {
  const field = 'adaptive.history.retentionDays';
  const value = config.getOptional(field) ?? DEFAULT_RETENTION_DAYS;
  if (
    typeof value !== 'number' ||
    !Number.isInteger(value) ||
    value < 1 ||
    value > MAX_RETENTION_DAYS
  ) {
    throw new InputError(
      `Invalid config value at '${field}': '${value}', accepted: a whole number of days from 1 to ${MAX_RETENTION_DAYS}`,
    );
  }
  return { retentionDays: value };
}
