import { InputError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import { parseAllDocuments, parseDocument, type Document } from 'yaml';
import { isMapValue } from './equal';
import { mergeDocument } from './mergeDocument';

/** Far more than the generator writes; a larger file is not one of ours, and not worth the memory. */
const MAX_LENGTH = 1_000_000;

/** A document of a file with what it says. */
interface Part {
  document: Document;
  value: JsonValue;
  /** What the document is: kind and name of its object, or its place in the file. */
  identity: string;
}

/** A YAML text with the name that messages give it. */
export interface YamlFile {
  path: string;
  content: string;
}

function identityOf(value: JsonValue, index: number): string {
  if (isMapValue(value) && isMapValue(value.metadata)) {
    return JSON.stringify([value.kind, value.metadata.name]);
  }
  return String(index);
}

/** What a document says; aliases could make it far larger than its text. */
function unfolded(path: string, document: Document): JsonValue {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new InputError(`${path} is no YAML of ours: ${error}`);
  }
}

function partsOf({ path, content }: YamlFile): Part[] {
  if (content.length > MAX_LENGTH) {
    throw new InputError(
      `${path} has ${content.length} characters; accepted are at most ${MAX_LENGTH}`,
    );
  }
  const documents: Document[] = [...parseAllDocuments(content)];
  return documents.map((document, index) => {
    const [fault] = document.errors;
    if (fault) throw new InputError(`${path} is no YAML: ${fault.message}`);
    const value = unfolded(path, document);
    return { document, value, identity: identityOf(value, index) };
  });
}

/** `kind name` of every object in a file. */
export function objectsIn(file: YamlFile): string[] {
  return partsOf(file)
    .map(({ identity }) => identity)
    .filter(identity => identity.startsWith('['));
}

function find(parts: Part[], identity: string): Part | undefined {
  return parts.find(part => part.identity === identity);
}

/** An object that only the new rendering has, below those that are there. */
function appended(part: Part, isFirst: boolean): Document {
  const document: Document = parseDocument(
    part.document.toString({ lineWidth: 0, flowCollectionPadding: false }),
  );
  if (document.directives && !isFirst) document.directives.docStart = true;
  return document;
}

/** What came of a merge. */
export interface MergedYaml {
  content: string;
  /** See {@link mergeDocument}; the content is worth nothing when there are any. */
  conflicts: string[];
}

/**
 * Applies the difference of two renderings of a YAML file to the file as it is in git, document by document.
 *
 * @throws InputError when a file is too large or no YAML
 */
export function mergeYaml(files: {
  was: YamlFile;
  is: YamlFile;
  current: YamlFile;
}): MergedYaml {
  const was = partsOf(files.was);
  const is = partsOf(files.is);
  const current = partsOf(files.current);
  const conflicts: string[] = [];
  const documents = current
    .filter(
      ({ identity }) =>
        !find(was, identity) || find(is, identity) !== undefined,
    )
    .map(({ document, identity }) => {
      const [before, after] = [find(was, identity), find(is, identity)];
      if (before && after) {
        conflicts.push(...mergeDocument(document, before.value, after.value));
      }
      return document;
    });
  for (const part of is) {
    if (!find(was, part.identity) && !find(current, part.identity)) {
      documents.push(appended(part, documents.length === 0));
    }
  }
  const content = documents
    .map(document =>
      document.toString({ lineWidth: 0, flowCollectionPadding: false }),
    )
    .join('');
  return { content, conflicts };
}
