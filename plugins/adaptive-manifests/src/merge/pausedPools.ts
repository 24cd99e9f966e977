import { InputError } from '@backstage/errors';
import { isMap, isSeq, parseDocument, Scalar } from 'yaml';
import { extractEngine } from '../extract';
import { readEngineFiles } from '../extract/manifestReader';
import type { EngineInput, RenderedFile } from '../model';
import { engineNames } from '../names';

/** KEDA leaves a ScaledObject's workload at the replicas it has while this is `true`. */
const PAUSED = 'autoscaling.keda.sh/paused';

/** Names of the ScaledObjects of an engine's pools, by pool. */
function scaledObjects(input: EngineInput): Map<string, string> {
  const names = engineNames(input.name, input.chartVersion);
  return new Map(
    input.pools.map(({ name }) => [name, names.scaledObject(name)]),
  );
}

/**
 * Finds the pools whose autoscaling is paused in an engine's files.
 *
 * @returns names of pools, in the order of the engine
 * @throws InputError when the files describe no engine
 * @public
 */
export function pausedPools(files: readonly RenderedFile[]): string[] {
  const paused = new Set(
    readEngineFiles(files)
      .scaledObjects.filter(
        view => view.object('metadata.annotations')[PAUSED] === 'true',
      )
      .map(view => view.text('metadata.name')),
  );
  return [...scaledObjects(extractEngine(files))]
    .filter(([, scaledObject]) => paused.has(scaledObject))
    .map(([pool]) => pool);
}

/** Marks a ScaledObject as paused when its name is among `names`. */
function pause(object: unknown, names: string[]): boolean {
  if (
    !isMap(object) ||
    object.get('kind') !== 'ScaledObject' ||
    !names.includes(String(object.getIn(['metadata', 'name'])))
  ) {
    return false;
  }
  const value = new Scalar('true');
  value.type = Scalar.QUOTE_DOUBLE;
  object.setIn(['metadata', 'annotations', PAUSED], value);
  return true;
}

/** A ScaledObject's file, or values with ScaledObjects for the chart to install. */
function pausedContent(content: string, names: string[]): string {
  const document = parseDocument(content);
  const extra = document.get('extraObjects');
  const objects = isSeq(extra) ? extra.items : [document.contents];
  const changed = objects.filter(object => pause(object, names));
  return changed.length > 0
    ? document.toString({ lineWidth: 0, flowCollectionPadding: false })
    : content;
}

/**
 * Pauses the autoscaling of pools in rendered files: they keep the replicas they have.
 *
 * @param files - what the generator renders for the engine
 * @throws InputError for a pool that the engine does not have, or that nothing scales
 * @public
 */
export function pausePools(
  files: readonly RenderedFile[],
  input: EngineInput,
  pools: readonly string[],
): RenderedFile[] {
  if (pools.length === 0) return [...files];
  const known = scaledObjects(input);
  const names = pools.map(pool => {
    const name = known.get(pool);
    if (name === undefined) {
      throw new InputError(
        `Pool ${JSON.stringify(
          pool.slice(0, 80),
        )} cannot be paused, as the engine has no such pool; accepted are ${[
          ...known.keys(),
        ]
          .map(other => `'${other}'`)
          .join(', ')}`,
      );
    }
    return name;
  });
  if (input.autoscaling.mode === 'off') {
    throw new InputError(
      `Autoscaling of engine '${input.name}' is off, so that there is nothing to pause`,
    );
  }
  return files.map(({ path, content }) => ({
    path,
    content: /\/(scaledobject-[^/]+|values(-[^/]+)?)\.yaml$/.test(path)
      ? pausedContent(content, names)
      : content,
  }));
}
