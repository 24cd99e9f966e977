import {
  adaptiveFleetViewPermission,
  parseEngineRef,
  stringifyEngineRef,
  type ComputePool,
  type Engine,
} from '@adaptive-portal/plugin-adaptive-common';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { NotFoundError } from '@backstage/errors';
import type { AuthorizedEnginesService } from '../permissions';
import { assertKnownCluster } from '../router/assertKnownCluster';
import { findIncomplete } from '../service/findIncomplete';
import { listEngines } from '../service/listEngines';
import { listProblems } from '../service/listProblems';
import {
  freshnessOutput,
  incompleteOutput,
  listInput,
  problemOutput,
  refOutput,
} from './schemas';

/** Nothing here changes anything, anywhere. */
export const READ_ONLY = {
  readOnly: true,
  idempotent: true,
  destructive: false,
} as const;

export interface FleetActionsOptions {
  registry: ActionsRegistryService;
  engines: Pick<AuthorizedEnginesService, 'engine' | 'fleet'>;
}

/** The fleet as the caller may see it, and clusters of which something may be missing. */
async function visibleFleet(
  engines: FleetActionsOptions['engines'],
  credentials: BackstageCredentials,
  cluster: string | undefined,
) {
  const view = await engines.fleet(credentials);
  const clusters = view.clusters();
  assertKnownCluster(cluster, clusters);
  const incomplete = findIncomplete(clusters, cluster);
  return {
    all: view.list(),
    incomplete: incomplete.map(item => ({ ...item })),
  };
}

function registerListEngines({ registry, engines }: FleetActionsOptions) {
  registry.register({
    name: 'list-engines',
    title: 'List Adaptive engines',
    description:
      'Lists Adaptive engines (releases of the Adaptive chart that serve language models on GPUs) with status, compute pools, replicas and numbers of problems, as far as the caller may see them.',
    attributes: READ_ONLY,
    visibilityPermission: adaptiveFleetViewPermission,
    schema: {
      input: z =>
        z.object({
          ...listInput(z),
          status: z
            .enum(['failed', 'degraded', 'progressing', 'healthy', 'unknown'])
            .optional(),
          sort: z
            .enum(['name', 'status', 'problems'])
            .optional()
            .describe('Default name; the others begin with the worst'),
        }),
      output: z =>
        z.object({
          items: z.array(
            z
              .object({
                ref: refOutput(z),
                status: z.string(),
                statusReason: z.string(),
                chartVersion: z.string().optional(),
                owner: z.string().optional(),
                pools: z.array(z.object({ name: z.string() }).passthrough()),
                freshness: freshnessOutput(z),
              })
              .passthrough(),
          ),
          totalItems: z.number(),
          nextCursor: z.string().optional(),
          incomplete: incompleteOutput(z),
        }),
    },
    action: async ({ input, credentials }) => {
      const { all, incomplete } = await visibleFleet(
        engines,
        credentials,
        input.cluster,
      );
      const { items, ...page } = listEngines(all, input);
      return {
        output: {
          ...page,
          items: items.map(({ pools, freshness, ...item }) => ({
            ...item,
            pools: pools.map(pool => ({ ...pool })),
            freshness: { ...freshness },
          })),
          incomplete,
        },
      };
    },
  });
}

function registerFleetProblems({ registry, engines }: FleetActionsOptions) {
  registry.register({
    name: 'fleet-problems',
    title: 'List problems of Adaptive engines',
    description:
      'Lists problems of all Adaptive engines that the caller may see, the worst first, each with a sentence, the evidence it rests on and what to do about it.',
    attributes: READ_ONLY,
    visibilityPermission: adaptiveFleetViewPermission,
    schema: {
      input: z =>
        z.object({
          ...listInput(z),
          severity: z.enum(['critical', 'warning', 'info']).optional(),
          code: z
            .string()
            .max(100)
            .optional()
            .describe('Only problems of this code, such as pending-for-gpus'),
        }),
      output: z =>
        z.object({
          items: z.array(
            problemOutput(z).extend({
              ref: refOutput(z),
              freshness: freshnessOutput(z),
            }),
          ),
          totalItems: z.number(),
          nextCursor: z.string().optional(),
          counts: z.object({
            critical: z.number(),
            warning: z.number(),
            info: z.number(),
          }),
          incomplete: incompleteOutput(z),
        }),
    },
    action: async ({ input, credentials }) => {
      const { all, incomplete } = await visibleFleet(
        engines,
        credentials,
        input.cluster,
      );
      const { items, ...page } = listProblems(all, input);
      return {
        output: {
          ...page,
          items: items.map(({ freshness, ...item }) => ({
            ...item,
            freshness: { ...freshness },
          })),
          incomplete,
        },
      };
    },
  });
}

function poolOf(engine: Engine, name: string): ComputePool {
  const { computePools } = engine;
  const pool =
    computePools.find(found => found.name === name) ??
    computePools.find(found => found.key === name);
  if (!pool) {
    const names = computePools.map(found => found.name).join(', ');
    throw new NotFoundError(
      `Engine '${stringifyEngineRef(
        engine.ref,
      )}' has no compute pool '${name}'; it has ${names || 'none'}`,
    );
  }
  return pool;
}

function registerExplainPool({ registry, engines }: FleetActionsOptions) {
  registry.register({
    name: 'explain-pool',
    title: 'Explain a compute pool of an Adaptive engine',
    description:
      'Says in sentences why a compute pool has the replicas it has: the path from the metric over the trigger, the HPA, the workload and its pods to the nodes, which stage limits or is broken, and what happens next.',
    attributes: READ_ONLY,
    schema: {
      input: z =>
        z.object({
          engine: z.string().describe('<cluster>/<namespace>/<release>'),
          pool: z.string().describe('Name of the compute pool'),
        }),
      output: z =>
        z.object({
          summary: z.string(),
          limitedBy: z.string().optional(),
          agreement: z
            .string()
            .describe(
              'Whether the recomputed decision agrees with what the cluster did',
            ),
          next: z.string().optional().describe('What happens next'),
          stages: z.array(
            z
              .object({
                id: z.string(),
                verdict: z.string(),
                value: z.string(),
                sentence: z.string(),
              })
              .passthrough(),
          ),
          status: z.string(),
          statusReason: z.string().optional(),
          replicas: z.record(z.number()),
          problems: z.array(problemOutput(z)),
          freshness: freshnessOutput(z),
        }),
    },
    action: async ({ input, credentials }) => {
      const engine = await engines.engine(
        parseEngineRef(input.engine),
        credentials,
      );
      const pool = poolOf(engine, input.pool);
      const { stages, summary, limitedBy, agreement, next } = pool.scalingPath;
      return {
        output: {
          summary,
          limitedBy,
          agreement,
          next: next?.sentence,
          stages: stages.map(stage => ({ ...stage })),
          status: pool.status,
          statusReason: pool.statusReason,
          replicas: Object.fromEntries(
            Object.entries(pool.replicas).filter(
              ([, value]) => typeof value === 'number',
            ),
          ),
          problems: pool.problems.map(problem => ({ ...problem })),
          freshness: { ...engine.freshness },
        },
      };
    },
  });
}

/** Registers the actions that read what runs. */
export function registerFleetActions(options: FleetActionsOptions): void {
  registerListEngines(options);
  registerFleetProblems(options);
  registerExplainPool(options);
}
