import { ApplicationObject } from '../types';
import { message, projectMeta } from './projectMeta';
import {
  clip,
  compact,
  Raw,
  record,
  records,
  text,
  texts,
  withoutUserInfo,
} from './raw';
import { Projected, ProjectionContext } from './types';

type Source = ApplicationObject['sources'][number];

function projectSource(raw: Raw): Source {
  const helm = record(raw.helm);
  return compact<Source>({
    repoUrl: withoutUserInfo(text(raw.repoURL) ?? ''),
    chart: text(raw.chart),
    path: text(raw.path),
    targetRevision: text(raw.targetRevision),
    releaseName: text(helm.releaseName),
    valueFiles: Array.isArray(helm.valueFiles)
      ? texts(helm.valueFiles)
      : undefined,
    ref: text(raw.ref),
  });
}

/** Argo CD Application; values written into it are not kept, they may hold secrets. */
export function projectApplication(
  raw: unknown,
  context: ProjectionContext,
): Projected<ApplicationObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const sync = record(status.sync);
  const operation = record(status.operationState);
  const destination = record(spec.destination);
  // `sources` wins over `source` in Argo CD too.
  const several = records(spec.sources);
  const sources = (several.length > 0 ? several : records([spec.source])).map(
    projectSource,
  );
  const revisions = texts(sync.revisions);
  const gitSource = sources.findIndex(source => source.chart === undefined);
  return {
    metadata,
    destination: compact({
      server: text(destination.server),
      name: text(destination.name),
      namespace: text(destination.namespace),
    }),
    sources,
    status: compact<ApplicationObject['status']>({
      sync: text(sync.status),
      revision: text(sync.revision) ?? revisions[gitSource],
      revisions: revisions.length > 0 ? revisions : undefined,
      health: text(record(status.health).status),
      operationPhase: text(operation.phase),
      operationMessage: message(operation),
      conditions: records(status.conditions).map(condition =>
        compact({
          type: text(condition.type) ?? '',
          message: clip(text(condition.message)),
        }),
      ),
    }),
  };
}
