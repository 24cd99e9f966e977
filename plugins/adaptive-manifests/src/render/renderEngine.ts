import { layoutPaths } from '../layout';
import type {
  EngineInput,
  RenderedFile,
  RenderTarget,
  RepositoryLayout,
} from '../model';
import { toYaml } from '../yaml/toYaml';
import { application } from './application';
import { applicationSetFiles } from './applicationSet';
import { catalogEntities } from './catalogInfo';
import { inEnvironment } from './environments';
import { fluxFiles } from './flux';
import { monitoringChart, renderMonitoringValues } from './monitoring';
import { ownManifests } from './ownManifests';
import { renderReadme } from './readme';
import { oidcFile, sealedByPeople } from './secretManifests';
import { renderExtraValues, renderValues } from './values';

/** Files of the engine's folder: for people, the catalog and Helm. */
function engineFolder(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
): RenderedFile[] {
  const files: Array<[string, string | undefined]> = [
    ['values.yaml', renderValues(input, target)],
    ['values.extra.yaml', renderExtraValues(input)],
    [
      'values.monitoring.yaml',
      monitoringChart(input) && renderMonitoringValues(input),
    ],
    [
      'catalog-info.yaml',
      (
        input.environments?.map(environment =>
          inEnvironment(input, environment),
        ) ?? [input]
      )
        .flatMap(catalogEntities)
        .map(entity => toYaml(entity))
        .join('---\n'),
    ],
    ['README.md', renderReadme(input, target, paths)],
    ['oidc-providers.toml', oidcFile(input)],
  ];
  return files.flatMap(([name, content]) =>
    content === undefined ? [] : [{ path: `${paths.engine}/${name}`, content }],
  );
}

/** What makes Argo CD or Flux install the engine, and the manifests beside its chart. */
function delivery(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
): RenderedFile[] {
  if (target.gitops?.tool === 'applicationSet') {
    return applicationSetFiles(input, target, paths);
  }
  const own = ownManifests(input, target.autoscaling);
  if (target.gitops?.tool === 'flux') {
    return fluxFiles(input, target, target.gitops, paths, own);
  }
  const manifests = [...own.secrets, ...own.beside, ...own.scaling];
  // Argo CD refuses a source whose folder is not there, and git has no empty folders.
  const folder = sealedByPeople(input)
    ? [
        {
          path: `${paths.manifests}/README.md`,
          content: `The SealedSecrets of the engine belong here; ${paths.engine}/README.md has the commands.\n`,
        },
      ]
    : [];
  return [
    {
      path: paths.application,
      content: toYaml(
        application(input, target, paths, manifests.length + folder.length > 0),
      ),
    },
    ...folder,
    ...manifests.map(({ file, object }) => ({
      path: `${paths.manifests}/${file}`,
      content: toYaml(object),
    })),
  ];
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
  const files = [
    ...engineFolder(input, target, paths),
    ...delivery(input, target, paths),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
