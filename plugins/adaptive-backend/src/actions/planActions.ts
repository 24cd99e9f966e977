import {
  adaptiveEnginePlanPermission,
  parseEngineRef,
  stringifyEngineRef,
  type EngineRef,
  type PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  checkEngineInput,
  editEngineFiles,
  planEngine,
  renderEngine,
  summarizePlan,
  validateEngine,
  type EngineInput,
  type EnginePlan,
  type Finding,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import { checkManifests } from '../plan/manifests/checkManifests';
import type { Planner } from '../plan/Planner';
import { READ_ONLY } from './fleetActions';
import { findingsOutput } from './schemas';

export interface PlanActionsOptions {
  registry: ActionsRegistryService;
  planner: Pick<Planner, 'plan' | 'repositoryIds'>;
}

const ENGINE =
  'The engine as the template adaptive-engine asks for it: name, owner, cluster, namespace, chartVersion, containerRegistry, images, rootUrl, secrets (names of Secrets, never values), pools, autoscaling, mlflow and options; findings name fields that are wrong';

const ENGINE_EXAMPLE = {
  name: 'chat',
  owner: 'group:default/team-chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  chartVersion: '0.23.0',
  containerRegistry: 'registry.example.com',
  images: {
    harmony: { repository: 'adaptive/harmony', tag: '1.4.2' },
    controlPlane: { repository: 'adaptive/control-plane', tag: '1.4.2' },
  },
  rootUrl: 'https://chat.example.com',
  secrets: { controlPlane: 'chat-control-plane', harmony: 'chat-harmony' },
  pools: [{ name: 'llama', minReplicas: 1, maxReplicas: 4, gpusPerReplica: 2 }],
  autoscaling: { mode: 'platform' },
  mlflow: { mode: 'internal' },
};

function refOf(input: EngineInput): EngineRef {
  const { cluster, namespace, name: release } = input;
  return { cluster, namespace, release };
}

const hasErrors = (findings: readonly Finding[]) =>
  findings.some(({ severity }) => severity === 'error');

/** Files as they would be; those that people changed by hand keep their changes. */
function filesAfter(
  input: EngineInput,
  { repository, target }: PlanResponse,
): RenderedFile[] {
  const next = renderEngine(input, target);
  return repository.files.length === 0
    ? next
    : editEngineFiles({ current: repository.files, next, target }).files;
}

/** What applying the engine would do; findings of the engine itself where those are errors. */
function planApply(
  input: EngineInput,
  facts: PlanResponse,
): EnginePlan | { findings: Finding[] } {
  const { repository, target, cluster } = facts;
  if (repository.foreign) {
    throw new ConflictError(
      `An engine cannot be created as '${stringifyEngineRef(
        refOf(input),
      )}'; choose another name or namespace`,
    );
  }
  const findings = validateEngine(input, target);
  if (hasErrors(findings)) return { findings };
  const after = filesAfter(input, facts);
  return planEngine({
    operation: 'apply',
    before: repository.files,
    after,
    input,
    target,
    facts: cluster,
    schemaFindings: checkManifests(after),
  });
}

/** What removing the engine would do; one that the caller may not know of is one that git does not have. */
function planDelete({ repository, target, cluster }: PlanResponse): EnginePlan {
  return planEngine({
    operation: 'delete',
    before: repository.files,
    after: [],
    target,
    facts: cluster,
  });
}

const records = (items: readonly object[]) => items.map(item => ({ ...item }));

function describe(
  plan: EnginePlan | { findings: Finding[] },
  repositoryMessage: string | undefined,
) {
  const complete = 'files' in plan ? plan : undefined;
  return {
    allowed: !hasErrors(plan.findings) && repositoryMessage === undefined,
    ...(complete && {
      summary: summarizePlan(complete),
      files: complete.files.map(({ path, change }) => ({ path, change })),
      changes: records(complete.changes),
      pools: records(complete.pools),
      gpus: { ...complete.gpus },
      restarts: records(complete.restarts),
    }),
    findings: plan.findings,
    ...(repositoryMessage !== undefined && { repositoryMessage }),
  };
}

function registerPlanEngine({ registry, planner }: PlanActionsOptions) {
  registry.register({
    name: 'plan-engine',
    title: 'Plan a change of an Adaptive engine',
    description:
      'Says what creating, changing or deleting an Adaptive engine would do, before anyone commits it: files, differences of values and objects, GPUs before and after against what the cluster has, pods that would restart, and findings. Changes nothing.',
    attributes: READ_ONLY,
    visibilityPermission: adaptiveEnginePlanPermission,
    examples: [
      {
        title: 'Plan a new engine',
        input: { repositoryId: 'platform', engine: ENGINE_EXAMPLE },
      },
    ],
    schema: {
      input: z =>
        z.object({
          repositoryId: z
            .string()
            .describe('Id in adaptive.gitops.repositories'),
          engine: z.record(z.unknown()).optional().describe(ENGINE),
          delete: z
            .string()
            .optional()
            .describe(
              'Instead of engine: <cluster>/<namespace>/<release> to plan the removal of',
            ),
        }),
      output: z =>
        z.object({
          allowed: z
            .boolean()
            .describe(
              'Whether the change may be committed: no error was found, and the repository could be read',
            ),
          summary: z.string().optional().describe('The plan in Markdown'),
          files: z
            .array(z.object({ path: z.string(), change: z.string() }))
            .optional(),
          changes: z.array(z.record(z.unknown())).optional(),
          pools: z.array(z.record(z.unknown())).optional(),
          gpus: z.record(z.unknown()).optional(),
          restarts: z.array(z.record(z.unknown())).optional(),
          findings: findingsOutput(z),
          repositoryMessage: z
            .string()
            .optional()
            .describe(
              'Why the repository could not be read; the plan is then that of a new engine',
            ),
        }),
    },
    action: async ({ input, credentials }) => {
      const { repositoryId } = input;
      if ((input.engine === undefined) === (input.delete === undefined)) {
        throw new InputError("Exactly one of 'engine' and 'delete' is needed");
      }
      if (input.delete !== undefined) {
        const facts = await planner.plan(
          {
            repositoryId,
            operation: 'delete',
            engine: parseEngineRef(input.delete),
          },
          credentials,
        );
        return {
          output: describe(planDelete(facts), facts.repository.message),
        };
      }
      const checked = checkEngineInput(input.engine);
      if (!checked.input) {
        return { output: describe({ findings: checked.findings }, undefined) };
      }
      const facts = await planner.plan(
        { repositoryId, operation: 'apply', engine: refOf(checked.input) },
        credentials,
      );
      return {
        output: describe(
          planApply(checked.input, facts),
          facts.repository.message,
        ),
      };
    },
  });
}

/** Facts of the place, or why there are none: an engine can be checked without them. */
async function factsFor(
  planner: PlanActionsOptions['planner'],
  input: EngineInput,
  repositoryId: string | undefined,
  credentials: BackstageCredentials,
): Promise<{ facts: PlanResponse } | { reason: string }> {
  const ids = planner.repositoryIds();
  const id = repositoryId ?? (ids.length === 1 ? ids[0] : undefined);
  if (id === undefined) {
    return {
      reason: `No repositoryId was given; there are ${
        ids.join(', ') || 'none'
      }`,
    };
  }
  try {
    const facts = await planner.plan(
      { repositoryId: id, operation: 'apply', engine: refOf(input) },
      credentials,
    );
    return { facts };
  } catch (error) {
    if (error instanceof InputError || error instanceof NotAllowedError) {
      throw error;
    }
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function registerValidateEngine({ registry, planner }: PlanActionsOptions) {
  registry.register({
    name: 'validate-engine',
    title: 'Validate an Adaptive engine',
    description:
      'Checks the description of an Adaptive engine against its schema, the rules of its chart version, autoscaling, secrets and, where they are known, the live facts of its cluster. Each finding says what is wrong and what to do. Changes nothing.',
    attributes: READ_ONLY,
    visibilityPermission: adaptiveEnginePlanPermission,
    examples: [
      { title: 'Validate an engine', input: { engine: ENGINE_EXAMPLE } },
    ],
    schema: {
      input: z =>
        z.object({
          engine: z.record(z.unknown()).describe(ENGINE),
          repositoryId: z
            .string()
            .optional()
            .describe(
              'Id in adaptive.gitops.repositories; needed for live facts when there are several',
            ),
        }),
      output: z =>
        z.object({
          valid: z.boolean().describe('No finding is an error'),
          findings: findingsOutput(z),
          liveFacts: z
            .boolean()
            .describe('Whether the cluster was looked at as well'),
          reason: z.string().optional().describe('Why it was not'),
        }),
    },
    action: async ({ input, credentials }) => {
      const checked = checkEngineInput(input.engine);
      if (!checked.input) {
        const { findings } = checked;
        return { output: { valid: false, findings, liveFacts: false } };
      }
      const found = await factsFor(
        planner,
        checked.input,
        input.repositoryId,
        credentials,
      );
      const { findings } =
        'facts' in found
          ? planApply(checked.input, found.facts)
          : { findings: validateEngine(checked.input) };
      return {
        output: {
          valid: !hasErrors(findings),
          findings,
          liveFacts: 'facts' in found && found.facts.cluster.known,
          ...('reason' in found && { reason: found.reason }),
        },
      };
    },
  });
}

/** Registers the actions that check an engine before it is committed. */
export function registerPlanActions(options: PlanActionsOptions): void {
  registerPlanEngine(options);
  registerValidateEngine(options);
}
