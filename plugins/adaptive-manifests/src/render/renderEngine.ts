import { InputError } from '@backstage/errors';
import { layoutPaths } from '../layout';
import type { EngineInput, RenderedFile, RenderTarget } from '../model';
import { poolKey } from '../names';
import { toYaml } from '../yaml/toYaml';
import { application } from './application';
import { catalogEntities } from './catalogInfo';
import { renderReadme } from './readme';
import { scaledObject } from './scaledObject';
import { renderValues } from './values';

/** The pool's part of a file name; refuses what would lead to another folder. */
function fileKey(pool: string, chartVersion: string): string {
  const key = poolKey(pool, chartVersion);
  if (!/^[A-Za-z0-9._-]+$/.test(key)) {
    throw new InputError(
      `Pool ${JSON.stringify(
        pool.slice(0, 60),
      )} cannot name a file; accepted are letters, digits, '-', '_' and spaces`,
    );
  }
  return key;
}

function renderManifests(
  input: EngineInput,
  target: RenderTarget,
  folder: string,
): RenderedFile[] {
  if (input.autoscaling.mode === 'off') {
    return [];
  }
  return input.pools.map(pool => ({
    path: `${folder}/scaledobject-${fileKey(
      pool.name,
      input.chartVersion,
    )}.yaml`,
    content: toYaml(scaledObject(input, pool, target.autoscaling)),
  }));
}

/**
 * Renders all files of an engine, sorted by path. Pure: the same input and target give the same bytes.
 *
 * Run {@link validateEngine} first; an input with errors may render to something that the cluster refuses.
 *
 * @throws InputError when the chart version is not known, or a path would leave the repository
 * @public
 */
export function renderEngine(
  input: EngineInput,
  target: RenderTarget,
): RenderedFile[] {
  const paths = layoutPaths(target.repository.layout, {
    cluster: input.cluster,
    namespace: input.namespace,
    release: input.name,
  });
  const manifests = renderManifests(input, target, paths.manifests);
  const files: RenderedFile[] = [
    {
      path: paths.application,
      content: toYaml(application(input, target, paths, manifests.length > 0)),
    },
    {
      path: `${paths.engine}/values.yaml`,
      content: renderValues(input),
    },
    {
      path: `${paths.engine}/catalog-info.yaml`,
      content: catalogEntities(input)
        .map(entity => toYaml(entity))
        .join('---\n'),
    },
    {
      path: `${paths.engine}/README.md`,
      content: renderReadme(input, paths),
    },
    ...manifests,
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
