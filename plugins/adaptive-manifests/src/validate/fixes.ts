import type { FindingFix, FixValue } from '../model';

/** Writes keys as a JSON Pointer (RFC 6901). */
export function pointer(...keys: Array<string | number>): string {
  return keys
    .map(key => `/${`${key}`.replace(/~/g, '~0').replace(/\//g, '~1')}`)
    .join('');
}

/** The keys of a path of named fields and indices: `pools[1].maxReplicas`. Keys of free maps are not of that form. */
function keysOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter(key => key !== '');
}

/** Sets what is at a path of named fields and indices. */
export function setAt(path: string, value: FixValue): FindingFix[] {
  return [{ op: 'add', path: pointer(...keysOf(path)), value }];
}

/** Takes away what is at a path of named fields and indices, or keys of the free map that is there. */
export function leaveOut(path: string, ...keys: string[]): FindingFix[] {
  const at = pointer(...keysOf(path));
  return keys.length === 0
    ? [{ op: 'remove', path: at }]
    : keys.map(key => ({ op: 'remove', path: `${at}${pointer(key)}` }));
}

/** Another mode of scaling, without what only `bundled` has. */
export function chooseScaling(mode: 'platform' | 'off'): FindingFix[] {
  return [
    ...setAt('autoscaling.mode', mode),
    ...leaveOut('autoscaling.externalPrometheusEndpoint'),
  ];
}
