/*
 * One backend of several, in an operating system process of its own: history, API and event streams are the real ones;
 * what the clusters show is told by the parent.
 */

import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import createKnex, { type Knex } from 'knex';
import { FakeEnginesService } from '../../__testUtils__/FakeEnginesService';
import { createNotifier } from '../../notifications';
import { mountApi } from '../../service/mountApi';
import { createHistory, type RunningHistory } from '../createHistory';
import { REPLICA_TIMES } from './replicas';

/** What the parent may ask. */
export type ReplicaCommand =
  | { do: 'start'; database: Knex.Config }
  | { do: 'put'; engine: Engine }
  | { do: 'isWriter' }
  | { do: 'notified' };

/** What it gets. */
export interface ReplicaAnswer {
  port?: number;
  isWriter?: boolean;
  /** Titles of the notifications that it sent. */
  notified?: string[];
}

const engines = new FakeEnginesService();
const notified: string[] = [];
let history: RunningHistory | undefined;

async function unexpected(): Promise<never> {
  throw new Error('nobody should ask for this');
}

async function start(database: Knex.Config): Promise<ReplicaAnswer> {
  const plugin = createBackendPlugin({
    pluginId: 'adaptive',
    register(env) {
      env.registerInit({
        deps: {
          auditor: coreServices.auditor,
          config: coreServices.rootConfig,
          database: coreServices.database,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          logger: coreServices.logger,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
        },
        async init(deps) {
          const notifier = createNotifier({
            ...deps,
            engines,
            notifications: {
              send: async ({ payload }) => void notified.push(payload.title),
            },
          });
          history = createHistory({
            ...deps,
            engines,
            times: REPLICA_TIMES,
            onWritten: entries => notifier?.onWritten(entries),
          });
          mountApi({
            ...deps,
            engines: history.engines,
            history,
            planner: { plan: unexpected },
            metrics: { range: unexpected },
          });
          history.start();
        },
      });
    },
  });
  const { server } = await startTestBackend({
    features: [
      plugin,
      mockServices.database.factory({ knex: createKnex(database) }),
      mockServices.rootConfig.factory({
        data: { adaptive: { notifications: { enabled: true } } },
      }),
    ],
  });
  return { port: server.port() };
}

async function obey(command: ReplicaCommand): Promise<ReplicaAnswer> {
  if (command.do === 'start') return await start(command.database);
  if (command.do === 'put') engines.put(command.engine);
  return { isWriter: history?.isWriter(), notified };
}

process.on('message', (command: ReplicaCommand) => {
  obey(command).then(
    answer => process.send?.({ answer }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
