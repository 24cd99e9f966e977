import {
  adaptiveEnginePlanPermission,
  parseEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  checkEngineInput,
  summarizePlan,
  type EnginePlan,
  type Finding,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { InputError } from '@backstage/errors';
import { READ_ONLY } from './fleetActions';
import {
  ENGINE,
  ENGINE_EXAMPLE,
  hasErrors,
  planApply,
  planDelete,
  refOf,
  type PlanActionsOptions,
} from './planFromFacts';
import { findingsOutput } from './schemas';

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

/** Registers `plan-engine`. */
export function registerPlanEngine({
  registry,
  planner,
}: PlanActionsOptions): void {
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
