import type { JsonObject, JsonValue } from '@backstage/types';
import { isObject, layOver, ValuesView } from '../predict/valuesView';
import { poolsOf } from './extractPools';
import {
  environmentElements,
  type EngineFiles,
  type Installation,
} from './manifestReader';

/** ScaledObjects of an environment: in its folder or in its values. */
function scaledObjectsOf(files: EngineFiles, environment: string) {
  const { scaledObjects, scaledObjectPaths: paths } = files;
  const inPath = (part: string) =>
    scaledObjects.filter((_, index) => paths[index].includes(part));
  return [
    ...inPath(`/${environment}/`),
    ...inPath(`/values-${environment}.yaml`),
  ];
}

/** ScaledObjects of the first environment, which is the engine itself; all where there are no environments. */
export function firstScaledObjects(files: EngineFiles): ValuesView[] {
  const [first] = environmentElements(files);
  return first
    ? scaledObjectsOf(files, first.text('environment'))
    : files.scaledObjects;
}

type Sizes = { name: string; minReplicas: number; maxReplicas: number };

function sizesOf(pools: JsonValue[]): Sizes[] {
  return (pools.filter(isObject) as Sizes[]).map(
    ({ name, minReplicas, maxReplicas }) => ({
      name,
      minReplicas,
      maxReplicas,
    }),
  );
}

/** Environments of an ApplicationSet, with what differs from the first. */
export function environmentsOf(
  values: ValuesView,
  installed: Installation,
  files: EngineFiles,
): JsonValue | undefined {
  if (!files.applicationSet) return undefined;
  const base = sizesOf(poolsOf(values, installed, firstScaledObjects(files)));
  return environmentElements(files).map((element, index): JsonObject => {
    const name = element.text('environment');
    const over = files.overlays[name] ?? new ValuesView({});
    const merged = new ValuesView(layOver(values.root, over.root));
    const sizes = sizesOf(
      poolsOf(merged, installed, scaledObjectsOf(files, name)),
    );
    const different = sizes.filter(
      (size, at) => JSON.stringify(size) !== JSON.stringify(base[at]),
    );
    const namespace = element.text('namespace');
    return {
      name,
      cluster: element.text('cluster'),
      namespace: namespace === installed.namespace ? undefined : namespace,
      rootUrl: over.at('controlPlane.rootUrl'),
      pools: index > 0 && different.length > 0 ? different : undefined,
    };
  });
}
