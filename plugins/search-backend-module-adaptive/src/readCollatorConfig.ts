import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** `search.collators.adaptive`, checked and with its defaults. */
export interface CollatorConfig {
  schedule: SchedulerServiceTaskScheduleDefinition;
  /** Path with `:cluster`, `:namespace` and `:release`. */
  locationTemplate: string;
}

const KEY = 'search.collators.adaptive';
const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 10 },
  timeout: { minutes: 5 },
  // Until then the backend has usually heard of every cluster.
  initialDelay: { seconds: 30 },
};

/**
 * Reads `search.collators.adaptive`, which may be absent.
 *
 * @throws InputError naming the key path and the value
 */
export function readCollatorConfig(root: Config): CollatorConfig {
  const config = root.getOptionalConfig(KEY);
  const schedule = config?.getOptionalConfig('schedule');
  const locationTemplate =
    config?.getOptionalString('locationTemplate') ??
    '/adaptive/:cluster/:namespace/:release';
  if (!locationTemplate.startsWith('/')) {
    throw new InputError(
      `Invalid config value at '${KEY}.locationTemplate': '${locationTemplate}', expected a path that begins with /`,
    );
  }
  try {
    return {
      schedule: schedule
        ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
        : DEFAULT_SCHEDULE,
      locationTemplate,
    };
  } catch (error) {
    throw new InputError(`Invalid config value at '${KEY}.schedule'`, error);
  }
}
