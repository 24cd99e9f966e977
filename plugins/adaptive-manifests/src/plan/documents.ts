import type { JsonObject } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import type { RenderedFile } from '../model';
import { isObject } from '../predict/valuesView';

/** Far more than the generator writes; a larger file is not one of ours, and not worth the memory. */
const MAX_FILE_LENGTH = 1_000_000;

/** One object of a file. */
export interface FileObject {
  path: string;
  object: JsonObject;
}

/** Files of one state of an engine, as far as they can be read. */
export interface ReadFiles {
  /** Files without those of `faults`. */
  files: RenderedFile[];
  objects: FileObject[];
  /** Files that cannot be read, with the reason; never with their content. */
  faults: Array<{ path: string; reason: string }>;
}

export function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

/** An object of a file; objects that the values give to the chart (`extraObjects`) are objects of their own. */
function ownObjects(path: string, object: JsonObject): FileObject[] {
  const { extraObjects, ...values } = object;
  if (object.kind !== undefined || !Array.isArray(extraObjects)) {
    return [{ path, object }];
  }
  const inner = extraObjects.filter(isObject);
  return inner.length === extraObjects.length
    ? [{ path, object: values }, ...inner.map(item => ({ path, object: item }))]
    : [{ path, object }];
}

function readObjects({ path, content }: RenderedFile): FileObject[] | string {
  if (content.length > MAX_FILE_LENGTH) {
    return `has ${content.length} characters; at most ${MAX_FILE_LENGTH} are read`;
  }
  try {
    const documents = parseAllDocuments(content);
    const objects: FileObject[] = [];
    for (const document of documents) {
      const [fault] = document.errors;
      if (fault) {
        const line = fault.linePos?.[0].line;
        return `is no YAML${line === undefined ? '' : `: see line ${line}`}`;
      }
      // Also refuses what refers to itself, and turns tagged values into plain ones.
      const json = JSON.stringify(document.toJS({ maxAliasCount: 100 }));
      const value: unknown = json === undefined ? undefined : JSON.parse(json);
      if (isObject(value)) objects.push(...ownObjects(path, value));
    }
    return objects;
  } catch {
    return 'is YAML that cannot be read: nested too deeply, or of too many aliases';
  }
}

/** Reads all YAML files of a state; files of other kinds are kept as they are. */
export function readFiles(files: readonly RenderedFile[]): ReadFiles {
  const read: ReadFiles = { files: [], objects: [], faults: [] };
  for (const file of files) {
    const objects = isYaml(file.path) ? readObjects(file) : [];
    if (typeof objects === 'string') {
      read.faults.push({ path: file.path, reason: objects });
    } else {
      read.files.push(file);
      read.objects.push(...objects);
    }
  }
  return read;
}
