import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { readNotificationsConfig } from './config';
import { ProblemNotifier } from './ProblemNotifier';

/**
 * Makes the notifier that the configuration asks for, if it does.
 *
 * @throws InputError for a configuration that makes no sense
 */
export function createNotifier(options: {
  engines: Pick<EnginesService, 'get'>;
  notifications: NotificationService;
  config: Config;
  logger: LoggerService;
}): ProblemNotifier | undefined {
  const config = readNotificationsConfig(options.config);
  return config && new ProblemNotifier({ ...options, config });
}
