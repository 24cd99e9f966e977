import {
  anyObject,
  arrayOf,
  count,
  object,
  ref,
  type Schema,
  strings,
  text,
} from './schemaParts';

const flag: Schema = { type: 'boolean' };

/** A fact without a value has a reason instead. */
const fact = (value: Schema): Schema => object([], { value, reason: text });

/** Schemas of the facts that a plan is made of. */
export const planSchemas: Record<string, Schema> = {
  RenderedFile: object(['path', 'content'], { path: text, content: text }),
  Finding: object(['rule', 'severity', 'path', 'sentence', 'remedy'], {
    rule: text,
    severity: strings('error', 'warning', 'info'),
    path: text,
    sentence: text,
    remedy: text,
  }),
  PlanRequest: object(['repositoryId', 'operation', 'engine'], {
    repositoryId: text,
    operation: strings('apply', 'delete'),
    engine: ref('EngineRef'),
    files: arrayOf(ref('RenderedFile')),
  }),
  PlanRepository: object(['id', 'branch', 'files', 'foreign'], {
    id: text,
    branch: text,
    commit: text,
    files: arrayOf(ref('RenderedFile')),
    foreign: flag,
    message: text,
  }),
  NodeGroupFacts: object(['resource', 'product', 'labels', 'free', 'taints'], {
    resource: text,
    product: text,
    nodes: count,
    allocatable: count,
    requested: count,
    free: count,
    largestFreeOnOneNode: count,
    labels: anyObject,
    freeCpu: { type: 'number' },
    freeMemoryBytes: { type: 'number' },
    nodeCpu: { type: 'number' },
    nodeMemoryBytes: { type: 'number' },
    nodeGpus: count,
    taints: arrayOf(text),
  }),
  ClusterFacts: object(
    [
      'name',
      'known',
      'kubernetesVersion',
      'gpuOperator',
      'nodes',
      'namespace',
      'installed',
      'storageClasses',
      'ingressClasses',
      'externalMetrics',
      'metrics',
      'engineGpus',
    ],
    {
      name: text,
      known: flag,
      freshness: ref('Freshness'),
      kubernetesVersion: fact(text),
      gpuOperator: fact(flag),
      nodes: fact(arrayOf(ref('NodeGroupFacts'))),
      namespace: fact(
        object(['exists', 'taken', 'quotas'], {
          exists: flag,
          taken: flag,
          engine: ref('EngineRef'),
          quotas: arrayOf(anyObject),
          quotasReason: text,
        }),
      ),
      installed: fact(anyObject),
      storageClasses: fact(
        arrayOf(object(['name', 'default'], { name: text, default: flag })),
      ),
      ingressClasses: fact(arrayOf(text)),
      externalMetrics: fact(
        object(['byEngine'], {
          service: text,
          byEngine: flag,
          engine: ref('EngineRef'),
        }),
      ),
      metrics: fact(
        object(['series', 'poolNames'], {
          series: anyObject,
          poolNames: arrayOf(text),
        }),
      ),
      engineGpus: fact(count),
    },
  ),
  PlanResponse: object(['repository', 'target', 'cluster', 'findings'], {
    repository: ref('PlanRepository'),
    target: anyObject,
    cluster: ref('ClusterFacts'),
    sealedSecretsCertificate: text,
    findings: arrayOf(ref('Finding')),
  }),
};
