import { systemClock } from '../src/clusters/Clock';
import { record, records, text } from '../src/objects/project/raw';
import { WATCHED_RESOURCES } from '../src/objects/resources';
import type { WatchedResource } from '../src/objects/types';
import { DefaultWatchService } from '../src/reflector/DefaultWatchService';
import { assert, assertEqual, eventually } from './ask';
import type { ContractCluster } from './cluster';
import { findServed } from './lists';

const WHOLE: readonly WatchedResource[] = [
  'namespaces',
  'nodes',
  'apps/deployments',
  'apps/statefulsets',
];

function startWatching(cluster: ContractCluster): DefaultWatchService {
  const quiet = () => {};
  const logger = {
    error: quiet,
    warn: quiet,
    info: quiet,
    debug: quiet,
    child: () => logger,
  };
  const service = new DefaultWatchService({
    clusters: [cluster.definition],
    logger,
    clock: systemClock,
    connect: () => cluster.connect(),
  });
  service.start();
  return service;
}

/** The product itself: every watch says how it is doing, and the store is equal to the cluster. */
export async function checkProduct(cluster: ContractCluster): Promise<string> {
  const service = startWatching(cluster);
  try {
    const statuses = () =>
      service.clusters()[0].resources.map(({ freshness }) => freshness.status);
    await eventually(() => {
      assertEqual(
        statuses().filter(status =>
          ['connecting', 'stale', 'unreachable'].includes(status),
        ),
        [],
        'what is neither live nor told to be absent',
      );
    }, 60);
    for (const resource of WHOLE) {
      await eventually(() => checkEqual(service, cluster, resource));
    }
    const live = statuses().filter(status => status === 'live').length;
    return `${live} of ${WATCHED_RESOURCES.length} resources live`;
  } finally {
    await service.stop();
  }
}

async function checkEqual(
  service: DefaultWatchService,
  cluster: ContractCluster,
  resource: WatchedResource,
): Promise<void> {
  const status = service
    .clusters()[0]
    .resources.find(entry => entry.resource === resource)?.freshness.status;
  if (status === 'notPermitted') return;
  const served = await findServed(cluster, resource);
  const truth = records(served?.list.body.items).map(item => {
    const meta = record(item.metadata);
    return `${text(meta.namespace) ?? ''}/${meta.name} ${meta.uid}`;
  });
  const objects = service.store.cluster('contract')?.list(resource) ?? [];
  const held = [...objects].map(
    ({ metadata: { namespace = '', name, uid } }) =>
      `${namespace}/${name} ${uid}`,
  );
  const missing = truth.filter(name => !held.includes(name));
  assertEqual(missing, [], `${resource} that the store lacks`);
  const ghosts = held.filter(name => !truth.includes(name));
  assertEqual(ghosts, [], `${resource} that the store has and the cluster not`);
}

/** Creates a Deployment without pods, changes and removes it, and expects the store to follow. */
export async function checkWrites(
  cluster: ContractCluster,
  namespace: string,
): Promise<string> {
  const service = startWatching(cluster);
  const name = `adaptive-portal-contract-${Date.now().toString(36)}`;
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const labels = { 'app.kubernetes.io/name': name };
  const held = () =>
    service.store.cluster('contract')?.get('apps/deployments', namespace, name);
  try {
    const created = await cluster.write('POST', path, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'none', image: 'none.invalid/none' }] },
        },
      },
    });
    assertEqual(created, 201, 'the status of the creation');
    await eventually(() => assert(held() !== undefined, 'it is not seen'));
    await cluster.write('PATCH', `${path}/${name}`, {
      metadata: { labels: { changed: 'yes' } },
    });
    await eventually(() =>
      assertEqual(
        held()?.metadata.labels?.changed,
        'yes',
        'the label that was added',
      ),
    );
    await cluster.write('DELETE', `${path}/${name}`);
    await eventually(() => assert(!held(), 'it is still seen'));
    return `created, changed and removed ${namespace}/${name}`;
  } finally {
    await cluster.write('DELETE', `${path}/${name}`);
    await service.stop();
  }
}
