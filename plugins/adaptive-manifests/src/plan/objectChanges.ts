import type { JsonObject } from '@backstage/types';
import type { FileObject } from '../extract/manifestReader';
import { ValuesView } from '../predict/valuesView';
import { keyChanges } from './keyChanges';
import type { ObjectChange } from './types';

interface Named extends FileObject {
  kind: string;
  name: string;
  /** Tells it apart from all others, wherever its file is. */
  id: string;
}

function named({ path, object }: FileObject, index: number): Named {
  const view = new ValuesView(object);
  const kind = view.text('kind');
  const name = view.text('metadata.name');
  if (kind === '' || name === '' || view.text('apiVersion') === '') {
    return { path, object, kind: 'Values', name: path, id: `${path} ${index}` };
  }
  const namespace = view.text('metadata.namespace');
  const group = view.text('apiVersion').replace(/\/?[^/]*$/, '');
  const whole = namespace === '' ? name : `${namespace}/${name}`;
  return {
    path,
    object,
    kind,
    name: whole,
    id: `${group}/${kind}/${whole}`,
  };
}

function byId(objects: readonly FileObject[]): Map<string, Named> {
  const seen = new Map<string, number>();
  return new Map(
    objects.map(item => {
      const index = seen.get(item.path) ?? 0;
      seen.set(item.path, index + 1);
      const found = named(item, index);
      return [found.id, found];
    }),
  );
}

/** What is in a Secret is never shown, what is sealed would say nothing. */
function hides({ kind }: JsonObject): boolean {
  return kind === 'Secret' || kind === 'SealedSecret';
}

/** What differs between the objects of two states, sorted by file. */
export function objectChanges(
  before: readonly FileObject[],
  after: readonly FileObject[],
): ObjectChange[] {
  const old = byId(before);
  const next = byId(after);
  return [...new Set([...next.keys(), ...old.keys()])]
    .flatMap((id): ObjectChange[] => {
      const was = old.get(id);
      const is = next.get(id);
      const found = is ?? was;
      if (!found) return [];
      const { kind, name, path } = found;
      if (!was) return [{ kind, name, path, change: 'added', keys: [] }];
      if (!is) return [{ kind, name, path, change: 'removed', keys: [] }];
      const keys = keyChanges(was.object, is.object, hides(is.object));
      return keys.length === 0
        ? []
        : [{ kind, name, path, change: 'changed', keys }];
    })
    .sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}
