import type { JsonObject } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import type { FileObject } from '../extract/manifestReader';
import type { RenderedFile } from '../model';
import { isObject } from '../predict/valuesView';

/** Far more than the generator writes; a larger file is not one of ours, and not worth the memory. */
const MAX_FILE_LENGTH = 1_000_000;

/** Files of one state of an engine, as far as they can be read. */
export interface ReadFiles {
  /** Files without those of `faults`. */
  files: RenderedFile[];
  /** Objects as the files have them. */
  whole: FileObject[];
  /** The same; objects that values give to the chart (`extraObjects`) are objects of their own. */
  objects: FileObject[];
  /** Files that cannot be read, with the reason; never with their content. */
  faults: Array<{ path: string; reason: string }>;
}

export function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

function ownObjects({ path, object }: FileObject): FileObject[] {
  const { extraObjects, ...values } = object;
  if (object.kind !== undefined || !Array.isArray(extraObjects)) {
    return [{ path, object }];
  }
  const inner = extraObjects.filter(isObject);
  return inner.length === extraObjects.length
    ? [{ path, object: values }, ...inner.map(item => ({ path, object: item }))]
    : [{ path, object }];
}

/** Objects of a file, or why there are none; never with its content. */
function readObjects(content: string): JsonObject[] | string {
  if (content.length > MAX_FILE_LENGTH) {
    return `has ${content.length} characters; at most ${MAX_FILE_LENGTH} are read`;
  }
  try {
    const objects: JsonObject[] = [];
    for (const document of parseAllDocuments(content)) {
      const [fault] = document.errors;
      if (fault) {
        const line = fault.linePos?.[0].line;
        return `is no YAML${line === undefined ? '' : `: see line ${line}`}`;
      }
      // Also refuses what refers to itself, and turns tagged values into plain ones.
      const json = JSON.stringify(document.toJS({ maxAliasCount: 100 }));
      const value: unknown = json === undefined ? undefined : JSON.parse(json);
      if (isObject(value)) objects.push(value);
    }
    return objects;
  } catch {
    return 'is YAML that cannot be read: nested too deeply, or of too many aliases';
  }
}

/** What has been read, by content: two states of an engine have most of their files in common. */
export type ReadContents = Map<string, JsonObject[] | string>;

/** Reads all YAML files of a state; files of other kinds are kept as they are. */
export function readFiles(
  files: readonly RenderedFile[],
  known: ReadContents = new Map(),
): ReadFiles {
  const read: ReadFiles = { files: [], whole: [], objects: [], faults: [] };
  for (const file of files) {
    const { path, content } = file;
    const objects = isYaml(path)
      ? known.get(content) ?? readObjects(content)
      : [];
    if (isYaml(path)) known.set(content, objects);
    if (typeof objects === 'string') {
      read.faults.push({ path, reason: objects });
    } else {
      read.files.push(file);
      read.whole.push(...objects.map(object => ({ path, object })));
    }
  }
  read.objects = read.whole.flatMap(ownObjects);
  return read;
}
