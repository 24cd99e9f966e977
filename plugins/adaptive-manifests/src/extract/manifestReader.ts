import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { parseAllDocuments, type Document } from 'yaml';
import type { RenderedFile } from '../model';
import { isObject, toText, ValuesView } from '../predict/valuesView';

/** Far more than the generator writes; a larger file is not one of ours, and not worth the memory. */
const MAX_FILE_LENGTH = 1_000_000;

/** What a document says; aliases could make it far larger than its text. */
function unfolded(path: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new InputError(`${path} is no YAML of ours: ${error}`);
  }
}

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
    const value = unfolded(path, document);
    return isObject(value) ? [value] : [];
  });
}

/** One object of a file. */
export interface FileObject {
  path: string;
  object: JsonObject;
}

/** The files of one engine, by what is in them: paths depend on the layout. */
export interface EngineFiles {
  values?: ValuesView;
  extraValues?: ValuesView;
  monitoringValues?: ValuesView;
  application?: ValuesView;
  applicationSet?: ValuesView;
  /** Values of each environment. */
  overlays: Record<string, ValuesView>;
  component?: ValuesView;
  scaledObjects: ValuesView[];
  /** Files of the ScaledObjects, in the same order. */
  scaledObjectPaths: string[];
  /** Sources of Flux. */
  ociRepositories: ValuesView[];
  helmReleases: ValuesView[];
  externalSecrets: ValuesView[];
  sealedSecrets: ValuesView[];
  /** The claim of MLflow on charts that have none. */
  claim?: ValuesView;
  networkPolicy?: ValuesView;
  /** Providers of sign-in, where no ExternalSecret has them. */
  oidcToml?: string;
}

const VALUE_FILES = [
  ['values.yaml', 'values'],
  ['values.extra.yaml', 'extraValues'],
  ['values.monitoring.yaml', 'monitoringValues'],
] as const;

function isNamed(path: string, name: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}

function sort(found: EngineFiles, path: string, view: ValuesView): void {
  switch (view.at('kind')) {
    case 'Application':
      found.application ??= view;
      break;
    case 'ApplicationSet':
      found.applicationSet ??= view;
      break;
    case 'Component':
      found.component ??= view;
      break;
    case 'ScaledObject':
      found.scaledObjects.push(view);
      found.scaledObjectPaths.push(path);
      break;
    case 'OCIRepository':
      found.ociRepositories.push(view);
      break;
    case 'HelmRelease':
      found.helmReleases.push(view);
      break;
    case 'ExternalSecret':
      found.externalSecrets.push(view);
      break;
    case 'SealedSecret':
      found.sealedSecrets.push(view);
      break;
    case 'PersistentVolumeClaim':
      found.claim ??= view;
      break;
    case 'NetworkPolicy':
      found.networkPolicy ??= view;
      break;
    default: {
      const values = VALUE_FILES.find(([name]) => isNamed(path, name));
      const environment = /(?:^|\/)values-([a-z0-9-]+)\.yaml$/.exec(path)?.[1];
      if (values) found[values[1]] ??= view;
      else if (environment) found.overlays[environment] ??= view;
      // What the chart installs for the portal; a person's own are in the file of extra values.
      if (values?.[1] === 'values' || environment !== undefined) {
        for (const object of view.list('extraObjects').filter(isObject)) {
          if (object.kind === 'ScaledObject') {
            sort(found, path, new ValuesView(object));
          }
        }
      }
    }
  }
}

/** Sorts what has been read of an engine's files by kind; `files` are those that may be no YAML. */
export function sortEngineFiles(
  objects: readonly FileObject[],
  files: readonly RenderedFile[],
): EngineFiles {
  const found: EngineFiles = {
    overlays: {},
    scaledObjects: [],
    scaledObjectPaths: [],
    ociRepositories: [],
    helmReleases: [],
    externalSecrets: [],
    sealedSecrets: [],
    oidcToml: files.find(({ path }) => isNamed(path, 'oidc-providers.toml'))
      ?.content,
  };
  for (const { path, object } of objects) {
    sort(found, path, new ValuesView(object));
  }
  return found;
}

/**
 * Reads the YAML of an engine's files, and sorts it by kind.
 *
 * @throws InputError when a file is too large or no YAML
 */
export function readEngineFiles(files: readonly RenderedFile[]): EngineFiles {
  const objects = files
    .filter(({ path }) => /\.ya?ml$/.test(path))
    .flatMap(file =>
      objectsOf(file).map(object => ({ path: file.path, object })),
    );
  return sortEngineFiles(objects, files);
}

/** What is installed, whichever tool does it. */
export interface Installation {
  release: string;
  namespace: string;
  chartVersion: string;
  monitoringVersion?: string;
}

function argoInstallation(application: ValuesView): Installation | undefined {
  const sources = application.list('spec.sources').filter(isObject);
  const chart = sources.find(source => source.chart === 'adaptive');
  const monitoring = sources.find(source => source.chart === 'monitoring');
  if (!chart) return undefined;
  const view = new ValuesView(chart);
  return {
    release: view.text('helm.releaseName'),
    namespace: application.text('spec.destination.namespace'),
    chartVersion: view.text('targetRevision'),
    ...(monitoring
      ? { monitoringVersion: toText(monitoring.targetRevision) }
      : {}),
  };
}

function fluxInstallation(files: EngineFiles): Installation | undefined {
  const source = (chart: string) =>
    files.ociRepositories.find(view =>
      view.text('spec.url').endsWith(`/${chart}`),
    );
  const chart = source('adaptive');
  const release =
    chart &&
    files.helmReleases.find(
      view => view.text('spec.chartRef.name') === chart.text('metadata.name'),
    );
  if (!chart || !release) return undefined;
  const monitoring = source('monitoring');
  return {
    release: release.text('spec.releaseName'),
    namespace: release.text('metadata.namespace'),
    chartVersion: chart.text('spec.ref.tag'),
    ...(monitoring
      ? { monitoringVersion: monitoring.text('spec.ref.tag') }
      : {}),
  };
}

/** Environments of an ApplicationSet, in their order. */
export function environmentElements({
  applicationSet,
}: EngineFiles): ValuesView[] {
  const [generator] =
    applicationSet?.list('spec.generators').filter(isObject) ?? [];
  return generator
    ? new ValuesView(generator)
        .list('list.elements')
        .filter(isObject)
        .map(element => new ValuesView(element))
    : [];
}

/** What the files install; `undefined` when it is no engine. */
export function installation(files: EngineFiles): Installation | undefined {
  if (files.application) return argoInstallation(files.application);
  const set = files.applicationSet;
  if (!set) return fluxInstallation(files);
  const [first] = environmentElements(files);
  const installed = argoInstallation(
    new ValuesView(set.object('spec.template')),
  );
  return (
    installed && first && { ...installed, namespace: first.text('namespace') }
  );
}
