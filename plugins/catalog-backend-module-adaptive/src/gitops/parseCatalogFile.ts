import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_ENGINE_TYPE,
  ADAPTIVE_POOL_TYPE,
  type EngineRef,
  parseEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  engineEntityName,
  layoutPaths,
  type RepositoryLayout,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  componentEntityV1alpha1Validator,
  type Entity,
  EntityPolicies,
  entityEnvelopeSchemaValidator,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
} from '@backstage/catalog-model';
import { InputError, toError } from '@backstage/errors';
import { type Document, parseAllDocuments } from 'yaml';

/** One `catalog-info.yaml` of a repository. */
export interface CatalogFile {
  path: string;
  content: string;
  /** Address of the file for people. */
  url: string;
}

/** An entity that a file may put into the catalog. */
export interface FileEntity {
  entity: Entity;
  /** Path of the file. */
  path: string;
  /** Whether its name is the one the portal gives to an entity of this engine. */
  ownName: boolean;
}

/** What a file holds. */
export interface ParsedFile {
  entities: FileEntity[];
  /** Sentences about what is wrong, each with the file's path. */
  warnings: string[];
  /** Sentences about what is right, but not for this provider. */
  ignored: string[];
}

/** Far more than any engine needs; parsing costs time on the thread that serves requests. */
const MAX_LENGTH = 256 * 1024;

const TYPES = new Map([
  ['Component', ADAPTIVE_ENGINE_TYPE],
  ['Resource', ADAPTIVE_POOL_TYPE],
]);

const VALIDATORS = [
  componentEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
];

const validateEnvelope = entityEnvelopeSchemaValidator();

const POLICY = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);

async function readEntity(value: unknown): Promise<Entity> {
  const entity = await POLICY.enforce(validateEnvelope(value));
  if (!entity) throw new InputError('it is not an entity');
  return entity;
}

/** The engine that an entity stands for, which has to be the one whose folder the file is in. */
function assertOwnEngine(
  entity: Entity,
  path: string,
  layout: RepositoryLayout,
): EngineRef {
  const annotation = entity.metadata.annotations?.[ADAPTIVE_ENGINE_ANNOTATION];
  if (!annotation) {
    throw new InputError(`it has no annotation ${ADAPTIVE_ENGINE_ANNOTATION}`);
  }
  const ref = parseEngineRef(annotation);
  const folder = layoutPaths(layout, ref).engine;
  if (!path.startsWith(`${folder}/`)) {
    throw new InputError(
      `it stands for engine '${annotation}', whose folder is '${folder}'`,
    );
  }
  return ref;
}

async function parseDocument(
  document: Document,
  file: CatalogFile,
  layout: RepositoryLayout,
): Promise<FileEntity | string | undefined> {
  const [error] = document.errors;
  if (error) throw error;
  const value: unknown = document.toJS();
  // An empty document, as after a last `---`.
  if (value === null || value === undefined) return undefined;
  const entity = await readEntity(value);
  const type = entity.spec?.type;
  if (typeof type !== 'string' || TYPES.get(entity.kind) !== type) {
    return `${entity.kind} '${entity.metadata.name}' with type '${type}'`;
  }
  const checks = VALIDATORS.map(validator => validator.check(entity));
  if (!(await Promise.all(checks)).includes(true)) {
    throw new InputError(`its apiVersion is '${entity.apiVersion}'`);
  }
  const engine = assertOwnEngine(entity, file.path, layout);
  const name = engineEntityName(engine);
  const location = `url:${file.url}`;
  return {
    path: file.path,
    ownName:
      entity.metadata.name === name ||
      (entity.kind === 'Resource' &&
        entity.metadata.name.startsWith(`${name}.`)),
    entity: {
      ...entity,
      metadata: {
        ...entity.metadata,
        annotations: {
          ...entity.metadata.annotations,
          [ANNOTATION_LOCATION]: location,
          [ANNOTATION_ORIGIN_LOCATION]: location,
        },
      },
    },
  };
}

/**
 * Reads the entities of one file that stand for the engine in whose folder the file is, or for its pools. A document
 * that cannot be read, or that claims another engine, is left out with a warning; it does not touch the others.
 */
export async function parseCatalogFile(
  file: CatalogFile,
  layout: RepositoryLayout,
): Promise<ParsedFile> {
  const result: ParsedFile = { entities: [], warnings: [], ignored: [] };
  if (file.content.length > MAX_LENGTH) {
    result.warnings.push(
      `'${file.path}' has more than ${MAX_LENGTH} characters`,
    );
    return result;
  }
  const documents = parseAllDocuments(file.content, { logLevel: 'error' });
  for (const [index, document] of [...documents].entries()) {
    try {
      const found = await parseDocument(document, file, layout);
      if (typeof found === 'string') {
        result.ignored.push(`${found} in '${file.path}'`);
      } else if (found) result.entities.push(found);
    } catch (error) {
      const reason = toError(error).message.split('\n')[0];
      result.warnings.push(
        `document ${index + 1} of '${file.path}' is left out: ${reason}`,
      );
    }
  }
  return result;
}
