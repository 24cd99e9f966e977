import type {
  Finding,
  RenderedFile,
} from '@adaptive-portal/plugin-adaptive-common';
import type { JsonObject, JsonValue } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import { checkObject, knownVersions, type Mismatch } from './checkObject';

/** A larger file is none of an engine's. */
const MAX_FILE_LENGTH = 1_000_000;
/** One mistake may show everywhere in a file; more says nothing more. */
const MAX_PER_OBJECT = 20;

interface Manifest {
  /** Key path of the object in its file; empty for a document of its own. */
  at: string;
  object: JsonObject;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isManifest(object: JsonObject): boolean {
  return (
    typeof object.apiVersion === 'string' && typeof object.kind === 'string'
  );
}

function itemsOf(list: JsonValue | undefined, at: string): Manifest[] {
  return Array.isArray(list)
    ? list.flatMap((item, i) => {
        const place = `${at}[${i}]`;
        return isObject(item) && isManifest(item)
          ? manifestsIn(item, place)
          : [];
      })
    : [];
}

/** The object itself, what a `List` holds, or what values give to the chart to install (`extraObjects`). */
function manifestsIn(object: JsonObject, at: string): Manifest[] {
  if (!isManifest(object)) {
    return at === '' ? itemsOf(object.extraObjects, 'extraObjects') : [];
  }
  return object.apiVersion === 'v1' && object.kind === 'List'
    ? itemsOf(object.items, at === '' ? 'items' : `${at}.items`)
    : [{ at, object }];
}

/** Manifests of a file; none of one that is not YAML, which the plan says by itself. */
function readManifests({ path, content }: RenderedFile): Manifest[] {
  if (!/\.ya?ml$/.test(path) || content.length > MAX_FILE_LENGTH) return [];
  try {
    return parseAllDocuments(content).flatMap(document => {
      if (document.errors.length > 0) return [];
      // Also refuses what refers to itself.
      const text = JSON.stringify(document.toJS({ maxAliasCount: 100 }));
      const value: JsonValue = text === undefined ? null : JSON.parse(text);
      return isObject(value) ? manifestsIn(value, '') : [];
    });
  } catch {
    return [];
  }
}

function nameOf({ metadata, kind }: JsonObject): string {
  const name = isObject(metadata) ? metadata.name : undefined;
  return typeof name === 'string' ? `${kind} '${name}'` : `${kind}`;
}

function joined(at: string, path: string): string {
  if (at === '' || path === '') return `${at}${path}`;
  return path.startsWith('[') ? `${at}${path}` : `${at}.${path}`;
}

function mismatchFinding(
  file: string,
  { at, object }: Manifest,
  { path, what, accepted }: Mismatch,
): Finding {
  const { apiVersion } = object;
  const whole = nameOf(object);
  return {
    rule: 'manifest-schema',
    severity: 'error',
    path: `${file}#${joined(at, path)}`,
    sentence: `${path === '' ? whole : `${path} of ${whole}`} ${what}${
      what === 'is no field' ? ` of ${object.kind} in ${apiVersion}` : ''
    }`,
    remedy: `Accepted: ${accepted}`,
  };
}

function unknownFinding(file: string, { at, object }: Manifest): Finding {
  const apiVersion = String(object.apiVersion);
  const kind = String(object.kind);
  const versions = knownVersions(apiVersion, kind);
  return {
    rule: 'manifest-schema-unknown',
    severity: 'info',
    path: `${file}#${joined(at, 'kind')}`,
    sentence: `${nameOf(
      object,
    )}: ${kind} of ${apiVersion} has no schema here, so that its fields were not checked`,
    remedy:
      versions.length > 0
        ? `Checked are ${versions.join(' and ')}`
        : 'Check it with: kubectl apply --dry-run=server',
  };
}

function checkManifest(file: string, manifest: Manifest): Finding[] {
  // Entities of the catalog look like manifests and are none.
  if (String(manifest.object.apiVersion).startsWith('backstage.io/')) return [];
  const mismatches = checkObject(manifest.object);
  if (!mismatches) return [unknownFinding(file, manifest)];
  return mismatches
    .slice(0, MAX_PER_OBJECT)
    .map(mismatch => mismatchFinding(file, manifest, mismatch));
}

/**
 * Checks every manifest in the files against the closed schema of its kind and version: unknown and missing fields,
 * values of a wrong type. Values of text are not repeated, as they may be secrets. Never throws, whatever is in the
 * files.
 */
export function checkManifests(files: readonly RenderedFile[]): Finding[] {
  return files.flatMap(file =>
    readManifests(file).flatMap(manifest => checkManifest(file.path, manifest)),
  );
}
