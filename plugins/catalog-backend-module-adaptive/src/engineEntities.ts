import { createHash } from 'node:crypto';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_ENGINE_TYPE,
  ADAPTIVE_POOL_ANNOTATION,
  ADAPTIVE_POOL_TYPE,
  type EngineSummary,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  engineEntityName,
  poolEntityName,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type ComponentEntity,
  type ResourceEntity,
} from '@backstage/catalog-model';

/** Type of the location that entities of this provider are managed by. */
export const LOCATION_TYPE = 'adaptive';

const MAX_NAME = 63;

/** What the entities of one engine depend on besides the engine. */
export interface EngineEntitiesOptions {
  defaultOwner: string;
  /** Whether an entity that has nothing to do with the engine has this reference already. */
  isTaken(entityRef: string): boolean;
  /** Reference of the entity in git that stands for the engine, when there is one. */
  claim?: string;
  /** References of entities in git that stand for pools of the engine, by raw pool name. */
  poolClaims: ReadonlyMap<string, string>;
}

/** The same for the same name on every machine, so that an entity keeps its name. */
function withHash(name: string, of: string): string {
  const hash = createHash('sha256').update(of).digest('hex').slice(0, 8);
  const head = name.slice(0, MAX_NAME - hash.length - 1).replace(/[._-]+$/, '');
  return `${head}-${hash}`;
}

/**
 * The catalog entities of one engine that no file in git claims: the engine as `Component`, its pools as `Resource`.
 * They hold structure only; live state comes from the API.
 */
export function engineEntities(
  engine: EngineSummary,
  options: EngineEntitiesOptions,
): Array<ComponentEntity | ResourceEntity> {
  const { ref, pools } = engine;
  const key = stringifyEngineRef(ref);
  const owner = engine.owner ?? options.defaultOwner;
  const location = `${LOCATION_TYPE}:${key}`;
  const annotations = {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
    [ADAPTIVE_ENGINE_ANNOTATION]: key,
  };
  const freeName = (kind: string, name: string, of: string) =>
    options.isTaken(`${kind}:default/${name}`) ? withHash(name, of) : name;

  const engineName = freeName('component', engineEntityName(ref), key);
  const engineEntityRef = options.claim ?? `component:default/${engineName}`;
  const named = pools.map(pool => ({
    pool: pool.name,
    name: freeName(
      'resource',
      poolEntityName(ref, pool.key),
      `${key}/${pool.name}`,
    ),
  }));

  const component: ComponentEntity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: engineName,
      title: `${ref.release} (${ref.cluster})`,
      description: `Adaptive engine ${ref.release} in namespace ${ref.namespace} of cluster ${ref.cluster}`,
      annotations: {
        ...annotations,
        'backstage.io/kubernetes-cluster': ref.cluster,
        'backstage.io/kubernetes-namespace': ref.namespace,
        'backstage.io/kubernetes-label-selector': `app.kubernetes.io/instance=${ref.release}`,
      },
    },
    spec: {
      type: ADAPTIVE_ENGINE_TYPE,
      lifecycle: 'production',
      owner,
      dependsOn: named.map(
        ({ pool, name }) =>
          options.poolClaims.get(pool) ?? `resource:default/${name}`,
      ),
    },
  };
  const resources = named
    .filter(({ pool }) => !options.poolClaims.has(pool))
    .map(
      ({ pool, name }): ResourceEntity => ({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Resource',
        metadata: {
          name,
          title: `${pool} of ${ref.release} (${ref.cluster})`,
          annotations: { ...annotations, [ADAPTIVE_POOL_ANNOTATION]: pool },
        },
        spec: {
          type: ADAPTIVE_POOL_TYPE,
          owner,
          dependencyOf: [engineEntityRef],
        },
      }),
    );
  return options.claim ? resources : [component, ...resources];
}
