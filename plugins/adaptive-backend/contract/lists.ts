import { Raw, record, records, text } from '../src/objects/project/raw';
import { Interner } from '../src/objects/project/Interner';
import { RESOURCES } from '../src/objects/resources';
import type { WatchedResource } from '../src/objects/types';
import { Answer, ask, assert, assertEqual, namesOf } from './ask';
import type { ContractCluster } from './cluster';

/** What the product projects everything with: as if every namespace held an engine. */
const CONTEXT = { interner: new Interner(), isEngineNamespace: () => true };

/** The collection of a resource in the newest version that is served, with its list; undefined where there is none. */
export async function findServed(
  cluster: ContractCluster,
  resource: WatchedResource,
): Promise<{ path: string; list: Answer } | undefined> {
  for (const path of cluster.paths(resource)) {
    const list = await ask(cluster, path);
    if (list.status !== 404) return { path, list };
  }
  return undefined;
}

/** A list is a list: with items, a version, and objects that can be told apart. */
export async function checkList(
  cluster: ContractCluster,
  resource: WatchedResource,
): Promise<string> {
  const served = await findServed(cluster, resource);
  if (!served) {
    assert(
      RESOURCES[resource].custom,
      `${resource} is not served, and is no custom resource`,
    );
    return 'not installed';
  }
  const { list } = served;
  if (list.status === 403) return 'not permitted';
  assertEqual(list.status, 200, 'the status of the list');
  assert(Array.isArray(list.body.items), 'the list has no items');
  assert(
    text(record(list.body.metadata).resourceVersion) !== undefined,
    'the list has no resourceVersion',
  );
  const items = records(list.body.items);
  for (const item of items) checkProjection(resource, item);
  return `${items.length} objects`;
}

function checkProjection(resource: WatchedResource, item: Raw): void {
  const meta = record(item.metadata);
  const projected = RESOURCES[resource].project(item, CONTEXT);
  assert(
    projected !== 'invalid',
    `an object of ${resource} has no name or uid: ${JSON.stringify(meta)}`,
  );
  if (projected === 'unwanted') return;
  const { name, namespace, uid, resourceVersion } = projected.metadata;
  assertEqual(
    { name, namespace, uid, resourceVersion },
    {
      name: meta.name,
      namespace: text(meta.namespace),
      uid: meta.uid,
      resourceVersion: meta.resourceVersion,
    },
    `the identity of ${resource} ${name}`,
  );
  assert(
    !('managedFields' in projected.metadata),
    'managedFields are kept in memory',
  );
}

/** Pages give what one list gives, all of one version. */
export async function checkPages(cluster: ContractCluster): Promise<string> {
  const [path] = cluster.paths('namespaces');
  for (let attempt = 1; ; attempt += 1) {
    const whole = await ask(cluster, path);
    const names: string[] = [];
    const versions = new Set<unknown>();
    let next: string | undefined;
    let pages = 0;
    do {
      const page = await ask(
        cluster,
        cluster.paths('namespaces', {
          limit: '2',
          ...(next !== undefined && { continue: next }),
        })[0],
      );
      assertEqual(page.status, 200, 'the status of a page');
      const meta = record(page.body.metadata);
      names.push(...namesOf(page.body));
      versions.add(meta.resourceVersion);
      next = text(meta.continue);
      pages += 1;
    } while (next !== undefined);
    assertEqual(versions.size, 1, 'the number of versions of one paged list');
    // A namespace that comes or goes in between is no fault of the pages.
    if (attempt < 3 && names.join() !== namesOf(whole.body).join()) continue;
    assertEqual(names, namesOf(whole.body), 'the objects of all pages');
    return `${names.length} namespaces in ${pages} pages`;
  }
}

/** A server that can leave out all but metadata does, or sends whole objects; both will do. */
export async function checkMetadataOnly(
  cluster: ContractCluster,
): Promise<string> {
  const [path] = cluster.paths('namespaces');
  const { status, body } = await ask(cluster, path, {
    accept:
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
  });
  assertEqual(status, 200, 'the status');
  const whole = records(body.items).filter(item => 'spec' in item);
  assert(namesOf(body).length > 0, 'the list has no names');
  return whole.length === 0 ? 'metadata only' : 'whole objects';
}

/** Errors are what the reflector takes them for. */
export async function checkErrors(cluster: ContractCluster): Promise<string> {
  const unknown = await ask(cluster, '/apis/nowhere.example/v1/nothings');
  // Who may not know what there is gets 403.
  assert(
    [404, 403].includes(unknown.status),
    `an unknown API answers ${unknown.status}, expected 404`,
  );
  const token = await cluster.definition.credentials.token();
  const refused = await ask(cluster, cluster.paths('namespaces')[0], {
    token: `${token ?? ''}not-a-token`,
  });
  assert(
    [401, 403].includes(refused.status),
    `a wrong token answers ${refused.status}, expected 401`,
  );
  return `unknown ${unknown.status}, wrong token ${refused.status}`;
}
