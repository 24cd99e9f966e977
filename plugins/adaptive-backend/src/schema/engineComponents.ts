import type {
  Engine,
  EngineAlert,
  EngineComponent,
  EngineGitOps,
  EngineLink,
  EngineMetrics,
  EngineRef,
  EngineService,
  EngineServiceItem,
  EngineSummary,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  arrayOf,
  count,
  dateTime,
  ENGINE_STATUSES,
  type Fields,
  flag,
  maybe,
  model,
  poolGpus,
  poolHead,
  ref,
  type Schema,
  severityCounts,
  strings,
  text,
  textMap,
  words,
} from './schemaParts';

const engineHead: Fields<Omit<EngineSummary, 'pools' | 'problems'>> = {
  ref: ref('EngineRef'),
  status: strings(...ENGINE_STATUSES),
  statusReason: text,
  chartVersion: maybe(text),
  freshness: ref('Freshness'),
  owner: maybe(text),
  version: text,
};

const gitopsPart = model<NonNullable<EngineGitOps['parts']>[number]>({
  kind: words<NonNullable<EngineGitOps['parts']>[number]['kind']>({
    OCIRepository: true,
    GitRepository: true,
    Kustomization: true,
  }),
  object: text,
  revision: maybe(text),
  ready: maybe(flag),
  suspended: flag,
  message: maybe(text),
});

const serviceItem = model<EngineServiceItem>({
  kind: words<EngineServiceItem['kind']>({
    run: true,
    experiment: true,
    model: true,
    dashboard: true,
  }),
  id: text,
  name: text,
  state: maybe(text),
  at: maybe(dateTime),
});

/** What is answered about an engine, besides its pools and surroundings. */
export const engineSchemas: Record<string, Schema> = {
  EngineRef: model<EngineRef>({
    cluster: text,
    namespace: text,
    release: text,
  }),
  EngineSummary: model<EngineSummary>({
    ...engineHead,
    pools: arrayOf(
      model<EngineSummary['pools'][number]>({
        ...poolHead,
        gpus: maybe(poolGpus),
        ttftTimeoutRatio: ref('MetricValue'),
      }),
    ),
    problems: severityCounts,
  }),
  EngineComponent: model<EngineComponent>({
    id: text,
    title: text,
    workload: text,
    desired: count,
    ready: count,
    image: maybe(text),
    madeBy: maybe(strings('controlPlane')),
  }),
  EngineGitOps: model<EngineGitOps>({
    tool: strings('argocd', 'flux'),
    kind: maybe(strings('Application', 'HelmRelease')),
    object: text,
    cluster: text,
    sync: maybe(text),
    health: maybe(text),
    revision: maybe(text),
    repoUrl: maybe(text),
    failed: maybe(flag),
    suspended: maybe(flag),
    parts: maybe(arrayOf(gitopsPart)),
    message: maybe(text),
  }),
  EngineAlert: model<EngineAlert>({
    name: text,
    state: strings('firing', 'pending'),
    severity: maybe(text),
    summary: maybe(text),
    since: maybe(dateTime),
    source: text,
    labels: textMap,
    runbookUrl: maybe(text),
    silenced: maybe(
      model<NonNullable<EngineAlert['silenced']>>({
        by: maybe(text),
        until: maybe(dateTime),
        comment: maybe(text),
      }),
    ),
  }),
  EngineService: model<EngineService>({
    id: strings('mlflow', 'grafana'),
    title: text,
    freshness: ref('Freshness'),
    version: maybe(text),
    facts: arrayOf(
      model<EngineService['facts'][number]>({ label: text, value: text }),
    ),
    items: maybe(arrayOf(serviceItem)),
  }),
  Engine: model<Engine>({
    ...engineHead,
    computePools: arrayOf(ref('ComputePool')),
    components: arrayOf(ref('EngineComponent')),
    problems: arrayOf(ref('Problem')),
    gitops: maybe(ref('EngineGitOps')),
    links: arrayOf(
      model<EngineLink>({
        id: words<EngineLink['id']>({
          controlPlane: true,
          mlflow: true,
          grafana: true,
          prometheus: true,
          argocd: true,
          repository: true,
        }),
        title: text,
        url: text,
      }),
    ),
    sources: arrayOf(
      model<Engine['sources'][number]>({
        id: text,
        title: text,
        freshness: ref('Freshness'),
      }),
    ),
    mlflow: strings('internal', 'external', 'off', 'unknown'),
    metrics: maybe(
      model<EngineMetrics>({ tokensPerSecond: ref('MetricValue') }),
    ),
    alerts: maybe(arrayOf(ref('EngineAlert'))),
    surroundings: maybe(ref('EngineSurroundings')),
    services: maybe(arrayOf(ref('EngineService'))),
  }),
};
