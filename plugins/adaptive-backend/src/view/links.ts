import type {
  EngineGitOps,
  EngineLink,
  EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  argoCdApplicationUrl,
  engineUrl,
  grafanaDashboardUrl,
  prometheusGraphUrl,
  promQlMatchers,
  safeUrl,
} from '@adaptive-portal/plugin-adaptive-common';
import { ratioOf } from '../metrics/queries';
import type { MetricsSourceInfo } from '../metrics/types';
import type { ViewConfig } from './config';
import { browserUrl } from './deployedSettings';
import type { DeployedSettings } from './deployedSettings';

/** Dashboard "Harmony metrics" that the chart ships. */
const HARMONY_DASHBOARD = 'cedmn8ou8kjk0c';

/** Links of an engine; what is not configured, or is no http or https URL, is left out. */
export function assembleLinks(input: {
  ref: EngineRef;
  config: ViewConfig;
  sources: readonly MetricsSourceInfo[];
  gitops?: EngineGitOps;
  settings: DeployedSettings;
  /** Whether the cluster has a namespace of this name. */
  isNamespace(name: string): boolean;
}): EngineLink[] {
  const { ref, config, sources, gitops, settings, isNamespace } = input;
  const source = sources.find(s => s.serves(ref.cluster));
  const matchers = promQlMatchers({
    ...source?.matchersOf(ref.cluster),
    namespace: ref.namespace,
  });
  const [namespace = '', name = ''] = gitops?.object.split('/') ?? [];
  const links: Array<Omit<EngineLink, 'url'> & { url: string | undefined }> = [
    {
      id: 'controlPlane',
      title: 'Control plane',
      url:
        engineUrl(config.links.controlPlane, ref) ??
        browserUrl(settings.rootUrl, isNamespace),
    },
    {
      id: 'mlflow',
      title: 'MLflow',
      url:
        engineUrl(config.links.mlflow, ref) ??
        (settings.mlflow === 'external'
          ? browserUrl(settings.mlflowUrl, isNamespace)
          : undefined),
    },
    {
      id: 'grafana',
      title: 'Grafana',
      url: grafanaDashboardUrl({
        baseUrl: config.links.grafana,
        uid: HARMONY_DASHBOARD,
        variables: { namespace: ref.namespace },
      }),
    },
    {
      id: 'prometheus',
      title: 'Prometheus',
      url: prometheusGraphUrl({
        baseUrl: source?.publicUrl,
        query: ratioOf(matchers, config.rateWindow),
      }),
    },
    {
      id: 'argocd',
      title: 'Argo CD',
      url:
        gitops?.tool === 'argocd'
          ? argoCdApplicationUrl({
              baseUrl: config.links.argocd,
              namespace,
              name,
            })
          : undefined,
    },
    { id: 'repository', title: 'Repository', url: safeUrl(gitops?.repoUrl) },
  ];
  return links.flatMap(link =>
    link.url === undefined ? [] : [{ ...link, url: link.url }],
  );
}
