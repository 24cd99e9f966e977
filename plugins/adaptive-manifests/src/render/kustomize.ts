import type { JsonObject } from '@backstage/types';
import type { RenderedFile } from '../model';
import { toYaml } from '../yaml/toYaml';
import type { OwnManifest } from './ownManifests';

/** `../` as often as needed to go from one folder to a file of another. */
export function relativePath(folder: string, file: string): string {
  const from = folder.split('/');
  const to = file.split('/');
  let common = 0;
  while (common < from.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}

/** A file that tells kustomize what belongs together. */
export function kustomization(
  resources: readonly string[],
  more: JsonObject = {},
): JsonObject {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...resources],
    ...more,
  };
}

/**
 * Files of one folder that Flux applies as a whole.
 *
 * @param others - files that people put there
 */
export function appliedFolder(
  path: string,
  manifests: readonly OwnManifest[],
  others: readonly string[] = [],
): RenderedFile[] {
  return [
    ...manifests.map(({ file, object }) => ({
      path: `${path}/${file}`,
      content: toYaml(object),
    })),
    {
      path: `${path}/kustomization.yaml`,
      content: toYaml(
        kustomization([...manifests.map(({ file }) => file), ...others]),
      ),
    },
  ];
}

/** Lets kustomize write the name of the generated ConfigMap, which ends in a hash, into the HelmReleases. */
export const NAME_REFERENCE = {
  nameReference: [
    {
      kind: 'ConfigMap',
      version: 'v1',
      fieldSpecs: [{ path: 'spec/valuesFrom/name', kind: 'HelmRelease' }],
    },
  ],
};
