import type { JsonObject } from '@backstage/types';
import { isObject, toText, ValuesView } from '../predict/valuesView';
import type { Findings } from '../validate/findings';
import type { PlanEngineOptions } from './planEngine';
import type { PlanState } from './planState';

/** Objects that are for Argo CD itself, the catalog or kustomize. */
const NOT_MANIFESTS =
  /^(argoproj\.io|backstage\.io|kustomize\.config\.k8s\.io)\//;

function isManifest(object: JsonObject): boolean {
  const version = toText(object.apiVersion);
  return (
    version !== '' && toText(object.kind) !== '' && !NOT_MANIFESTS.test(version)
  );
}

/** Folders that Argo CD applies. */
function appliedFolders(application: JsonObject): string[] {
  return new ValuesView(application)
    .list('spec.sources')
    .filter(isObject)
    .map(source => toText(source.path).replace(/\/+$/, ''))
    .filter(path => path !== '');
}

/**
 * New manifests that nothing would install: with an Argo CD Application, those outside the folders of its sources, such as
 * a SealedSecret of an engine whose Secrets are said to exist.
 */
export function checkApplied(
  { before }: PlanEngineOptions,
  after: PlanState,
  findings: Findings,
): void {
  const application = after.whole.find(
    ({ object }) => object.kind === 'Application',
  );
  if (!application) return;
  const folders = appliedFolders(application.object);
  const old = new Set(before.map(({ path }) => path));
  const reported = new Set<string>();
  for (const { path, object } of after.whole) {
    const isApplied = folders.some(folder => path.startsWith(`${folder}/`));
    if (!old.has(path) && !isApplied && isManifest(object)) reported.add(path);
  }
  for (const path of reported) {
    findings.error(
      'manifest-not-applied',
      '',
      `${path} would be in git, and nothing would install it: no source of ${application.path} is its folder`,
      'For a SealedSecret set secrets.mode to sealedSecrets, without encryptedData; move other manifests to a folder that is applied',
    );
  }
}
