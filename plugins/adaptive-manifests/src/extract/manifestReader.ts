import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import type { RenderedFile } from '../model';
import { isObject, ValuesView } from '../predict/valuesView';

/** Far more than the generator writes; a larger file is not one of ours, and not worth the memory. */
const MAX_FILE_LENGTH = 1_000_000;

/** All objects of a YAML file. */
function objectsOf({ path, content }: RenderedFile): JsonObject[] {
  if (content.length > MAX_FILE_LENGTH) {
    throw new InputError(
      `${path} has ${content.length} characters; accepted are at most ${MAX_FILE_LENGTH}`,
    );
  }
  return parseAllDocuments(content).flatMap(document => {
    const [fault] = document.errors;
    if (fault) {
      throw new InputError(`${path} is no YAML: ${fault.message}`);
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return isObject(value) ? [value] : [];
  });
}

/** The files of one engine, by what is in them: paths depend on the layout. */
export interface EngineFiles {
  values?: ValuesView;
  application?: ValuesView;
  component?: ValuesView;
  scaledObjects: ValuesView[];
}

/**
 * Sorts the YAML of an engine's files by kind.
 *
 * @throws InputError when a file is too large or no YAML
 */
export function readEngineFiles(files: readonly RenderedFile[]): EngineFiles {
  const found: EngineFiles = { scaledObjects: [] };
  for (const file of files.filter(({ path }) => /\.ya?ml$/.test(path))) {
    for (const object of objectsOf(file)) {
      const view = new ValuesView(object);
      switch (object.kind) {
        case 'Application':
          found.application ??= view;
          break;
        case 'Component':
          found.component ??= view;
          break;
        case 'ScaledObject':
          found.scaledObjects.push(view);
          break;
        default:
          if (/(^|\/)values\.yaml$/.test(file.path)) {
            found.values ??= view;
          }
      }
    }
  }
  return found;
}

/** The source of an Application that names the chart; `undefined` when it has none. */
export function chartSource(application: ValuesView): ValuesView | undefined {
  const source = application
    .list('spec.sources')
    .filter(isObject)
    .find(({ chart }) => chart === 'adaptive');
  return source && new ValuesView(source);
}
