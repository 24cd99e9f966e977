import { Raw, record, records } from '../src/objects/project/raw';
import { RESOURCES, WATCHED_RESOURCES } from '../src/objects/resources';
import { ask, assert, assertEqual } from './ask';
import type { ContractCluster } from './cluster';
import { findServed } from './lists';

/** Whether an object is one that the terms of a field selector, `a.b=c` or `a.b!=c`, select. */
function isSelected(object: Raw, fieldSelector: string): boolean {
  return fieldSelector.split(',').every(term => {
    const [, path = '', not, value] = /^(.+?)(!?)=(.*)$/.exec(term) ?? [];
    const found = path
      .split('.')
      .reduce<unknown>((at, key) => record(at)[key], object);
    return (String(found ?? '') === value) === (not === '');
  });
}

/** What the product leaves out by field selectors is left out; a server that refuses them costs traffic, nothing else. */
export async function checkFieldSelectors(
  cluster: ContractCluster,
): Promise<string> {
  const told: string[] = [];
  for (const resource of WATCHED_RESOURCES) {
    const { fieldSelector } = RESOURCES[resource];
    const served = fieldSelector && (await findServed(cluster, resource));
    if (!served || served.list.status === 403) continue;
    const { status, body } = await ask(
      cluster,
      `${served.path}?${new URLSearchParams({ fieldSelector })}`,
    );
    if (status === 400) {
      told.push(`${resource} refused`);
      continue;
    }
    assertEqual(status, 200, `the status of a list of some ${resource}`);
    const items = records(body.items);
    assert(
      items.every(item => isSelected(item, fieldSelector)),
      `a list of some ${resource} has others`,
    );
    const all = records(served.list.body.items).length;
    told.push(`${items.length} of ${all} ${resource}`);
  }
  return told.join(', ');
}
